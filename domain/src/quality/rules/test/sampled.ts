import type { Quality } from '@tieback/contracts'
import type { SampleArrays } from '../../../series/reduce-samples.ts'
import type { EarlierDoubts } from '../doubt.ts'
import { profileSeries, type SeriesFacts, type SeriesProfile } from '../series-profile.ts'
import type { Sibling } from '../siblings.ts'
import { createNormal, createRandom, factsOf, minuteMs } from './synthetic-field.ts'

const startMs = Date.UTC(2026, 2, 1)

/** Every five minutes from `startMs` on. */
export const atIndex = (index: number): number => startMs + index * 5 * minuteMs

/** Samples every five minutes; null is a bad one, undefined none at all. */
export function sampled(values: readonly (number | null | undefined)[]): SampleArrays {
  const there = values.flatMap((value, index) => (value === undefined ? [] : [{ at: atIndex(index), value }]))
  return {
    at: there.map(({ at }) => at),
    value: there.map(({ value }) => value),
    quality: there.map(({ value }): Quality => (value === null ? 'bad' : 'good')),
  }
}

export const pressure = factsOf('wellhead_pressure', { basis: 'gauge' })

export const profileOf = (
  values: readonly (number | null | undefined)[],
  facts: SeriesFacts = pressure,
): SeriesProfile => profileSeries(sampled(values), facts)

/** A level with plain noise of a tenth. */
export function noisy(count: number, { level = 60, seed = 1, sigma = 0.1 } = {}): number[] {
  const normal = createNormal(createRandom(seed))
  return Array.from({ length: count }, () => level + sigma * normal())
}

/** The same numbers with some replaced. */
export function replaced<Cell>(
  values: readonly Cell[],
  from: number,
  count: number,
  by: (index: number) => Cell,
): Cell[] {
  return values.map((value, index) => (index >= from && index < from + count ? by(index) : value))
}

export const beside = (profile: SeriesProfile, isSameNode = true): Sibling => ({ profile, isSameNode })

/** Three siblings that move. */
export const lively = (count = 288): Sibling[] => [11, 12, 13].map((seed) => beside(profileOf(noisy(count, { seed }))))

export const nothingKnown: EarlierDoubts = { covers: () => false }
