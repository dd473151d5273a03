import { z } from 'zod'
import { BandedNumber } from '../advice.ts'
import { Probability } from '../logistics.ts'
import { measured } from '../measured.ts'
import { Instant } from '../time.ts'

/** An amount in a currency of ISO 4217: charter parties are written in the one that their market trades in. */
export const Money = z.object({ amount: z.number(), currency: z.string().regex(/^[A-Z]{3}$/) })
export type Money = z.infer<typeof Money>

/** The time that the vessel has agreed to give for loading, and how much of it is gone. */
export const Laytime = z.object({
  allowed: measured(z.number().min(0), { unit: 'h' }),
  /** As the charter party says, often some hours after notice of readiness, or all fast if that is earlier; null before. */
  startedAt: Instant.nullable(),
  stoppedAt: Instant.nullable(),
  /** Running time less what is excluded, until `stoppedAt` or the answer's `asOf`. */
  used: measured(z.number().min(0), { unit: 'h' }),
  /** Shifting to berth, the ship's own breakdown, and what else does not count. */
  excluded: measured(z.number().min(0), { unit: 'h' }),
})
export type Laytime = z.infer<typeof Laytime>

/** What exceeding the laytime will cost, or has: excess time ÷ 24 × ratePerDay. */
export const CargoDemurrage = z.object({
  ratePerDay: Money,
  /** That there will be any. */
  probability: Probability,
  /** Beyond the laytime, h. */
  excessHours: BandedNumber,
  /** In the currency of `ratePerDay`. */
  cost: BandedNumber,
  /** True once the cargo has sailed and nothing can change but the claim. */
  final: z.boolean(),
})
export type CargoDemurrage = z.infer<typeof CargoDemurrage>
