import { describe, expect, it } from 'vitest'
import type { ProductionRow } from '../port.ts'
import { parseEnergyComponentsMapping } from './mapping.ts'
import { testMapping } from './test/test-site.ts'
import { createUnitWatch, unitChangeFlag } from './unit-watch.ts'

const wells = ['W1', 'W2', 'W3', 'W4']

function figure(objectId: string, day: number, value: number | null): ProductionRow {
  return {
    ...{ objectId, grain: 'day', day: `2024-03-${String(day).padStart(2, '0')}` },
    ...{ quantity: 'wellhead_pressure', measure: 'measured', value, quality: 'good' },
    ...{ status: 'provisional', note: null, flags: [] },
  }
}

const watch = () => createUnitWatch(parseEnergyComponentsMapping(testMapping()).datasets.production)
/** Four days of usual pressures, each well its own. */
const usual = (of = wells) => [1, 2, 3, 4].flatMap((day) => of.map((id, index) => figure(id, day, 80 + 10 * index)))
const psiOfBar = 14.5038
const flagged = (figures: readonly ProductionRow[]) =>
  figures.filter(({ flags }) => flags.includes(unitChangeFlag)).map(({ objectId }) => objectId)

describe('a watch on units', () => {
  it('flags a column that moved as another unit would move it, and goes on to', () => {
    const seen = watch()
    expect(flagged(seen.flag('wellDay', usual()))).toEqual([])
    for (const day of [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]) {
      const moved = wells.map((id, index) => figure(id, day, (80 + 10 * index) * psiOfBar))
      expect(flagged(seen.flag('wellDay', moved))).toEqual(wells)
    }
  })

  it('finds it in days that are read again', () => {
    const seen = watch()
    seen.flag('wellDay', usual())
    const again = usual().map((row) => ({ ...row, value: (row.value ?? 0) * psiOfBar }))
    expect(flagged(seen.flag('wellDay', again))).toHaveLength(again.length)
  })

  it('counts the wells of a day together where a page ends within it', () => {
    const seen = watch()
    seen.flag('wellDay', usual())
    const moved = wells.map((id, index) => figure(id, 5, (80 + 10 * index) * psiOfBar))
    expect(flagged(seen.flag('wellDay', moved.slice(0, 3)))).toEqual([])
    expect(flagged(seen.flag('wellDay', moved.slice(3)))).toEqual(['W4'])
  })

  it('keeps the value, and what others said of its quality', () => {
    const seen = watch()
    seen.flag('wellDay', usual())
    const moved = wells.map((id) => ({ ...figure(id, 5, 1_300), quality: 'estimated' as const, flags: ['tested'] }))
    expect(seen.flag('wellDay', moved)[0]).toMatchObject({
      value: 1_300,
      quality: 'estimated',
      flags: ['tested', unitChangeFlag],
    })
  })

  it.each<[string, (id: string, index: number) => number | null]>([
    ['one well alone', (id, index) => (id === 'W1' ? 80 * psiOfBar : 80 + 10 * index)],
    ['all by what no unit explains', (_id, index) => (80 + 10 * index) * 4],
    ['all by as little as from day to day', (_id, index) => (80 + 10 * index) * 1.3],
    ['to nothing', () => 0],
    ['to no number', () => null],
  ])('says nothing of figures that moved %s', (_what, valueOf) => {
    const seen = watch()
    seen.flag('wellDay', usual())
    const moved = wells.map((id, index) => figure(id, 5, valueOf(id, index)))
    expect(flagged(seen.flag('wellDay', moved))).toEqual([])
  })

  it('says nothing where three wells move alike: so few may do so by chance', () => {
    const seen = watch()
    const few = wells.slice(0, 3)
    seen.flag('wellDay', usual(few))
    const moved = few.map((id, index) => figure(id, 5, (80 + 10 * index) * psiOfBar))
    expect(flagged(seen.flag('wellDay', moved))).toEqual([])
  })

  it('has nothing to hold the first days against', () => {
    const seen = watch()
    seen.flag('wellDay', usual().slice(0, 8))
    expect(
      flagged(
        seen.flag(
          'wellDay',
          wells.map((id) => figure(id, 5, 1_300)),
        ),
      ),
    ).toEqual([])
  })
})
