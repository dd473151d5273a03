import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Meta, Summary } from '@tieback/contracts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { Product } from './support/product.ts'
import { openSignedIn } from './support/sign-in.ts'

interface Answer<Data> {
  readonly data: Data
  readonly meta: Meta
}

/** What the mock's library says to its worker: in every build of it, and nowhere else. */
const markOfMock = 'MOCK_ACTIVATE'

describe('the preview on invented data', () => {
  let browser: Browser
  let product: Product
  let folder: string
  let realTile: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tieback-preview-'))
    await switchFlags('{}')
    browser = await launchBrowser()
    product = await Product.start(undefined, { TIEBACK_FLAGS_FILE: join(folder, 'flags.yaml') })
    realTile = await vi.waitFor(
      async () => {
        const { data } = await product.get<Answer<Summary>>('/api/v1/summary')
        const tile = data.tiles.find(({ kpi }) => kpi.actual.value !== null)
        expect(tile).toBeDefined()
        return `tile-${tile?.node.id ?? ''}`
      },
      { timeout: 90_000, interval: 500 },
    )
  })
  beforeEach(() => switchFlags('msw-preview: on\nnew-endpoints: on\n'))
  afterAll(async () => {
    await browser.close()
    await product.dispose()
    await rm(folder, { recursive: true, force: true })
  })

  async function switchFlags(text: string): Promise<void> {
    const path = join(folder, 'flags.yaml')
    await writeFile(`${path}.new`, text)
    await rename(`${path}.new`, path)
  }

  async function findViolations(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }

  const findWorkers = (page: Page): Promise<number> =>
    page.evaluate('navigator.serviceWorker.getRegistrations().then(({ length }) => length)')

  /** By keyboard alone: the help, then the switch in it. */
  async function enterPreview(page: Page): Promise<void> {
    await page.getByTestId(realTile).waitFor()
    await page.keyboard.press('?')
    const toggle = page.getByRole('switch', { name: 'Preview data' })
    await toggle.focus()
    await page.keyboard.press('Space')
    await page.getByTestId('preview-banner').getByText('Preview: invented data').waitFor()
    await page.getByTestId('tile-value').first().waitFor()
  }

  it('is not offered, and nothing of it is loaded, where its flag is off', async () => {
    await switchFlags('msw-preview: off\n')
    const { page, errors } = await openSignedIn(browser, product)
    const withMock: string[] = []
    page.on('response', (response) => {
      if (!response.url().endsWith('.js')) return
      void response.text().then((text) => {
        if (text.includes(markOfMock)) withMock.push(response.url())
      })
    })
    await page.goto('/')
    await page.getByTestId(realTile).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('Single-key shortcuts').waitFor()
    expect(await page.getByRole('switch', { name: 'Preview data' }).count()).toBe(0)
    await page.goto('/upcoming')
    await page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(withMock).toEqual([])
    expect(await findWorkers(page)).toBe(0)
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('turns the page to invented data under a banner, and back to the real', async () => {
    const { page, errors } = await openSignedIn(browser, product)
    await page.goto('/')
    await enterPreview(page)
    expect(await page.getByTestId(realTile).count()).toBe(0)
    expect(await findViolations(page)).toEqual([])
    // The tab remembers; the other pages are invented as well.
    await page.goto('/sources')
    await page.getByTestId('preview-banner').waitFor()
    await page.getByRole('button', { name: 'Back to the real data' }).click()
    await page.getByTestId(realTile).waitFor()
    expect(await page.getByTestId('preview-banner').count()).toBe(0)
    await vi.waitFor(async () => expect(await findWorkers(page)).toBe(0))
    await page.reload()
    await page.getByTestId(realTile).waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('ends by itself when its flag is switched off', async () => {
    const { page, errors } = await openSignedIn(browser, product)
    await page.goto('/')
    await enterPreview(page)
    await switchFlags('msw-preview: off\n')
    // What a browser says when the reader comes back to the tab.
    await page.evaluate("dispatchEvent(new Event('visibilitychange'))")
    await page.getByTestId(realTile).waitFor()
    expect(await page.getByTestId('preview-banner').count()).toBe(0)
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('has a page on what comes next, and says what is served already', async () => {
    const { page, errors } = await openSignedIn(browser, product)
    await page.goto('/')
    await page.getByRole('button', { name: 'Help' }).click()
    await page.getByRole('link', { name: 'What comes next' }).click()
    await page.getByRole('heading', { level: 1, name: 'What comes next' }).waitFor()
    const { notServed } = await product.get<{ notServed: string[] }>('/config.json')
    expect(await page.getByText('not yet (501)').count()).toBe(notServed.length)
    expect(await findViolations(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('says what is wrong where the configuration is missing, and goes on once it is there', async () => {
    const { page } = await openSignedIn(browser, product)
    await page.route('**/config.json', (route) => route.fulfill({ status: 404, body: 'no such file' }))
    await page.goto('/')
    await page.getByRole('heading', { level: 1, name: 'Tieback can’t start' }).waitFor()
    await page.getByText('/config.json was answered with status 404').waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.unroute('**/config.json')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByTestId(realTile).waitFor()
    await page.context().close()
  })
})
