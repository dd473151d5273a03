import type { Coverage, Quality } from '@tieback/contracts'
import { qualityClass } from './quality.ts'

/** One expected input: how much of the whole it stands for, and how far it is there. */
export interface CoveragePart {
  /** Usually its potential; any unit, at least 0. */
  readonly weight: number
  readonly coverage: Coverage
}

/** Coverage of a single value: there (measured or estimated) or not. A null value is missing whatever its quality says. */
export const coverageOf = (value: number | null, quality: Quality): Coverage => {
  const found = value === null ? 'missing' : qualityClass(quality)
  return {
    coverage: found === 'missing' ? 0 : 1,
    measured: found === 'measured' ? 1 : 0,
    estimated: found === 'estimated' ? 1 : 0,
    missing: found === 'missing' ? 1 : 0,
  }
}

/**
 * Coverage of a whole by the weights of its parts; null where nothing was expected (no part, or none of any weight).
 *
 * A further part that is missing lowers the result or leaves it, never raises it.
 *
 * throws  RangeError for a weight that is negative or not a number
 */
export const combineCoverage = (parts: readonly CoveragePart[]): Coverage | null => {
  let total = 0
  let measured = 0
  let estimated = 0
  for (const { weight, coverage } of parts) {
    if (!(weight >= 0 && weight < Infinity)) throw new RangeError(`a weight must be a number from 0 up, not ${weight}`)
    total += weight
    measured += weight * coverage.measured
    estimated += weight * coverage.estimated
  }
  if (total === 0) return null
  // Rounding may carry a sum of shares a bit over one, which the contract refuses.
  const share = (part: number): number => Math.min(1, part / total)
  const covered = share(measured + estimated)
  return { coverage: covered, measured: share(measured), estimated: share(estimated), missing: 1 - covered }
}
