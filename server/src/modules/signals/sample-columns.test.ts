import { Quality, SampleColumns } from '@tieback/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ColumnsToSend, emptyColumns, writeColumns } from './sample-columns.ts'

const columnsOf = (rows: readonly (readonly [atMs: number, value: number, quality: number])[]): ColumnsToSend => ({
  at: Float64Array.from(rows, ([atMs]) => atMs),
  value: Float64Array.from(rows, ([, value]) => value),
  quality: Uint8Array.from(rows, ([, , quality]) => quality),
})

/** What the columns become by way of objects: the schema refuses, or its JSON. */
function throughSchema({ at, value, quality }: ColumnsToSend): string | null {
  const parsed = SampleColumns.safeParse({
    at: Array.from(at, (atMs) => (Number.isNaN(new Date(atMs).getTime()) ? 'never' : new Date(atMs).toISOString())),
    value: Array.from(value, (each) => (Number.isNaN(each) ? null : each)),
    quality: Array.from(quality, (place) => Quality.options[place]),
  })
  return parsed.success ? JSON.stringify(parsed.data) : null
}

function written(columns: ColumnsToSend): string | null {
  try {
    return writeColumns(columns).toString()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const anyInstant = fc.oneof(
  fc.integer({ min: Date.parse('1899-12-30T00:00:00.000Z'), max: Date.parse('2201-01-02T23:59:59.999Z') }),
  fc.integer({ min: -200_000_000, max: 200_000_000 }),
  fc.constantFrom(-1, 0, 1, -86_400_000, 951_782_400_000, 4_107_542_399_999),
)
const anyValue = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e21, 5e-324, NaN))
const anyPlace = fc.integer({ min: 0, max: Quality.options.length - 1 })

describe('written columns', () => {
  it('are the JSON of what passed the schema, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyInstant, anyValue, anyPlace), { maxLength: 50 }), (rows) => {
        const columns = columnsOf(rows)
        expect(written(columns)).toBe(throughSchema(columns))
      }),
      { numRuns: 500 },
    )
  })

  it.each<[string, number, number, number]>([
    ['an instant before the contract begins', Date.parse('1899-12-29T23:59:59.999Z'), 1, 0],
    ['an instant after the contract ends', Date.parse('2201-01-03T00:00:00.000Z'), 1, 0],
    ['an instant that is none', NaN, 1, 0],
    ['an infinite value', 0, -Infinity, 0],
    ['a quality that is none', 0, 1, Quality.options.length],
  ])('refuse %s, as the schema does', (_, atMs, value, quality) => {
    const columns = columnsOf([
      [0, 1, 0],
      [atMs, value, quality],
    ])
    expect(throughSchema(columns)).toBeNull()
    expect(() => writeColumns(columns)).toThrow(RangeError)
  })

  it('refuse a part of a millisecond, which an instant has no place for', () => {
    expect(() => writeColumns(columnsOf([[0.5, 1, 0]]))).toThrow(RangeError)
  })

  it('refuse columns of different lengths', () => {
    const columns = columnsOf([[0, 1, 0]])
    expect(() => writeColumns({ ...columns, value: new Float64Array(0) })).toThrow('differ in length')
    expect(() => writeColumns({ ...columns, quality: new Uint8Array(2) })).toThrow('differ in length')
  })

  it('are the JSON of what stands for them where there is no sample', () => {
    expect(writeColumns(columnsOf([])).toString()).toBe(JSON.stringify(emptyColumns))
  })
})
