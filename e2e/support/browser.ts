import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { repositoryRoot } from './product.ts'

/** Chromium out of its npm package, unpacked once into a cache of the project. */
export async function launchBrowser(): Promise<Browser> {
  const cache = join(repositoryRoot, '.cache', 'chromium')
  await mkdir(cache, { recursive: true })
  // The package unpacks into the temp folder and reuses whatever is there, somebody else's half of a file too.
  process.env['TMPDIR'] = cache
  const { default: packaged } = await import('@sparticuz/chromium')
  return await chromium.launch({ executablePath: await packaged.executablePath(), args: ['--no-sandbox'] })
}

/** A page that remembers everything that went wrong in it. */
export async function openPage(browser: Browser, address: string): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  return { page, errors }
}
