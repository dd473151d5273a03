import type { Cause } from './causes.ts'
import { exponential, seedFor } from './noise.ts'

/** Where an event stands. A group's children stand on wells. */
export type Place = { readonly level: 'well' | 'facility' | 'hub'; readonly index: number }

/** What defers production, as it truly was. Ranges are half-open, in milliseconds since 1970. */
export interface Outage {
  /** Its place in the order in which events come into being; the system of record numbers them so. */
  readonly number: number
  readonly sort: 'single' | 'group' | 'child'
  readonly place: Place
  readonly parent: number | null
  readonly cause: Cause
  readonly startMs: number
  readonly endMs: number
  /** When it was to be over; null where nobody had planned it. */
  readonly plannedEndMs: number | null
  readonly lossShare: number
  /** Coming back after a shut-in: the loss falls in thirds, `lossShare` is its mean. */
  readonly isRampUp: boolean
}

/** How long before its start a planned outage is known. */
export const plannedAheadDays = 14

/** Share of the potential lost to an outage at an instant, 0 outside it. */
export function lossAt(outage: Outage, instantMs: number): number {
  if (instantMs < outage.startMs || instantMs >= outage.endMs) return 0
  if (!outage.isRampUp) return outage.lossShare
  const third = Math.floor((3 * (instantMs - outage.startMs)) / (outage.endMs - outage.startMs))
  return 0.75 - 0.25 * third
}

/** Instants at which the loss of an outage changes. */
export function stepsOf(outage: Outage): readonly number[] {
  const { startMs, endMs } = outage
  if (!outage.isRampUp) return [startMs, endMs]
  const third = (endMs - startMs) / 3
  return [startMs, startMs + third, startMs + 2 * third, endMs]
}

/** Milliseconds after an unplanned outage begins or ends until somebody has registered it; a group's children with their parent. */
export function registrationDelayMs(seed: number, outage: Outage, use: 'start' | 'end'): number {
  const [least, mean] = use === 'start' ? [15, 25] : [10, 12]
  const minutes =
    least + Math.min(180, exponential(mean, seedFor(seed, `register-${use}`), outage.parent ?? outage.number))
  return Math.round(minutes * 60) * 1_000
}
