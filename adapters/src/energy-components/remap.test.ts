import { describe, expect, it } from 'vitest'
import { parseEnergyComponentsMapping } from './mapping.ts'
import { createRemap } from './remap.ts'
import { row, testMapping } from './test/test-site.ts'

type Mapping = ReturnType<typeof testMapping>

const remapUnder = (change: (mapping: Mapping) => void = () => undefined) => {
  const mapping = testMapping()
  change(mapping)
  return createRemap(parseEnergyComponentsMapping(mapping))
}
const field = (mapping: Mapping, quantity: string) =>
  (mapping.datasets.wellDay['fields'] as Record<string, Record<string, unknown>>)[quantity] ?? {}
const pressureKey = 'W1/2024-03-13/wellhead_pressure/measured'

describe('mapping a refused row again', () => {
  it('gives the figure that was refused, and none of those that were taken in with it', () => {
    const held = { dataset: 'wellDay', key: pressureKey, row: row({ whp: 1_282 }) }
    const mended = remapUnder((mapping) =>
      Object.assign(field(mapping, 'wellhead_pressure'), { unit: 'psi', max: 5_000 }),
    )
    expect(mended(held)?.production).toMatchObject([{ quantity: 'wellhead_pressure', quality: 'good' }])
    expect(mended(held)?.production[0]?.value).toBeCloseTo(88.39, 2)
    expect(remapUnder()(held)).toMatchObject({
      production: [],
      refused: [{ key: pressureKey, reason: 'invalid-value' }],
    })
  })

  it('gives all of a row that was refused whole', () => {
    const held = { dataset: 'wellDay', key: 'W1 2024-03-13T00:00:00', row: row({ recordStatus: 'X' }) }
    const mended = remapUnder(({ statusMap }) => Object.assign(statusMap, { X: 'verified' }))
    expect(mended(held)?.production.map(({ status }) => status)).toEqual(['verified', 'verified', 'verified'])
    expect(remapUnder()(held)?.refused).toMatchObject([{ key: held.key, reason: 'wrong-shape' }])
  })

  it('gives nothing of a figure that the mapping no longer takes', () => {
    const held = { dataset: 'wellDay', key: pressureKey, row: row({ whp: 1_282 }) }
    const without = remapUnder(({ datasets }) => {
      datasets.wellDay['fields'] = { choke: { column: 'choke', unit: '%', measure: 'measured', expected: false } }
    })
    expect(without(held)).toEqual({ production: [], deferments: [], wellTests: [], refused: [] })
  })

  it('tells rivals apart once the mapping says what is the whole', () => {
    const rivals = [row({ company: 'N', gas: 5 }), row({ company: 'ALL', gas: 9 }), row({ company: 'S', gas: 4 })]
    const held = { dataset: 'wellDay', key: 'W1 2024-03-13T00:00:00', row: rivals }
    const mended = remapUnder(({ datasets }) => {
      datasets.wellDay['shares'] = { column: 'company', whole: 'ALL' }
    })
    expect(mended(held)?.production.at(-1)).toMatchObject({ quantity: 'gas_production', value: 9_000 })
    expect(remapUnder()(held)?.refused).toMatchObject([{ reason: 'ambiguous', row: rivals }])
  })

  it('gives an event and a test', () => {
    const event = {
      ...{ eventNo: 'D-1', objectId: 'W1', start: '2024-03-13T10:00:00', end: '2024-03-13T09:00:00' },
      ...{ reasonLevel1: 'PRO', scheduled: 'N' },
    }
    const test = {
      ...{ testNo: 'T-1', objectId: 'W1', start: '2024-03-10T08:00:00', end: '2024-03-10T20:00:00' },
      ...{ testStatus: 'MAYBE', oilRate: 10 },
    }
    expect(remapUnder()({ dataset: 'deferment', key: 'D-1', row: event })?.refused).toMatchObject([
      { key: 'D-1', dataset: 'deferment', reason: 'invalid-event' },
    ])
    const mended = { dataset: 'deferment', key: 'D-1', row: { ...event, end: null } }
    expect(remapUnder()(mended)?.deferments).toMatchObject([{ eventId: 'D-1', end: null }])
    const known = remapUnder(({ datasets }) => Object.assign(datasets.wellTest, { statuses: { MAYBE: 'performed' } }))
    expect(known({ dataset: 'wellTest', key: 'T-1', row: test })?.wellTests).toMatchObject([
      { testId: 'T-1', status: 'performed', oilRate: 240 },
    ])
  })

  it.each([
    ['a dataset that isn’t in the mapping', 'well_day'],
    ['a figure that two datasets gave', 'wellDay+view'],
    ['events that others keep under their own name', 'deferments'],
  ])('has to leave %s to a further reading', (_what, dataset) => {
    expect(remapUnder()({ dataset, key: pressureKey, row: row() })).toBeNull()
  })

  it('has to leave what is no row', () => {
    expect(remapUnder()({ dataset: 'wellDay', key: pressureKey, row: 'a text' })).toBeNull()
  })
})
