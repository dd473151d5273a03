import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Meta, roleTitles, type SessionList, type TreeNode } from '@tieback/contracts'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { launchBrowser, openPage } from './support/browser.ts'
import { Product } from './support/product.ts'
import { openSignedIn, signIn } from './support/sign-in.ts'
import { findToken, Traffic } from './support/tokens.ts'

interface Answer<Data> {
  readonly data: Data
  readonly meta: Meta
}

const { integrator: _, ...titlesOfPeople } = roleTitles

/** What the button of a person says who may see all. */
const withWholeField = (title: string): RegExp => new RegExp(`${title}.*whole field`, 'i')

/** Longest wait for something that a page asks about by itself. */
const noticed = { timeout: 30_000, interval: 200 }

describe('signing in', () => {
  const product = Product.attach(inject('product'))
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  const open = () => openPage(browser, product.address)

  async function findViolations(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }

  const openMenu = async (page: Page): Promise<Locator> => {
    await page.getByRole('button', { name: /, signed in as / }).click()
    return page.getByRole('dialog', { name: /, signed in as / })
  }

  /** Has the page ask about its session at once, as when its reader comes back to it. */
  const comeBack = (page: Page): Promise<unknown> => page.evaluate("dispatchEvent(new Event('focus'))")

  /** Ends, as an administrator elsewhere would, the session that a page has. */
  async function endSessionOf(page: Page): Promise<void> {
    const { data } = await page.evaluate<Answer<SessionList>>(
      "fetch('/api/v1/account/sessions').then((answer) => answer.json())",
    )
    const id = data.sessions.find(({ isCurrent }) => isCurrent)?.id ?? ''
    const answer = await product.fetch(`/api/v1/sessions/${id}`, 'DELETE')
    expect(answer.status, await answer.text()).toBe(200)
  }

  it.each(Object.entries(titlesOfPeople))('leads a %s to the address that was asked for', async (_role, title) => {
    const { page, errors } = await open()
    await page.goto('/?units=field')
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await page.getByText('For evaluation.').waitFor()
    await signIn(page, withWholeField(title))
    expect(page.url()).toBe(`${product.address}/?units=field`)
    await page.getByTestId('tile-value').first().waitFor()
    const menu = await openMenu(page)
    await menu.getByRole('listitem').filter({ hasText: title }).filter({ hasText: 'whole field' }).waitFor()
    await menu.getByText(/^Signed in on/).waitFor()
    const isAdministrator = title === roleTitles.administrator
    expect(await menu.getByRole('link', { name: 'Audit log' }).count()).toBe(isAdministrator ? 1 : 0)
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('can be read by everybody, before and after', async () => {
    const { page } = await open()
    // Half faded in, a menu has too little contrast for a moment.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto('/')
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    expect(await findViolations(page)).toEqual([])
    await signIn(page, roleTitles.administrator)
    for (const path of ['/account', '/people', '/audit']) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      expect(await findViolations(page), path).toEqual([])
    }
    await openMenu(page)
    expect(await findViolations(page)).toEqual([])
    await page.context().close()
  })

  it('can be done by keyboard alone', async () => {
    const { page } = await open()
    const tabTo = async (target: Locator): Promise<void> => {
      await target.waitFor()
      for (let presses = 0; presses < 40; presses++) {
        await page.keyboard.press('Tab')
        if ((await target.and(page.locator(':focus')).count()) === 1) return
      }
      throw new Error(`Tab never reaches ${target.toString()}`)
    }
    await page.goto('/jobs')
    await tabTo(page.getByRole('link', { name: 'Sign in', exact: true }))
    await page.keyboard.press('Enter')
    await tabTo(page.getByRole('button', { name: roleTitles['performance-lead'] }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()
    await tabTo(page.getByRole('button', { name: /, signed in as / }))
    await page.keyboard.press('Enter')
    await tabTo(page.getByRole('button', { name: 'Sign out' }))
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Sign out' }).waitFor({ state: 'detached' })
    await page.context().close()
  })

  it('is over after signing out, here and at the provider, and in other windows', async () => {
    const { page } = await open()
    await page.goto('/')
    await signIn(page, roleTitles['production-programmer'])
    const other = await page.context().newPage()
    await other.goto(`${product.address}/jobs`)
    await other.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()
    await (await openMenu(page)).getByRole('button', { name: 'Sign out' }).click()
    await other.getByText('Your session has ended').waitFor()
    await page.waitForURL((url) => !url.pathname.startsWith('/nodes') && url.pathname !== '/')
    // The provider asks whether to sign out there as well.
    const confirm = page.getByRole('button', { name: /sign out/i })
    const done = page.getByRole('heading', { name: /signed out/i })
    await confirm.or(done).first().waitFor()
    if ((await done.count()) === 0) await confirm.first().click()
    await done.waitFor()
    await page.goto('/')
    await page.getByRole('link', { name: 'Sign in', exact: true }).click()
    // Nobody is recognised any more: the provider asks who it is.
    await page.getByRole('button', { name: roleTitles.administrator }).waitFor()
    await page.context().close()
  })

  it('is over everywhere at once, where its person says so', async () => {
    const [here, there] = [await open(), await open()]
    for (const { page } of [here, there]) {
      await page.goto('/account')
      await signIn(page, roleTitles['production-technologist'])
    }
    await here.page.getByText('2 devices', { exact: true }).waitFor()
    await here.page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await here.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await vi.waitFor(async () => {
      await comeBack(there.page)
      expect(await there.page.getByText('Your session has ended').count()).toBe(1)
    }, noticed)
    for (const { page } of [here, there]) await page.context().close()
  })

  it('again, after the session has ended in the middle of something, goes on where that was', async () => {
    const { page } = await open()
    await page.goto('/sources')
    await signIn(page, roleTitles.administrator)
    await page.getByRole('region', { name: 'State of the sources' }).getByRole('link').first().click()
    await page.getByRole('button', { name: 'Backfill a range…' }).click()
    const dialog = page.getByRole('dialog', { name: /^Backfill/ })
    const from = dialog.getByLabel('From production day')
    const to = await dialog.getByLabel('To, not included').inputValue()
    const typed = new Date(Date.parse(to) - 2 * 86_400_000).toISOString().slice(0, 10)
    await from.fill(typed)
    await endSessionOf(page)
    await dialog.getByRole('button', { name: 'Read again' }).click()
    const again = dialog
      .getByRole('button', { name: 'Sign in again' })
      .or(dialog.getByRole('link', { name: 'Sign in again' }))
    const [window] = await Promise.all([page.waitForEvent('popup'), again.click()])
    await window.waitForLoadState()
    // Where the provider still knows who it is, it asks nothing.
    const person = window.getByRole('button', { name: roleTitles.administrator })
    await person.click({ timeout: 3_000 }).catch(() => undefined)
    await page.getByText('Your session has ended').waitFor({ state: 'detached' })
    expect(await from.inputValue()).toBe(typed)
    await dialog.getByRole('button', { name: 'Read again' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.waitForURL(/[?&]job=/)
    await page.context().close()
  })

  it('as another person shows nothing of the one before', async () => {
    const { page } = await open()
    await page.goto('/audit')
    await signIn(page, roleTitles.administrator)
    await page.getByRole('region', { name: 'Entries of the audit log' }).waitFor()
    await endSessionOf(page)
    await comeBack(page)
    await page.getByText('Your session has ended').waitFor()
    const second = await page.context().newPage()
    await second.context().clearCookies()
    await second.goto(`${product.address}/`)
    await signIn(second, withWholeField(roleTitles.viewer))
    await vi.waitFor(async () => {
      await comeBack(page)
      expect(await page.getByTestId('access-needed').count()).toBe(1)
    }, noticed)
    expect(await page.getByRole('region', { name: 'Entries of the audit log' }).count()).toBe(0)
    await page.context().close()
  })

  it('for one part of the field shows that part alone, and nothing else by its address', async () => {
    const { page } = await open()
    const { nodes } = (await product.get<Answer<{ nodes: TreeNode[] }>>('/api/v1/assets')).data
    await page.goto('/account')
    await page.getByRole('link', { name: 'Sign in', exact: true }).click()
    const person = page.getByRole('button', { name: / only$/ })
    const name = /(\S+(?: \S+)*) only$/.exec((await person.textContent()) ?? '')?.[1] ?? ''
    const own = nodes.find((node) => name.endsWith(node.name))
    await person.click()
    await page
      .getByRole('region', { name: 'Your sessions' })
      .or(page.getByRole('list', { name: 'Your sessions' }))
      .waitFor()
    await page
      .getByRole('main')
      .getByText(own?.name ?? '')
      .first()
      .waitFor()
    const shown = await page.evaluate<Answer<{ nodes: TreeNode[] }>>(
      "fetch('/api/v1/assets').then((answer) => answer.json())",
    )
    const roots = shown.data.nodes.filter(({ parentId }) => !shown.data.nodes.some(({ id }) => id === parentId))
    expect(roots.map(({ id }) => id)).toEqual([own?.id])
    const foreign = nodes.find(({ kind, id }) => kind === own?.kind && id !== own.id)
    await page.goto(`/nodes/${foreign?.id ?? ''}`)
    await page.getByRole('heading', { level: 1, name: 'No such node' }).waitFor()
    expect(await page.getByText(foreign?.name ?? 'no other', { exact: true }).count()).toBe(0)
    await page.goto(`/nodes/${own?.id ?? ''}`)
    await page.getByRole('heading', { level: 1, name: own?.name ?? '' }).waitFor()
    await page.context().close()
  })

  it('lets administrators read what was done, and tells others whom to ask', async () => {
    const administrator = await openSignedIn(browser, product)
    const { page } = administrator
    await page.goto('/audit')
    const entries = page.getByRole('region', { name: 'Entries of the audit log' })
    await entries.getByText('signed in').first().waitFor()
    await page.getByRole('combobox', { name: 'Action' }).selectOption('session.begin')
    await page.waitForURL(/action=session\.begin/)
    await vi.waitFor(async () => expect(await entries.getByText('signed out').count()).toBe(0), noticed)
    await entries
      .getByRole('button', { name: /^Details of entry/ })
      .first()
      .click()
    await entries.getByText('Hash of this entry and all before it').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export as CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^tieback-audit-.*\.csv$/)
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n')
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.slice(1).every((line) => line.includes('session.begin'))).toBe(true)
    expect(administrator.errors).toEqual([])
    const viewer = await openSignedIn(browser, product, 'Performance Lead')
    await viewer.page.goto('/audit')
    await viewer.page.getByRole('heading', { level: 1, name: 'Audit log needs another role' }).waitFor()
    await viewer.page.getByText('An administrator of Tieback can give you a role').waitFor()
    expect(viewer.errors).toEqual([])
    for (const each of [page, viewer.page]) await each.context().close()
  })

  it('gives no token to the browser, in whatever it sends, gets or keeps', async () => {
    const { page } = await open()
    const traffic = new Traffic(page.context())
    await page.goto('/')
    await signIn(page, roleTitles.administrator)
    for (const path of ['/', '/account', '/people', '/audit', '/sources', '/jobs']) {
      await page.goto(path)
      await page.waitForLoadState('networkidle')
    }
    const { cookies, origins } = await page.context().storageState()
    const inPage = await page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])',
    )
    const given = await listGivenTokens(product.dataDir)
    expect(given.length).toBeGreaterThan(0)
    const keptText = JSON.stringify([cookies, origins, inPage])
    expect(given.filter((token) => keptText.includes(token))).toEqual([])
    expect(keptText).not.toMatch(/eyJ[\w-]{8,}\.[\w-]{8,}\./)
    await (await openMenu(page)).getByRole('button', { name: 'Sign out' }).click()
    await page
      .getByRole('heading', { name: /sign(ed)? out/i })
      .first()
      .waitFor()
    // What is looked through is there, and a token in it would be found.
    expect(await traffic.includes('"signedIn":{"person":')).toBe(true)
    expect(findToken(`{"token":"${await product.readToken()}"}`)).not.toBeNull()
    expect(await traffic.listTokens(given)).toEqual([])
    await page.context().close()
  })
})

/** Tokens that the evaluation provider has given out and that are still good. */
async function listGivenTokens(dataDir: string): Promise<string[]> {
  const state = JSON.parse(await readFile(join(dataDir, 'identity', 'provider-state.json'), 'utf8')) as {
    rows: [string, unknown][]
  }
  return state.rows.flatMap(([key]) => /^(?:Refresh|Access)Token:(.+)$/.exec(key)?.slice(1) ?? [])
}
