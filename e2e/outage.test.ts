import type { Meta, Source, Summary } from '@tieback/contracts'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { Product } from './support/product.ts'
import { openSignedIn } from './support/sign-in.ts'

interface Answer<Data> {
  readonly data: Data
  readonly meta: Meta
}

describe('when the historian dies', () => {
  const product = Product.attach(inject('product'))
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  const findPi = async (): Promise<Source | undefined> =>
    (await product.get<Answer<{ sources: Source[] }>>('/api/v1/sources')).data.sources.find(({ id }) => id === 'pi')

  const untilPiIs = (status: string) =>
    vi.waitFor(async () => expect((await findPi())?.status).toBe(status), { timeout: 90_000, interval: 500 })

  it('keeps the pages, shows the last good values with their age and source, and recovers by itself', async () => {
    await untilPiIs('ok')
    const { page } = await openSignedIn(browser, product)
    await page.goto('/')
    const before = await vi.waitFor(
      async () => {
        const { data } = await product.get<Answer<Summary>>('/api/v1/summary')
        expect(data.tiles.every((tile) => tile.last !== null || tile.kpi.actual.value !== null)).toBe(true)
        expect(data.tiles.some((tile) => tile.now?.coverage === 1)).toBe(true)
        return data
      },
      { timeout: 60_000, interval: 500 },
    )
    const reach = (await findPi())?.asOf

    const [pid] = product.findProcesses('simulate', 'pi')
    expect(pid, 'the simulator runs in a process of its own').toBeDefined()
    process.kill(pid ?? 0, 'SIGKILL')
    await untilPiIs('down')

    const { data: during, meta } = await product.get<Answer<Summary>>('/api/v1/summary')
    expect(during.tiles.map(({ kpi }) => kpi.actual.value)).toEqual(before.tiles.map(({ kpi }) => kpi.actual.value))
    const pi = meta.sources.find(({ id }) => id === 'pi')
    expect(pi?.message).toBeTruthy()
    expect(Date.parse(pi?.asOf ?? '')).toBeGreaterThanOrEqual(Date.parse(reach ?? ''))
    await page.reload()
    const { sources } = (await product.get<Answer<{ sources: Source[] }>>('/api/v1/sources')).data
    // Finished imports have nothing left to answer.
    const running = sources.filter(({ status }) => status !== 'idle').length
    const light = page.getByTestId('source-light')
    await light.getByText(`${running - 1}/${running}`).waitFor()
    const tile = page.getByTestId(`tile-${during.tiles[0]?.node.id ?? ''}`)
    await tile.getByTestId('tile-value').first().waitFor()
    await page
      .getByText(/PI Web API/)
      .first()
      .waitFor()

    await untilPiIs('ok')
    await light.getByText(`${running}/${running}`).waitFor({ timeout: 60_000 })
    await page.context().close()
  })
})
