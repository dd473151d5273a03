import { z } from 'zod'
import { NodeRef } from '../nodes/schemas.ts'
import { Coverage } from '../quality.ts'
import { Quantity, UnitOfMeasure } from '../quantity.ts'
import { DayLabel, Instant } from '../time.ts'
import { openEnum } from '../open-enum.ts'

/** First level of the deferment taxonomy; a site's own codes are mapped onto it. */
export const DefermentCategory = openEnum([
  'reservoir',
  'wells',
  'subsea',
  'process',
  'export',
  'market',
  'hse-weather',
  'project',
  'unclassified',
])
export type DefermentCategory = z.infer<typeof DefermentCategory>

/** One bar of the waterfall. `total` bars stand on the axis; the others move from `start` to `end`, `value = end − start`. */
export const WaterfallBar = z.object({
  key: z.string().min(1),
  label: z.string().min(1),
  kind: z.enum(['total', 'planned', 'unplanned', 'rest']),
  value: z.number(),
  start: z.number(),
  end: z.number(),
  eventIds: z.array(z.string()),
})
export type WaterfallBar = z.infer<typeof WaterfallBar>

export const GapCause = z.object({
  category: DefermentCategory,
  /** The site's own words. */
  reason: z.string().min(1),
  planned: z.boolean(),
  since: Instant,
  /** Null while the event runs. */
  until: Instant.nullable(),
  eventId: z.string().min(1),
  /** What the rule deferred to this event within the range. */
  deferred: z.number().min(0),
})
export type GapCause = z.infer<typeof GapCause>

export const RankedGap = z.object({
  node: NodeRef,
  path: z.array(NodeRef),
  /** actual − plan over the range: negative is a loss. */
  gap: z.number(),
  gapPerDay: z.number(),
  actual: z.number().nullable(),
  plan: z.number().nullable(),
  coverage: Coverage.nullable(),
  /** Largest first; empty: unexplained. */
  causes: z.array(GapCause),
})
export type RankedGap = z.infer<typeof RankedGap>

export const GapDrivers = z.object({
  node: NodeRef,
  from: DayLabel,
  to: DayLabel,
  quantity: Quantity,
  unit: UnitOfMeasure,
  /** Potential → … → plan → … → actual. Empty where potential, plan or actual is missing or refused. */
  waterfall: z.array(WaterfallBar),
  /** Wells (or the lowest nodes with facts), largest loss first. */
  ranked: z.array(RankedGap),
})
export type GapDrivers = z.infer<typeof GapDrivers>
