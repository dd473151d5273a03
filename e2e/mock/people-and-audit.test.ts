import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { MockSite } from '../support/mock-site.ts'

const pages = ['/account', '/people', '/audit', '/audit?actor=somebody.else']

/** As long as the browser itself waits for what is to appear. */
const patience = { timeout: 30_000 }

describe('people and what they did', () => {
  let browser: Browser
  let site: MockSite

  beforeAll(async () => {
    ;[browser, site] = await Promise.all([launchBrowser(), MockSite.start()])
  })
  afterAll(async () => {
    await browser.close()
    await site.dispose()
  })

  /** A page of somebody with this role; `nobody` has not signed in. */
  async function openAs(role: string): Promise<{ page: Page; errors: string[] }> {
    const opened = await openPage(browser, site.address)
    const first = `sessionStorage.getItem('tieback.preview.role') ?? sessionStorage.setItem('tieback.preview.role', '${role}')`
    await opened.page.addInitScript(first)
    return opened
  }

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

  it.each(['light', 'dark'] as const)('have no serious violation of accessibility, %s', async (colorScheme) => {
    const { page, errors } = await openAs('administrator')
    // Half faded in, a menu has too little contrast for a moment.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const path of pages) {
      await visit(page, path)
      expect(await findViolations(page), path).toEqual([])
    }
    await page.getByRole('button', { name: /signed in as / }).click()
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    expect(await findViolations(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('fit a phone: nothing is scrolled sideways', async () => {
    const { page, errors } = await openAs('administrator')
    await page.setViewportSize({ width: 390, height: 844 })
    for (const path of pages) {
      await visit(page, path)
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), path).toBe(true)
      expect(await findViolations(page), path).toEqual([])
    }
    // What the header has no room for is in the menu.
    await page.getByRole('button', { name: /signed in as / }).click()
    await page.getByRole('button', { name: 'Dark theme' }).click()
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('lead from an entry to all of its kind, and keep that in the address', async () => {
    const { page, errors } = await openAs('administrator')
    await visit(page, '/audit?outcome=refused')
    const entries = page.getByRole('region', { name: 'Entries of the audit log' })
    const outcomes = entries.locator('tbody tr td:last-child')
    expect(new Set(await outcomes.allTextContents())).toEqual(new Set(['refused']))
    await page.getByRole('radio', { name: 'all' }).click()
    // Before that, a person would be taken together with the filter that is on its way out.
    await page.waitForURL((url) => !url.searchParams.has('outcome'))
    await vi.waitFor(async () => expect(await outcomes.allTextContents()).toContain('done'), patience)
    const person = entries.getByRole('button', { name: 'Ingrid Solheim' })
    await person.first().click()
    await page.waitForURL(/actor=person-ingrid/)
    await vi.waitFor(
      async () => expect(await entries.getByRole('button', { name: 'Tomas Berg' }).count()).toBe(0),
      patience,
    )
    expect(await page.getByLabel('By').inputValue()).toBe('person-ingrid')
    const rows = await person.count()
    await page.getByRole('button', { name: 'Older entries' }).click()
    await vi.waitFor(async () => expect(await person.count()).toBeGreaterThan(rows), patience)
    await entries
      .getByRole('button', { name: /^Details of entry/ })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    await entries.getByText('Hash of this entry and all before it').waitFor()
    await page.getByText(/^Signed up to entry/).waitFor()
    await page.reload()
    await person.first().waitFor()
    expect(await entries.getByRole('button', { name: 'Tomas Berg' }).count()).toBe(0)
    await page.getByLabel('To', { exact: true }).fill('nothing-like-it')
    await page.keyboard.press('Enter')
    await page.getByText('Nothing of this kind is recorded.').waitFor()
    await page.getByRole('main').getByRole('button', { name: 'All entries' }).first().click()
    await entries.getByRole('button', { name: 'Tomas Berg' }).first().waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('can be signed out one by one', async () => {
    const { page, errors } = await openAs('administrator')
    await visit(page, '/people')
    const sessions = page.getByRole('region', { name: 'Sessions' })
    await sessions.getByRole('button', { name: /^End the session of Aisha Rahman/ }).click()
    await vi.waitFor(async () => expect(await sessions.getByText('Aisha Rahman').count()).toBe(0), patience)
    await sessions.getByRole('link', { name: 'Tomas Berg' }).first().click()
    await page.waitForURL(/person=person-tomas/)
    await page.getByText('1 person, 2 sessions').waitFor()
    await visit(page, '/account')
    await page.getByRole('button', { name: /^End the session on Safari/ }).click()
    await page.getByText('1 device', { exact: true }).waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('are told what a page needs that they may not see, and are not offered the way to it', async () => {
    const { page, errors } = await openAs('pmc-engineer')
    for (const path of ['/people', '/audit']) {
      await visit(page, path)
      await page
        .getByTestId('access-needed')
        .getByText(/^An administrator of Tieback can give you/)
        .waitFor()
      expect(await findViolations(page), path).toEqual([])
    }
    await visit(page, '/jobs')
    const ways = page.getByRole('navigation', { name: 'Operation' })
    expect(await ways.getByRole('link').allTextContents()).toEqual(['Sources'])
    // Nothing was asked for that would have been refused.
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('go on where they were, once they have signed in again', async () => {
    const { page } = await openAs('administrator')
    await visit(page, '/jobs?state=failed')
    const jobs = page.getByRole('region', { name: 'Jobs in the queue' })
    await jobs.getByText('failed').first().waitFor()
    await page.getByRole('button', { name: /signed in as / }).click()
    await page.getByRole('button', { name: 'Let the session end' }).click()
    await page.keyboard.press('Escape')
    const bar = page.getByTestId('session-bar')
    await bar.getByText('Your session has ended').waitFor()
    expect(await findViolations(page)).toEqual([])
    await jobs
      .getByRole('button', { name: /^Retry now/ })
      .first()
      .click()
    await jobs.getByRole('alert').first().waitFor()
    // What was read stays, and each widget doesn't say again what the bar says.
    expect(await jobs.getByText('failed').count()).toBeGreaterThan(0)
    expect(await page.getByText('Not up to date').count()).toBe(0)
    await bar.getByRole('link', { name: 'Sign in again' }).click()
    await bar.getByText('Your session has ended').waitFor({ state: 'detached' })
    expect(page.url()).toContain('state=failed')
    await jobs
      .getByRole('button', { name: /^Retry now/ })
      .first()
      .click()
    await page
      .getByRole('radio', { name: /^(waiting|active) [12]/ })
      .first()
      .waitFor()
    await page.context().close()
  })

  it('choose in the preview whose work they look at', async () => {
    const { page, errors } = await openAs('nobody')
    await page.goto('/audit')
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Viewer' }).click()
    await page.getByRole('heading', { level: 1, name: 'Audit log needs another role' }).waitFor()
    await page.getByRole('button', { name: /signed in as / }).click()
    await page.getByRole('combobox', { name: 'Preview as' }).selectOption('administrator')
    await page.getByRole('region', { name: 'Entries of the audit log' }).waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })
})
