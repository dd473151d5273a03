import type { Meta, Source, Summary } from '@tieback/contracts'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { Product } from './support/product.ts'

interface Answer<Data> {
  readonly data: Data
  readonly meta: Meta
}

describe('starting and stopping the whole product', () => {
  let product: Product | undefined

  afterAll(() => product?.dispose())

  it('comes up with live numbers, leaves no process behind, and goes on with its data', async () => {
    const first = await Product.start()
    product = first
    await vi.waitFor(
      async () => {
        const { data } = await first.get<Answer<Summary>>('/api/v1/summary')
        expect(data.tiles.length).toBe(2)
        expect(data.tiles.every((tile) => tile.kpi.actual.value !== null && (tile.now?.coverage ?? 0) > 0)).toBe(true)
      },
      { timeout: 90_000, interval: 500 },
    )
    expect(first.findProcesses().length).toBeGreaterThan(3)
    const { meta } = await first.get<Answer<Summary>>('/api/v1/summary')
    const frozen = await first.get<Answer<Summary>>(`/api/v1/summary?asOf=${meta.asOf}`)

    expect(await first.interrupt()).toEqual({ code: 0, said: 'Stopping …\n' })
    // Postgres runs under a name and an environment of its own: it is found by the folder that it serves.
    await vi.waitFor(() => expect(first.findProcesses()).toEqual([]), { timeout: 10_000, interval: 100 })
    expect(Product.findByCommand(first.dataDir)).toEqual([])

    const second = await Product.start(first.dataDir)
    product = second
    const again = await second.get<Answer<Summary>>(`/api/v1/summary?asOf=${meta.asOf}`)
    expect(again).toEqual(frozen)
    const { data: summary } = await second.get<Answer<Summary>>('/api/v1/summary')
    expect(summary.tiles.map(({ node }) => node)).toEqual(frozen.data.tiles.map(({ node }) => node))
    const { data } = await second.get<Answer<{ sources: Source[] }>>('/api/v1/sources')
    expect(data.sources.map(({ id }) => id)).toEqual(['energy-components', 'pi'])
  })
})
