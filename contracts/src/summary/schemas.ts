import { z } from 'zod'
import { NodeRef } from '../nodes/schemas.ts'
import { Kpi } from '../performance/schemas.ts'
import { Quality } from '../quality.ts'
import { UnitOfMeasure } from '../quantity.ts'
import { DayLabel, Instant, ProductionDay } from '../time.ts'
import { UnitSystem } from '../units.ts'

/** What the field delivers at this moment: the newest samples of the wells below, summed as a rate. */
export const LiveRate = z.object({
  value: z.number().nullable(),
  unit: UnitOfMeasure,
  /** Oldest sample that the sum needs. */
  at: Instant.nullable(),
  quality: Quality,
  /** Share of the expected wells that have a sample in time. */
  coverage: z.number().min(0).max(1),
})
export type LiveRate = z.infer<typeof LiveRate>

export const SummaryTile = z.object({
  node: NodeRef,
  /** The main quantity (oil, or gas where there is no oil), on the tile's day. */
  kpi: Kpi,
  /** The other phases of the same day. */
  others: z.array(Kpi),
  /** Actual of the main quantity by day, 14 days ending on the tile's day. */
  sparkline: z.array(z.number().nullable()),
  now: LiveRate.nullable(),
  /** Where the day has no fact: the last day (or month) that has one. */
  last: z.object({ day: DayLabel, grain: z.enum(['day', 'month']), value: z.number().nullable() }).nullable(),
  provisional: z.boolean(),
  sourceIds: z.array(z.string()),
})
export type SummaryTile = z.infer<typeof SummaryTile>

export const Summary = z.object({
  day: ProductionDay.nullable(),
  unitSystem: UnitSystem,
  /** Sums over the tiles that have a fact on the day. */
  total: z.array(Kpi),
  now: LiveRate.nullable(),
  tiles: z.array(SummaryTile),
})
export type Summary = z.infer<typeof Summary>
