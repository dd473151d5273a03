import type { ChildPerformance } from '@tieback/contracts'

export type SortColumn = 'name' | 'actual' | 'plan' | 'delta' | 'deltaShare' | 'potential' | 'coverage'

export interface ChildSort {
  readonly column: SortColumn
  readonly isDescending: boolean
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

const figures: Record<Exclude<SortColumn, 'name'>, (row: ChildPerformance) => number | null> = {
  actual: ({ kpi }) => kpi.actual.value,
  plan: ({ kpi }) => kpi.plan.value,
  delta: ({ kpi }) => kpi.delta,
  deltaShare: ({ kpi }) => kpi.deltaShare,
  potential: ({ kpi }) => kpi.potential.value,
  coverage: ({ kpi }) => kpi.actual.coverage?.coverage ?? null,
}

/** Whether a column has anything to show: without plan or potential anywhere, theirs are left out. */
export const isKnown = (rows: readonly ChildPerformance[], column: SortColumn): boolean =>
  column === 'name' || column === 'actual' || rows.some((row) => figures[column](row) !== null)

/** Whether nothing is known of any row, so that names are all there is to show. */
export const areBare = (rows: readonly ChildPerformance[]): boolean =>
  rows.every((row) => Object.values(figures).every((figure) => figure(row) === null))

/** The rows in the order asked for; equal ones by name. Rows without a figure come last whichever way: a gap is not the smallest number. */
export function sortChildren(
  rows: readonly ChildPerformance[],
  { column, isDescending }: ChildSort,
): ChildPerformance[] {
  const direction = isDescending ? -1 : 1
  const compareNames = (left: ChildPerformance, right: ChildPerformance) =>
    byName.compare(left.node.name, right.node.name)
  if (column === 'name') return rows.toSorted((left, right) => direction * compareNames(left, right))
  const figure = figures[column]
  return rows.toSorted((left, right) => {
    const [a, b] = [figure(left), figure(right)]
    if (a === null || b === null) return Number(a === null) - Number(b === null) || compareNames(left, right)
    return direction * (a - b) || compareNames(left, right)
  })
}
