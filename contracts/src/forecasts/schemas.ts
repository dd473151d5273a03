import { z } from 'zod'
import { ForecastId, SubjectRef } from '../advice.ts'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'
import { QuantileLevel } from '../quantiles.ts'
import { Quantity, UnitOfMeasure } from '../quantity.ts'
import { Granularity, Instant } from '../time.ts'

/** What can be forecast: what is measured, and the stock that follows from it. */
export const ForecastQuantity = openEnum(['oil_stock', ...Quantity.options])
export type ForecastQuantity = z.infer<typeof ForecastQuantity>

/** What made a forecast. The same version on the same history gives the same numbers. */
export const ForecastModel = z.object({ name: z.string().min(1), version: z.string().min(1) })
export type ForecastModel = z.infer<typeof ForecastModel>

/**
 * `too-little-history` fewer steps than needed · `too-many-gaps` too few of them carry a number · `no-variation` constant: nothing to learn ·
 * `too-soon-after-intervention` the well is not what its history shows · `source-stale` the history ends too long ago · `model-failed` no member gave a usable answer.
 */
export const ForecastRefusalReason = openEnum([
  'too-little-history',
  'too-many-gaps',
  'no-variation',
  'too-soon-after-intervention',
  'source-stale',
  'model-failed',
])
export type ForecastRefusalReason = z.infer<typeof ForecastRefusalReason>

/** Why no forecast is given: a band without ground is worse than none. */
export const ForecastRefusal = z.object({
  reason: ForecastRefusalReason,
  /** For a person: what is missing, and when it may be there. */
  detail: z.string().min(1),
  /** Steps of history that were usable, and how many are needed; null where the reason is another. */
  usableSteps: z.int().min(0).nullable(),
  neededSteps: z.int().min(0).nullable(),
})
export type ForecastRefusal = z.infer<typeof ForecastRefusal>

/** Half-open; `steps` of the forecast's granularity lie between. */
export const ForecastHorizon = z.object({ from: Instant, to: Instant, steps: z.int().min(1) })
export type ForecastHorizon = z.infer<typeof ForecastHorizon>

/** The part of a series that the model learned from. */
export const ForecastHistory = z.object({
  from: Instant,
  /** Exclusive: nothing later was used, whatever is known by now. */
  to: Instant,
  steps: z.int().min(0),
  missingSteps: z.int().min(0),
  /** Why it begins where it does, such as "Choke changed on 2026-03-04"; null: all that there is. */
  beginsAfter: z.string().nullable(),
})
export type ForecastHistory = z.infer<typeof ForecastHistory>

/** One vintage without its numbers. It never changes: a new run is a new forecast. */
export const ForecastSummary = z.object({
  id: ForecastId,
  subject: SubjectRef,
  quantity: ForecastQuantity,
  unit: UnitOfMeasure,
  granularity: Granularity,
  /** When it was made. Facts that came later are not in it. */
  issuedAt: Instant,
  model: ForecastModel,
  horizon: ForecastHorizon,
  history: ForecastHistory,
  levels: z.array(QuantileLevel),
  /** Error against the naive forecasts in the backtest, below 1 is better than naive; null without a backtest. */
  owa: measured(z.number().min(0).nullable(), { unit: '1' }),
  refused: ForecastRefusal.nullable(),
})
export type ForecastSummary = z.infer<typeof ForecastSummary>

export const ForecastList = z.object({
  /** Newest issue first. */
  forecasts: z.array(ForecastSummary),
  nextCursor: z.string().nullable(),
})
export type ForecastList = z.infer<typeof ForecastList>
