import { apiExamples } from '@tieback/contracts/examples'
import type { ChildPerformance } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { sortChildren } from './children-sort.ts'

const child = apiExamples.performance.readFacilityPerformance[200].data.children[0]
if (!child) throw new Error('the example has no children')

const row = (name: string, actual: number | null, delta: number | null): ChildPerformance => ({
  ...child,
  node: { id: `well-${name.toLowerCase().replace('-', '')}`, kind: 'well', name },
  kpi: { ...child.kpi, actual: { ...child.kpi.actual, value: actual, coverage: null }, delta },
})

const rows = [row('A-10', 5, -3), row('A-2', 0, -9), row('A-1', null, null), row('A-3', 5, 2)]
const names = (sorted: ChildPerformance[]) => sorted.map((sortedRow) => sortedRow.node.name)

describe('sorting what lies below', () => {
  it('puts the largest loss first', () => {
    expect(names(sortChildren(rows, { column: 'delta', isDescending: false }))).toEqual(['A-2', 'A-10', 'A-3', 'A-1'])
  })

  it('keeps rows without a figure last in both directions, after a measured zero', () => {
    expect(names(sortChildren(rows, { column: 'actual', isDescending: false }))).toEqual(['A-2', 'A-3', 'A-10', 'A-1'])
    expect(names(sortChildren(rows, { column: 'actual', isDescending: true }))).toEqual(['A-3', 'A-10', 'A-2', 'A-1'])
  })

  it('falls back on names, as people count', () => {
    expect(names(sortChildren(rows, { column: 'coverage', isDescending: true }))).toEqual(['A-1', 'A-2', 'A-3', 'A-10'])
    expect(names(sortChildren(rows, { column: 'name', isDescending: true }))).toEqual(['A-10', 'A-3', 'A-2', 'A-1'])
  })

  it('leaves the answer as it was', () => {
    sortChildren(rows, { column: 'name', isDescending: false })
    expect(names(rows)).toEqual(['A-10', 'A-2', 'A-1', 'A-3'])
  })
})
