import type { Coverage, Quality, RecordStatus } from '@tieback/contracts'
import { combineCoverage, coverageOf } from '../quality/coverage.ts'
import { hasValue, lowestStatus, worstQuality } from '../quality/quality.ts'

/** A figure with what it rests on. */
export interface RolledUp {
  readonly value: number | null
  readonly quality: Quality
  readonly status: RecordStatus | null
  /** Null where the value is a source's own, or where nothing was expected. */
  readonly coverage: Coverage | null
}

/** One expected input of a sum; `value` null where it is missing. */
export interface FactPart extends RolledUp {
  /** How much of the whole is expected from this part, in any unit; a correction's negative counts as 0. Null: unknown, as much as a usual one. */
  readonly weight: number | null
}

/**
 * The sum of the parts that have a value; null, not zero, where none has.
 *
 * Quality is the worst of the parts that carry a value, status the lowest of all: what is missing shows in the coverage.
 */
export const rollUp = (parts: readonly FactPart[]): RolledUp => {
  const present = parts.filter(isPresent)
  const usual = usualWeight(parts)
  return {
    value: present.length === 0 ? null : present.reduce((sum, { value }) => sum + (value ?? 0), 0),
    quality: present.length === 0 ? absentQuality(parts) : worstQuality(present.map(({ quality }) => quality)),
    status: lowestStatus(parts.map(({ status }) => status)),
    coverage: combineCoverage(
      parts.map((part) => ({
        weight: Math.max(0, part.weight ?? usual),
        coverage: (isPresent(part) ? part.coverage : null) ?? coverageOf(part.value, part.quality),
      })),
    ),
  }
}

const isPresent = ({ value, quality }: RolledUp): boolean => value !== null && hasValue(quality)

/** `bad` only where every input was sent and none was usable. */
const absentQuality = (parts: readonly FactPart[]): Quality =>
  parts.length > 0 && parts.every(({ quality }) => quality === 'bad') ? 'bad' : 'missing'

/** Mean of the known weights; 1 where none is known, or none is more than nothing. */
const usualWeight = (parts: readonly FactPart[]): number => {
  const weighed = parts.filter(({ weight }) => weight !== null)
  // Parts that are there go first: else a further missing part of little weight would shrink the others that are missing, and raise the coverage.
  const present = weighed.filter(isPresent)
  const from = present.length > 0 ? present : weighed
  const sum = from.reduce((total, { weight }) => total + Math.max(0, weight ?? 0), 0)
  return sum > 0 ? sum / from.length : 1
}
