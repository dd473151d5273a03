import type { Meta, Source, Summary, TreeNode } from '@tieback/contracts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { type Document, GrownApi, newWord } from './support/grow.ts'
import { Product } from './support/product.ts'
import { openSignedIn } from './support/sign-in.ts'

interface Answer<Data> {
  readonly data: Data
  readonly meta: Meta
}

const levels = ['asset', 'hub', 'facility', 'well'] as const

describe('a page in front of an API that has grown since', () => {
  const product = Product.attach(inject('product'))
  let browser: Browser
  let grown: GrownApi
  let summary: Summary

  beforeAll(async () => {
    browser = await launchBrowser()
    grown = new GrownApi(await product.get<Document>('/openapi.json'))
    summary = await vi.waitFor(
      async () => {
        const { data } = await product.get<Answer<Summary>>('/api/v1/summary')
        expect(data.tiles.some((tile) => tile.kpi.actual.value !== null)).toBe(true)
        return data
      },
      { timeout: 60_000, interval: 500 },
    )
  })
  afterAll(() => browser.close())

  /** A page whose API answers in words that it doesn't know, with fields that it doesn't know. */
  async function openGrown(): Promise<{ page: Page; errors: string[]; rewritten: string[] }> {
    const { page, errors } = await openSignedIn(browser, product)
    const rewritten: string[] = []
    await page.route('**/api/v1/**', async (route) => {
      const { pathname } = new URL(route.request().url())
      const response = await route.fetch()
      const body: unknown = await response.json()
      if (!response.ok()) {
        await route.fulfill({ response })
        return
      }
      const json = grown.grow(pathname, body)
      if (JSON.stringify(json).includes(newWord)) rewritten.push(pathname)
      await route.fulfill({ response, json })
    })
    return { page, errors, rewritten }
  }

  /** Nothing failed, in a widget or as a whole. */
  async function expectWhole(page: Page, errors: readonly string[]): Promise<void> {
    await page.waitForLoadState('networkidle')
    expect(await page.getByRole('alert').allTextContents()).toEqual([])
    expect(await page.getByText(/This page (failed|could not be opened)|Not up to date/).count()).toBe(0)
    expect(errors).toEqual([])
  }

  it('shows the overview with its figures', async () => {
    const { page, errors, rewritten } = await openGrown()
    await page.goto('/')
    for (const tile of summary.tiles.filter(({ kpi }) => kpi.actual.value !== null)) {
      const shown = page.getByTestId(`tile-${tile.node.id}`).getByTestId('tile-value').first()
      await shown.waitFor()
      expect(Number(await shown.getAttribute('data-value'))).not.toBeNaN()
    }
    await page.getByText(`${newWord}-ok`).first().waitFor()
    await expectWhole(page, errors)
    expect(rewritten).toContain('/api/v1/summary')
    expect(rewritten).toContain('/api/v1/sources')
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.context().close()
  })

  it.each(['chart', 'table'])('shows a node of every level, as %s', async (view) => {
    const { page, errors, rewritten } = await openGrown()
    const asset = summary.tiles.find(({ kpi }) => kpi.actual.value !== null)?.node.id ?? ''
    const { nodes } = (await product.get<Answer<{ nodes: TreeNode[] }>>('/api/v1/assets')).data
    // Parents come before their children.
    const below = new Set([asset])
    for (const node of nodes) if (below.has(node.parentId ?? '')) below.add(node.id)
    for (const level of levels) {
      const id = nodes.find((node) => node.kind === level && below.has(node.id))?.id ?? ''
      await page.goto(`/nodes/${id}?view=${view}`)
      const figure = page.getByTestId(/^kpi-.*-actual$/).first()
      await figure.waitFor()
      expect(await figure.getAttribute('data-value'), level).toMatch(/\d/)
      await page.getByText(`${newWord}-allocated`).first().waitFor()
      await expectWhole(page, errors)
    }
    expect(rewritten.some((path) => path.endsWith('/performance'))).toBe(true)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.context().close()
  })

  it('shows the sources, each in the words that came', async () => {
    const { page, errors } = await openGrown()
    await page.goto('/sources')
    await page.getByText(`${newWord}-pi-web-api`).first().waitFor()
    await expectWhole(page, errors)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.context().close()
  })

  it.each(['state', 'runs', 'quarantine', 'schemas'])('shows one source, its %s', async (tab) => {
    const { page, errors, rewritten } = await openGrown()
    const { sources } = (await product.get<Answer<{ sources: Source[] }>>('/api/v1/sources')).data
    for (const { id, name, kind } of sources) {
      await page.goto(`/sources/${id}?tab=${tab}`)
      await page.getByRole('heading', { level: 1, name }).waitFor()
      await page
        .getByRole('navigation', { name: `Parts of ${name}` })
        .locator('[aria-current="page"]')
        .waitFor()
      await page.getByText(`${newWord}-${kind}`).first().waitFor()
      await expectWhole(page, errors)
    }
    expect(rewritten).toContain('/api/v1/sources')
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.context().close()
  })

  it('shows the queue and the runs', async () => {
    const { page, errors, rewritten } = await openGrown()
    await page.goto('/jobs')
    await page.getByText(`in ${newWord}-postgres`).waitFor()
    await page.getByRole('region', { name: 'Jobs in the queue' }).getByText(newWord).first().waitFor()
    await expectWhole(page, errors)
    expect(rewritten).toContain('/api/v1/jobs')
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.context().close()
  })
})
