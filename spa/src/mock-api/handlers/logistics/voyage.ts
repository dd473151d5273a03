import type { InstantQuantiles } from '@tieback/contracts'
import { toInstant } from './logistics-reading.ts'

/** How much longer or shorter what was left became in the past, early to late. */
const ratios = { p10: 0.93, p90: 1.18 } as const

/** An instant ahead with its likely span, in proportion to what is left; what is over is certain. */
export function aheadQuantiles(likelyMs: number, atMs: number): InstantQuantiles {
  const left = Math.max(0, likelyMs - atMs)
  const at = (ratio: number): string => toInstant(likelyMs - left + left * ratio)
  return { p10: at(ratios.p10), p50: at(1), p90: at(ratios.p90) }
}

/** When loading begins, as it is expected at an instant. */
export const loadingStartOf = (loadStart: number, atMs: number): InstantQuantiles => aheadQuantiles(loadStart, atMs)
