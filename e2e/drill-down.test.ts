import { AxeBuilder } from '@axe-core/playwright'
import type { Meta, NodeDetail, Performance, Summary } from '@tieback/contracts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { Product } from './support/product.ts'
import { openSignedIn } from './support/sign-in.ts'

interface Answer<Data> {
  readonly data: Data
  readonly meta: Meta
}

const levels = ['asset', 'hub', 'facility', 'well'] as const
const performancePath = { asset: 'assets', hub: 'hubs', facility: 'facilities', well: 'wells' } as const

describe('drilling down in a browser', () => {
  const product = Product.attach(inject('product'))
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
    await vi.waitFor(
      async () => {
        const { data } = await product.get<Answer<Summary>>('/api/v1/summary')
        expect(data.tiles.some((tile) => tile.kpi.actual.value !== null && typeof tile.now?.value === 'number')).toBe(
          true,
        )
      },
      { timeout: 60_000, interval: 500 },
    )
  })
  afterAll(() => browser.close())

  /** Serious and critical violations of the page as it stands, by rule. */
  async function findViolations(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }

  it('shows on each tile the number that the API gives', async () => {
    const { page, errors } = await openSignedIn(browser, product)
    await page.goto('/')
    const { data } = await product.get<Answer<Summary>>('/api/v1/summary')
    expect(data.tiles.length).toBeGreaterThanOrEqual(2)
    for (const tile of data.tiles.filter(({ kpi }) => kpi.actual.value !== null)) {
      const shown = page.getByTestId(`tile-${tile.node.id}`).getByTestId('tile-value').first()
      await shown.waitFor()
      expect(Number(await shown.getAttribute('data-value'))).toBe(tile.kpi.actual.value)
    }
    expect(await findViolations(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('goes overview, asset, hub, facility, well by links, and back by breadcrumb and Back', async () => {
    const { page, errors } = await openSignedIn(browser, product)
    await page.goto('/')
    const { data } = await product.get<Answer<Summary>>('/api/v1/summary')
    const asset = data.tiles.find(({ kpi }) => kpi.actual.value !== null)?.node
    expect(asset).toBeDefined()
    await page
      .getByTestId(`tile-${asset?.id ?? ''}`)
      .getByRole('link')
      .first()
      .click()
    const visited: string[] = []
    for (const level of levels) {
      await page.waitForURL(new RegExp(`/nodes/${level}-`))
      const id = /\/nodes\/([a-z0-9-]+)/.exec(page.url())?.[1] ?? ''
      const { data: node } = await product.get<Answer<NodeDetail>>(`/api/v1/assets/${id}`)
      await page.getByRole('heading', { level: 1, name: node.node.name }).waitFor()
      const { data: performance } = await product.get<Answer<Performance>>(
        `/api/v1/${performancePath[level]}/${id}/performance`,
      )
      const [kpi] = performance.kpis
      const shown = page.getByTestId(`kpi-${kpi?.quantity ?? ''}-actual`)
      await shown.waitFor()
      expect(Number(await shown.getAttribute('data-value'))).toBe(kpi?.actual.value)
      expect(await findViolations(page), `${level} page`).toEqual([])
      visited.push(node.node.name)
      const child = performance.children[0]?.node.name
      if (child !== undefined)
        await page.getByRole('main').getByRole('link', { name: child, exact: true }).first().click()
    }
    expect(visited).toHaveLength(4)
    const breadcrumb = page.getByTestId('breadcrumb')
    for (const name of visited.slice(0, -1)) await breadcrumb.getByRole('link', { name, exact: true }).waitFor()
    await breadcrumb.getByRole('link', { name: visited[1] ?? '', exact: true }).click()
    await page.waitForURL(/\/nodes\/hub-/)
    await page.goBack()
    await page.waitForURL(/\/nodes\/well-/)
    await page.goBack()
    await page.waitForURL(/\/nodes\/facility-/)
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('keeps what is looked at in the address, so that a colleague sees the same', async () => {
    const { data } = await product.get<Answer<Summary>>('/api/v1/summary')
    const id = data.tiles[0]?.node.id ?? ''
    const { page } = await openSignedIn(browser, product)
    const to = data.day?.day ?? ''
    const from = new Date(Date.parse(to) - 6 * 86_400_000).toISOString().slice(0, 10)
    await page.goto(`/nodes/${id}?from=${from}&to=${to}&units=field`)
    const query = `from=${from}&to=${to}&unitSystem=field`
    const { data: performance } = await product.get<Answer<Performance>>(`/api/v1/assets/${id}/performance?${query}`)
    const shown = page.getByTestId(`kpi-${performance.kpis[0]?.quantity ?? ''}-actual`)
    await shown.waitFor()
    expect(Number(await shown.getAttribute('data-value'))).toBe(performance.kpis[0]?.actual.value)
    await page.reload()
    await shown.waitFor()
    expect(Number(await shown.getAttribute('data-value'))).toBe(performance.kpis[0]?.actual.value)
    await page.context().close()
  })

  it('can be done by keyboard alone', async () => {
    const { page } = await openSignedIn(browser, product)
    await page.goto('/')
    const { data } = await product.get<Answer<Summary>>('/api/v1/summary')
    const name = data.tiles[0]?.node.name ?? ''
    await page.getByTestId('tree').getByText(name, { exact: true }).first().waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/nodes\/asset-/)
    await page.getByRole('heading', { level: 1, name }).waitFor()
    await page.context().close()
  })

  it('explains an address that leads nowhere', async () => {
    const { page } = await openSignedIn(browser, product)
    await page.goto('/nodes/well-doesnotexist')
    await page
      .getByText(/well-doesnotexist/)
      .first()
      .waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.context().close()
  })
})
