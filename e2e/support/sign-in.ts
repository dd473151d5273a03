import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openPage } from './browser.ts'
import type { Product } from './product.ts'

/** Signs in, from our own page, as the person of the evaluation provider whose button says `who`, such as `Administrator`. */
export async function signIn(page: Page, who: string | RegExp): Promise<void> {
  const { origin } = new URL(page.url())
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: who }).first().click()
  await page.waitForURL((url) => url.origin === origin && !url.pathname.startsWith('/auth/'))
  await page.getByRole('button', { name: /, signed in as / }).waitFor()
}

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>

/** What a browser keeps once somebody has signed in, by product and person: each signs in once a file. */
const kept = new Map<string, Promise<StorageState>>()

async function keepSignIn(browser: Browser, address: string, who: string): Promise<StorageState> {
  const { page } = await openPage(browser, address)
  await page.goto('/account')
  await signIn(page, who)
  const state = await page.context().storageState()
  await page.context().close()
  return state
}

/** A page of somebody who has signed in, and everything that went wrong in it. */
export async function openSignedIn(
  browser: Browser,
  { address }: Pick<Product, 'address'>,
  who = 'Administrator',
): Promise<{ page: Page; errors: string[] }> {
  const key = `${address} ${who}`
  const state = kept.get(key) ?? keepSignIn(browser, address, who)
  kept.set(key, state)
  return await openPage(browser, address, await state)
}
