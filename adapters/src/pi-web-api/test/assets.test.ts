import { afterEach, describe, expect, it } from 'vitest'
import type { PiWebApiSettings } from '../config.ts'
import { type PiMapping, parsePiMapping } from '../mapping.ts'
import { collect, field, range, type SimulatedHistorian, startHistorian } from './simulated-historian.ts'

const { signal } = new AbortController()
let historian: SimulatedHistorian | null = null

afterEach(async () => {
  await historian?.stop()
  historian = null
})

const pressure = {
  match: String.raw`\\(?<node>[A-Z]+-\d+)\|Wellhead pressure$`,
  quantity: 'wellhead_pressure',
  name: 'Wellhead pressure',
  unit: 'bar',
  gauge: true,
  interpolation: 'linear',
  expectedPeriod: '5min',
}

function mappingOf(assets: Record<string, unknown> = {}, ...attributes: object[]): PiMapping {
  return parsePiMapping({
    dataServer: 'TBSIM',
    nodes: { namespace: 'field', keyKind: 'code' },
    assets: { server: 'TBAF', database: 'Field', attributes: [pressure, ...attributes], ...assets },
  })
}

async function start(mapping: PiMapping, settings: Partial<PiWebApiSettings> = {}) {
  historian = await startHistorian({ mapping, ...settings })
  return historian
}

const wells = field.tags.filter(({ sort }) => sort.suffix === 'WHP')

describe('discovery by the tree of assets', () => {
  it('finds every attribute with a point behind it that the mapping names, under its own path', async () => {
    const { source } = await start(mappingOf())
    const { signals, refused } = await source.discover(signal)
    expect(refused).toEqual([])
    expect(signals.length).toBeGreaterThan(100)
    expect(signals.length).toBeLessThanOrEqual(wells.length)
    const found = signals.find(({ node }) => node.value === 'ISA-01')
    expect(found).toMatchObject({
      node: { namespace: 'field', keyKind: 'code', value: 'ISA-01' },
      quantity: 'wellhead_pressure',
      unit: 'bar',
      basis: 'gauge',
      expectedPeriodS: 300,
    })
    expect(found?.sourceKey).toMatch(/^\\\\TBAF\\Field\\.*\\ISA-01\|Wellhead pressure$/)
  })

  it('asks for attributes of a hundred elements in a call, and one by one where no batch is taken', async () => {
    const { source, simulator } = await start(mappingOf())
    const { signals, unmatchedSignals } = await source.discover(signal)
    const { calls } = simulator.log
    expect(simulator.log.requests.filter(({ url }) => url.includes('/attributes'))).toEqual([])
    simulator.faults.set('no-batch')
    expect(await source.discover(signal)).toMatchObject({ signals, unmatchedSignals })
    expect(simulator.log.calls).toBeGreaterThan(10 * calls)
  })

  it('begins at the element that the mapping names', async () => {
    const { source } = await start(mappingOf())
    const whole = await source.discover(signal)
    const [, root = ''] = /^\\\\TBAF\\Field\\([^\\]+\\[^\\]+)/.exec(whole.signals[0]?.sourceKey ?? '') ?? []
    await historian?.stop()
    const part = await (await start(mappingOf({ root }))).source.discover(signal)
    expect(part.signals.length).toBeGreaterThan(0)
    expect(part.signals).toEqual(
      whole.signals.filter(({ sourceKey }) => sourceKey.startsWith(`\\\\TBAF\\Field\\${root}\\`)),
    )
  })

  it('refuses an attribute that is a constant, which nothing archives', async () => {
    const constant = { ...pressure, match: String.raw`\\(?<node>[A-Z]+-\d+)\|Template version$`, name: 'Constant' }
    const { source } = await start(mappingOf({}, constant))
    const { refused } = await source.discover(signal)
    expect(refused.length).toBeGreaterThan(100)
    expect(new Set(refused.map(({ reason, dataset }) => `${dataset} ${reason}`))).toEqual(
      new Set(['attributes wrong-shape']),
    )
    expect(refused[0]?.message).toContain('without a PI point behind it')
  })

  it('says which asset servers and databases there are where the one named is not', async () => {
    const { source } = await start(mappingOf({ server: 'OTHER' }))
    await expect(source.discover(signal)).rejects.toMatchObject({
      message: expect.stringContaining('visible: TBAF') as string,
    })
    await historian?.stop()
    const { source: second } = await start(mappingOf({ database: 'Other' }))
    await expect(second.discover(signal)).rejects.toMatchObject({
      message: expect.stringContaining('visible: Field') as string,
    })
  })

  it('reads the samples of an attribute, which are those of its point', async () => {
    const tag = parsePiMapping({
      ...mappingOf(),
      assets: undefined,
      tags: [{ ...pressure, match: String.raw`^(?<node>.*)\.WHP$` }],
    })
    const { source: byTag } = await start(tag)
    const expected = await collect(byTag.series.readRecorded(['ISA-01.WHP'], range, signal))
    await historian?.stop()
    const { source } = await start(mappingOf())
    const { signals } = await source.discover(signal)
    const keys = signals
      .filter(({ node }) => ['ISA-01', 'ISA-02'].includes(node.value))
      .map(({ sourceKey }) => sourceKey)
    const { rows, refused } = await collect(source.series.readRecorded(keys, range, signal))
    expect(refused).toEqual([])
    expect(rows.filter(({ sourceKey }) => sourceKey === keys[0]).map(({ at, value }) => [at, value])).toEqual(
      expected.rows.map(({ at, value }) => [at, value]),
    )
    expect(new Set(rows.map(({ sourceKey }) => sourceKey))).toEqual(new Set(keys))
  })

  it('gives points and attributes where the mapping names both', async () => {
    const both = parsePiMapping({
      dataServer: 'TBSIM',
      nodes: { namespace: 'field', keyKind: 'code' },
      tags: [{ ...pressure, match: String.raw`^(?<node>[A-Z]+-\d+)\.WHP$` }],
      assets: { server: 'TBAF', database: 'Field', attributes: [pressure] },
    })
    const { signals } = await (await start(both)).source.discover(signal)
    expect(signals.filter(({ node }) => node.value === 'ISA-01')).toHaveLength(2)
  })
})
