import { z } from 'zod'
import { Instant } from './time.ts'

/**
 * The probability that the truth lies below: 0.1 is the low side, 0.5 the median, 0.9 the high side.
 * Reserves people write P90 for the low side; that convention is a label of the screen, never of the number.
 */
export const QuantileLevel = z.number().gt(0).lt(1)
export type QuantileLevel = z.infer<typeof QuantileLevel>

/** Quantiles as columns: `values[level][step]`, one row for each of `levels`, which rise; no row crosses another. */
export const QuantileColumns = z.object({
  levels: z.array(QuantileLevel).min(1),
  values: z.array(z.array(z.number().nullable())),
})
export type QuantileColumns = z.infer<typeof QuantileColumns>

/** When something will have happened with a probability of 10, 50 and 90 %: early, likely, late. Never before the answer's `asOf`. */
export const InstantQuantiles = z.object({ p10: Instant, p50: Instant, p90: Instant })
export type InstantQuantiles = z.infer<typeof InstantQuantiles>
