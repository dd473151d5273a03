import { z } from 'zod'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'
import { Instant } from '../time.ts'

/**
 * One answer to "how long": `days` is null while nothing limits (`not-limiting`) and where an input is missing (`unknown`).
 * Stock above its most, or below its dead stock, is 0 days.
 */
export const EnduranceFigure = z.object({
  state: openEnum(['limiting', 'not-limiting', 'unknown']),
  days: measured(z.number().min(0).nullable(), { unit: 'd' }),
  /** In the names of `inputs`, to be shown beside the number. */
  formula: z.string().min(1),
})
export type EnduranceFigure = z.infer<typeof EnduranceFigure>

/** No public definition of endurance is in general use, so the inputs come with it. */
export const EnduranceInputs = z.object({
  /** When the stock was read. */
  at: Instant.nullable(),
  ullageVolume: z.number().min(0).nullable(),
  availableStock: z.number().min(0).nullable(),
  /** What arrives in the tanks, not what the wells deliver: after linefill, shrinkage and water. */
  receiptRate: z.number().min(0).nullable(),
  /** The meter's rate would end every endurance at a trip; the rate that is used is named. */
  receiptRateBasis: openEnum(['forecast', 'median-of-recent-days', 'measured']),
  receiptRateNow: z.number().nullable(),
  /** Planned liftings of the horizon, spread evenly over it. */
  liftingRate: z.number().min(0).nullable(),
  horizonDays: measured(z.number().positive(), { unit: 'd' }),
})
export type EnduranceInputs = z.infer<typeof EnduranceInputs>

/** Endurance by mean rates: quick to understand, blind to when vessels come. The projection is the one to act on. */
export const Endurance = z.object({
  /** Until production must be cut, with liftings as planned. */
  toFull: EnduranceFigure,
  /** The same if no vessel loads: the number that operations watch. */
  withoutLifting: EnduranceFigure,
  /** Until nothing is left to load. */
  toEmpty: EnduranceFigure,
  inputs: EnduranceInputs,
})
export type Endurance = z.infer<typeof Endurance>
