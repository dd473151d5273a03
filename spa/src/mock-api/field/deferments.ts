import type { DayLabel, Quantity } from '@tieback/contracts'
import { dayBounds, deferByWell, type WellDeferment } from '@tieback/domain'
import type { Field } from './field.ts'
import type { FieldNode } from './node-tree.ts'

/** Where potentials are looked up. */
interface Potentials {
  value(nodeId: string, quantity: Quantity, measure: 'potential', day: DayLabel): number | null
}

/** What events known at an instant took from wells, by well and day, in canonical units. */
export function listDeferments(
  { tree, events, calendar }: Field,
  wells: readonly FieldNode[],
  days: readonly DayLabel[],
  quantity: Quantity,
  asOf: Date,
  table: Potentials,
): WellDeferment[] {
  const bounds = days.map((day) => ({ day, ...dayBounds(calendar, day) }))
  const wellDays = wells.flatMap((well) => {
    const above = tree.pathOf(well).map(({ id }) => id)
    return bounds.map(({ day, start, end }) => ({
      ...{ wellId: well.id, above, day, start, end },
      potential: table.value(well.id, quantity, 'potential', day) ?? 0,
    }))
  })
  const nodes = new Set(wells.flatMap((well) => [well.id, ...tree.pathOf(well).map(({ id }) => id)]))
  const known = events.filter(({ nodeId, start }) => nodes.has(nodeId) && start <= asOf)
  return deferByWell(known, wellDays, asOf)
}
