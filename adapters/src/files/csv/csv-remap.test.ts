import { describe, expect, it } from 'vitest'
import { createCsvRemap } from './csv-remap.ts'
import { parseCsvMapping } from './mapping.ts'

const mapping = (changes: Record<string, unknown> = {}) =>
  parseCsvMapping({
    namespace: 'mine',
    calendar: { timeZone: 'Europe/Oslo', dayStart: '06:00' },
    nodes: [{ kind: 'well', column: 'Well', wellType: 'oil-producer' }],
    day: 'Date',
    fields: {
      oil_production: { column: 'Oil', unit: 'm3', reference: 'metric', measure: 'allocated' },
      on_stream_hours: { column: 'Hours', unit: 'h', measure: 'measured', expected: false },
    },
    ...changes,
  })
const row = { Date: '13.03.2024', WELL: ' A-1 ', Oil: '12.5', Hours: '24' }
const held = (changes: Record<string, unknown> = {}) => ({ dataset: 'csv', key: 'line 7', row, ...changes })

describe('mapping a refused line again', () => {
  it('gives its figures once the mapping knows its days', () => {
    const now = createCsvRemap(mapping({ dateFormat: 'DD.MM.YYYY' }))(held())
    expect(now?.refused).toEqual([])
    expect(now?.production.map(({ objectId, day, quantity, value }) => [objectId, day, quantity, value])).toEqual([
      ['well:A-1', '2024-03-13', 'oil_production', 12.5],
      ['well:A-1', '2024-03-13', 'on_stream_hours', 24],
    ])
  })

  it('refuses it under its own key where the mapping still doesn’t', () => {
    expect(createCsvRemap(mapping())(held())).toMatchObject({
      production: [],
      refused: [{ key: 'line 7', reason: 'invalid-day', message: expect.stringContaining('Line 7') as string }],
    })
  })

  it('gives only the figure that was refused', () => {
    const one = held({ key: 'well:A-1/2024-03-13/oil_production/allocated' })
    const now = createCsvRemap(mapping({ dateFormat: 'DD.MM.YYYY' }))(one)
    expect(now?.production.map(({ quantity }) => quantity)).toEqual(['oil_production'])
  })

  it.each([
    ['knows the decimal sign from the mapping', { decimal: ',' }, 12.5],
    ['knows it from the mapping’s delimiter', { delimiter: ';' }, 12.5],
  ])('%s', (_what, changes, expected) => {
    const remap = createCsvRemap(mapping({ dateFormat: 'DD.MM.YYYY', ...changes }))
    expect(remap(held({ row: { ...row, Oil: '12,5' } }))?.production[0]?.value).toBe(expected)
  })

  it.each([
    ['commas that only the file explains', held({ row: { ...row, Oil: '12,5' } })],
    ['two lines that contradict each other', held({ dataset: 'file' })],
    ['a node of two parents', held({ dataset: 'csv-nodes' })],
    ['something that is no line', held({ row: 'Date;Well' })],
  ])('has to leave %s to a further import', (_what, one) => {
    expect(createCsvRemap(mapping({ dateFormat: 'DD.MM.YYYY' }))(one)).toBeNull()
  })
})
