import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { MockSite } from '../support/mock-site.ts'

/** Every page from which sources are operated, each part on its own. */
const pages = [
  '/sources',
  '/sources/ec-offshore',
  '/sources/pi-rehearsal?tab=runs',
  '/sources/ec-offshore?tab=quarantine',
  '/sources/ec-offshore?tab=schemas',
  '/sources/pi-limited',
  '/jobs?status=running',
]

/** As long as the browser itself waits for what is to appear. */
const patience = { timeout: 30_000 }

describe('operating sources', () => {
  let browser: Browser
  let site: MockSite

  beforeAll(async () => {
    ;[browser, site] = await Promise.all([launchBrowser(), MockSite.start()])
  })
  afterAll(async () => {
    await browser.close()
    await site.dispose()
  })

  const open = () => openPage(browser, site.address)

  async function visit(page: Page, path: string): Promise<void> {
    await page.goto(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
  }

  async function findViolations(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }

  const hasFocus = async (page: Page, target: Locator): Promise<boolean> =>
    (await target.and(page.locator(':focus')).count()) === 1

  /** Moves the focus with Tab alone, as far as the page goes. */
  async function tabTo(page: Page, target: Locator): Promise<void> {
    await target.waitFor()
    for (let presses = 0; presses < 150; presses++) {
      await page.keyboard.press('Tab')
      if (await hasFocus(page, target)) return
    }
    throw new Error(`Tab never reaches ${target.toString()}`)
  }

  it('begins with what needs somebody, and says below a source what it answers to a check', async () => {
    const { page, errors } = await open()
    await visit(page, '/sources')
    const table = page.getByRole('region', { name: 'State of the sources' })
    const states = await table.locator('tbody tr td:nth-child(2)').allTextContents()
    const order = ['down', 'lagging', 'ok', 'idle']
    expect(states).toEqual(states.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)))
    expect(states[0]).toBe('down')
    await table.getByRole('button', { name: 'Check now: PI, offshore' }).click()
    await table.getByText('It answers: PI Web API').waitFor()
    // Files have nobody behind them.
    expect(await table.getByRole('button', { name: 'Check now: Archive import' }).count()).toBe(0)
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('reads a span of days again by keyboard alone, and keeps its job in the address', async () => {
    const { page, errors } = await open()
    await visit(page, '/')
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.getByRole('heading', { level: 1, name: 'Sources' }).waitFor()
    await tabTo(page, page.getByRole('link', { name: 'PI, offshore', exact: true }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'PI, offshore' }).waitFor()
    await tabTo(page, page.getByRole('button', { name: 'Backfill a range…' }))
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Backfill PI, offshore' })
    const from = dialog.getByLabel('From production day')
    await vi.waitFor(async () => expect(await hasFocus(page, from)).toBe(true), patience)
    const to = await dialog.getByLabel('To, not included').inputValue()
    await from.fill(to)
    await dialog.getByText('No day lies between them').waitFor()
    expect(await dialog.getByRole('button', { name: 'Read again' }).isDisabled()).toBe(true)
    await from.fill(new Date(Date.parse(to) - 3 * 86_400_000).toISOString().slice(0, 10))
    await dialog.getByText('3 production days').waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText('3 production days read again').waitFor()
    expect(await dialog.count()).toBe(0)
    expect(new URL(page.url()).searchParams.get('job')).toMatch(/^backfill-days--/)
    // Another part of the page keeps it.
    await tabTo(page, page.getByRole('link', { name: 'Wire shapes' }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Wire shapes' }).waitFor()
    await page.getByText('3 production days read again').waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('leaves a dialog with Escape, and gives the focus back', async () => {
    const { page } = await open()
    await visit(page, '/sources/ec-offshore')
    const button = page.getByRole('button', { name: 'Backfill a range…' })
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await vi.waitFor(async () => expect(await hasFocus(page, button)).toBe(true), patience)
    await page.context().close()
  })

  it('shows a refused row as a person reads it, and replays its kind until it is gone', async () => {
    const { page, errors } = await open()
    await visit(page, '/sources/ec-offshore?tab=quarantine')
    const tab = page.getByRole('link', { name: /^Quarantine/ })
    const before = Number((await tab.textContent())?.replace(/\D/g, ''))
    await page.getByText('The row refused last').first().click()
    await page.getByText('object.code', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Replay: unmapped-node in production' }).click()
    await page.getByText('5 taken in, 0 still refused').waitFor()
    await vi.waitFor(
      async () => expect(Number((await tab.textContent())?.replace(/\D/g, ''))).toBe(before - 5),
      patience,
    )
    expect(await page.getByRole('button', { name: 'Replay: unmapped-node in production' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Its rows: not-a-number in production' }).click()
    await page.waitForURL(/reason=not-a-number/)
    await page.getByText('Only not-a-number of production').waitFor()
    await vi.waitFor(async () => expect(await page.locator('summary', { hasText: '/day/' }).count()).toBe(2), patience)
    await page.goBack()
    await vi.waitFor(async () => expect(await page.locator('summary', { hasText: '/day/' }).count()).toBe(50), patience)
    await page.getByRole('button', { name: 'Older rows' }).click()
    await vi.waitFor(
      async () => expect(await page.locator('summary', { hasText: '/day/' }).count()).toBe(before - 5),
      patience,
    )
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('lists what is in the queue, tries again what failed, and goes back in time by the page', async () => {
    const { page, errors } = await open()
    await visit(page, '/sources')
    await page.keyboard.press('g')
    await page.keyboard.press('j')
    await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()
    await page.getByRole('radio', { name: /^failed 2/ }).click()
    await page.waitForURL(/state=failed/)
    const jobs = page.getByRole('region', { name: 'Jobs in the queue' })
    await vi.waitFor(async () => expect(await jobs.locator('tbody tr').count()).toBe(2), patience)
    await jobs.getByRole('button', { name: 'Retry now: backfill-days' }).click()
    await vi.waitFor(async () => expect(await jobs.locator('tbody tr').count()).toBe(1), patience)
    await page.getByRole('radio', { name: 'all' }).first().click()
    await jobs.getByText('nothing differs').waitFor()
    const runs = page.getByRole('region', { name: 'Runs' }).locator('tbody tr')
    expect(await runs.count()).toBe(50)
    await page.getByRole('button', { name: 'Older runs' }).click()
    await vi.waitFor(async () => expect(await runs.count()).toBe(100), patience)
    await page.getByLabel('Source', { exact: true }).selectOption({ label: 'Rehearsal SLOW' })
    await page.waitForURL(/source=pi-slow/)
    await page.getByText('No job of this kind.').waitFor()
    await page.getByRole('button', { name: 'All jobs' }).click()
    await jobs.getByText('detect-quality').waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('offers nothing that the reader may not do', async () => {
    const { page, errors } = await open()
    await page.addInitScript("sessionStorage.setItem('tieback.preview.role', 'viewer')")
    for (const path of ['/sources', '/sources/ec-offshore', '/sources/ec-offshore?tab=quarantine', '/jobs']) {
      await visit(page, path)
      const offered = page.getByRole('main').getByRole('button', { name: /^(Check|Backfill|Replay|Retry)/ })
      expect(await offered.count(), path).toBe(0)
    }
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('only looks at the past', async () => {
    const { page } = await open()
    const asOf = new Date(new Date().getTime() - 86_400_000).toISOString()
    await visit(page, `/sources/ec-offshore?asOf=${asOf}`)
    await page.getByText('How calls fare is known of now alone.').waitFor()
    expect(await page.getByRole('button', { name: 'Check now' }).count()).toBe(0)
    await page.context().close()
  })

  it('keeps the page where one part of it fails, and says what to do', async () => {
    const { page } = await open()
    await visit(page, '/sources/pi-offline?tab=quarantine')
    await page.getByRole('alert').getByText('A source that this answer needs is down').waitFor()
    await page.getByRole('link', { name: 'State' }).click()
    await page.getByText('open, probe').waitFor()
    await page.getByRole('button', { name: 'Check now' }).click()
    await page.getByRole('alert').getByText('the source of OFFLINE never answers').waitFor()
    expect(await findViolations(page)).toEqual([])
    await visit(page, '/sources/nowhere')
    await page.getByRole('heading', { level: 1, name: 'No such source' }).waitFor()
    await page.context().close()
  })

  it.each(['light', 'dark'] as const)('has no serious violation of accessibility, %s', async (colorScheme) => {
    const { page, errors } = await open()
    await page.emulateMedia({ colorScheme })
    for (const path of pages) {
      await visit(page, path)
      expect(await findViolations(page), path).toEqual([])
    }
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('fits a phone: nothing is scrolled sideways', async () => {
    const { page, errors } = await open()
    await page.setViewportSize({ width: 390, height: 844 })
    for (const path of pages) {
      await visit(page, path)
      const wide = await page.evaluate(
        `[...document.querySelectorAll('html, main *')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .filter((element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) || element === document.documentElement)
          .map((element) => element.getAttribute('aria-label') ?? element.tagName)`,
      )
      expect(wide, path).toEqual([])
    }
    // Cards are other elements than the rows of a table.
    await visit(page, '/sources')
    expect(await findViolations(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('leads from the overview to a series that a rule doubts, and shows the stretch in its chart and in words', async () => {
    const { page, errors } = await open()
    await visit(page, '/')
    const doubted = page.getByRole('listitem').filter({ hasText: 'Wellhead pressure' }).filter({ hasText: 'frozen' })
    await doubted.getByRole('link', { name: 'A-02' }).click()
    await page.getByRole('heading', { level: 1, name: 'A-02' }).waitFor()
    const list = page.getByRole('list', { name: 'Doubted stretches' })
    await list.getByText('The same value to the last digit').waitFor()
    const chart = page.getByRole('img', { name: /^Wellhead pressure of A-02/ })
    const readout = page.locator('figcaption', { hasText: 'barg' })
    await chart.focus()
    await page.keyboard.press('End')
    await readout.getByText(/^frozen: /).waitFor()
    await page.keyboard.press('Home')
    await vi.waitFor(async () => expect(await readout.getByText(/^frozen: /).count()).toBe(0), patience)
    expect(await findViolations(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })
})
