import type { DefermentCategory, WaterfallBar } from '@tieback/contracts'

/** What one event deferred within the range. */
export interface GapDeferment {
  readonly eventId: string
  readonly category: DefermentCategory
  readonly planned: boolean
  /** At least 0. */
  readonly deferred: number
}

/** Totals of one node, quantity and range, in one unit. */
export interface GapParts {
  readonly potential: number
  readonly plan: number
  readonly actual: number
  readonly deferments: readonly GapDeferment[]
}

const categoryLabels: Readonly<Record<DefermentCategory, string>> = {
  reservoir: 'Reservoir',
  wells: 'Wells',
  subsea: 'Subsea',
  process: 'Process',
  export: 'Export',
  market: 'Market',
  'hse-weather': 'HSE and weather',
  project: 'Project',
  unclassified: 'Unclassified',
}

/**
 * Potential → planned causes → plan allowance → plan → unplanned causes → unexplained → actual.
 *
 * Each bar starts where the last ended and the totals are met exactly: what no event explains stands in the two rests, never hidden.
 * Causes go by category, largest first; a category without volume is left out.
 *
 * throws  RangeError for a total that isn't finite, or a deferment that isn't a number from 0 up
 */
export const gapWaterfall = ({ potential, plan, actual, deferments }: GapParts): WaterfallBar[] => {
  if (![potential, plan, actual].every(Number.isFinite))
    throw new RangeError('potential, plan and actual must be numbers')
  const wrong = deferments.find(({ deferred }) => !(deferred >= 0 && deferred < Infinity))
  if (wrong !== undefined) throw new RangeError(`event ${wrong.eventId}: ${wrong.deferred} is not a deferred volume`)

  const planned = causeBars(potential, deferments, 'planned')
  const unplanned = causeBars(plan, deferments, 'unplanned')
  return [
    totalBar('potential', 'Potential', potential),
    ...planned,
    restBar('plan-allowance', 'Plan allowance', planned.at(-1)?.end ?? potential, plan),
    totalBar('plan', 'Plan', plan),
    ...unplanned,
    restBar('unexplained', 'Unexplained', unplanned.at(-1)?.end ?? plan, actual),
    totalBar('actual', 'Actual', actual),
  ]
}

const causeBars = (
  from: number,
  deferments: readonly GapDeferment[],
  kind: 'planned' | 'unplanned',
): WaterfallBar[] => {
  const chosen = deferments.filter(({ planned, deferred }) => planned === (kind === 'planned') && deferred > 0)
  const categories = [...Map.groupBy(chosen, ({ category }) => category)]
    .map(([category, members]) => ({
      category,
      volume: members.reduce((sum, { deferred }) => sum + deferred, 0),
      eventIds: [...new Set(members.map(({ eventId }) => eventId))],
    }))
    .toSorted((a, b) => b.volume - a.volume || a.category.localeCompare(b.category))
  let start = from
  return categories.map(({ category, volume, eventIds }) => {
    const end = start - volume
    const label = kind === 'planned' ? `${categoryLabels[category]} (planned)` : categoryLabels[category]
    const bar: WaterfallBar = { key: `${kind}:${category}`, label, kind, value: end - start, start, end, eventIds }
    start = end
    return bar
  })
}

const totalBar = (key: string, label: string, value: number): WaterfallBar => ({
  key,
  label,
  kind: 'total',
  value,
  start: 0,
  end: value,
  eventIds: [],
})

const restBar = (key: string, label: string, start: number, end: number): WaterfallBar => ({
  key,
  label,
  kind: 'rest',
  value: end - start,
  start,
  end,
  eventIds: [],
})
