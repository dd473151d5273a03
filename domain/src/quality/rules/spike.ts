import { type Doubt, type EarlierDoubts, easedLimit } from './doubt.ts'
import { medianOf } from './order-statistic.ts'
import { indexAt, type SeriesProfile } from './series-profile.ts'
import type { Sibling } from './siblings.ts'
import { sayFigure } from './wording.ts'

/** Most samples of a spike: one, or both of a scan that was stored twice. */
const samplesMax = 2

/** Usual moves that a spike must exceed, those around it and those of the window: of plain noise one in a billion samples would. */
const usualMoves = 8

/** Large moves of the whole window that it must exceed: a series that jumps all day doesn't spike. */
const largeMoves = 3

/** Share of the usual level below which it moves no figure that anybody reads. */
const levelShareMin = 0.01

/** How much of the way the series may be off its old level once it is back. */
const returnShare = 0.25

/** Samples on either side that say what is usual nearby. */
const nearbySamples = 12

/** Usual waits within which it must be back. */
const waitsMax = 3

interface Excursion {
  readonly first: number
  /** Index of the first sample that is back. */
  readonly back: number
  /** How far away it was, at least. */
  readonly by: number
  /** How far is a spike here. */
  readonly limit: number
}

/**
 * Samples that went far away and were back at once: the span from the first of them to the one that is back.
 *
 * Far by the median of the moves around it and by the large moves of the window. A ramp has no way back, a step none at once, and a well that trips shows
 * it on its other instruments in the same moments, which makes it an event and no spike. Settings that are tried and put back aren't either.
 */
export const findSpikes = (profile: SeriesProfile, siblings: readonly Sibling[], earlier: EarlierDoubts): Doubt[] => {
  if (profile.isSetpoint) return []
  const floor = floorOf(profile)
  const doubts: Doubt[] = []
  for (let index = 1; index < profile.at.length - 1; index++) {
    const excursion = excursionAt(profile, index, floor)
    if (excursion === null) continue
    const fromMs = profile.at[index] ?? 0
    const toMs = profile.at[excursion.back] ?? 0
    const limit = earlier.covers(fromMs, toMs) ? easedLimit * excursion.limit : excursion.limit
    if (excursion.by <= limit || hasCompany(profile, siblings, excursion)) continue
    doubts.push({ rule: 'spike', fromMs, toMs, message: saySpike(profile, excursion) })
    index = excursion.back - 1
  }
  return doubts
}

/** Least that can be a spike anywhere in the window. */
const floorOf = ({ value, largeMove, usualMove }: SeriesProfile): number => {
  const level = Math.abs(medianOf(value.slice())) || 0
  return Math.max(largeMoves * largeMove, levelShareMin * level, usualMoves * usualMove)
}

/** What went away at an index and came back; null where nothing did, or not far enough for any limit. */
const excursionAt = (profile: SeriesProfile, first: number, floor: number): Excursion | null => {
  const { at, value, periodMs } = profile
  const before = value[first - 1] ?? 0
  // Cheap, and true of nearly every sample.
  if (Math.abs((value[first] ?? 0) - before) < easedLimit * (1 - returnShare) * floor) return null
  for (let back = first + 1; back <= first + samplesMax && back < at.length; back++) {
    const after = value[back] ?? 0
    const isAtOnce = (at[back] ?? 0) - (at[first - 1] ?? 0) <= waitsMax * (back - first + 1) * periodMs
    const by = distanceFrom((before + after) / 2, value, first, back)
    if (!isAtOnce || by === 0 || by < easedLimit * floor || Math.abs(after - before) > returnShare * by) continue
    return { first, back, by, limit: Math.max(floor, usualMoves * usualMoveNearby(value, first, back)) }
  }
  return null
}

/** How far the nearest of some samples is from a level; 0 where they lie on both sides of it. */
const distanceFrom = (level: number, value: Float64Array, first: number, end: number): number => {
  let [above, below] = [Infinity, Infinity]
  for (let index = first; index < end; index++) {
    above = Math.min(above, (value[index] ?? 0) - level)
    below = Math.min(below, level - (value[index] ?? 0))
  }
  return Math.max(0, above, below)
}

const usualMoveNearby = (value: Float64Array, first: number, back: number): number => {
  const moves: number[] = []
  for (let index = Math.max(1, first - nearbySamples); index < Math.min(value.length, back + nearbySamples); index++) {
    // The moves away and back are what is asked about.
    if (index >= first && index <= back) continue
    moves.push(Math.abs((value[index] ?? 0) - (value[index - 1] ?? 0)))
  }
  return medianOf(Float64Array.from(moves)) || 0
}

/** Whether another instrument of the node went away and came back in the same moments. */
const hasCompany = (profile: SeriesProfile, siblings: readonly Sibling[], { first, back }: Excursion): boolean => {
  const fromMs = (profile.at[first] ?? 0) - profile.periodMs
  const toMs = (profile.at[back] ?? 0) + profile.periodMs
  return siblings.some(({ profile: other, isSameNode }) => {
    if (!isSameNode || other.isSetpoint) return false
    const floor = floorOf(other)
    for (let index = Math.max(1, indexAt(other.at, fromMs)); (other.at[index] ?? Infinity) < toMs; index++) {
      const excursion = excursionAt(other, index, floor)
      if (excursion !== null && excursion.by >= excursion.limit) return true
    }
    return false
  })
}

const saySpike = ({ value, facts, usualMove }: SeriesProfile, { first, back, by }: Excursion): string => {
  const level = ((value[first - 1] ?? 0) + (value[back] ?? 0)) / 2
  const samples = back - first === 1 ? 'one sample' : `${back - first} samples`
  const away = `${sayFigure(value[first] ?? 0, facts)} in ${samples} between values of ${sayFigure(level, facts)}`
  return `${away}: away by ${sayFigure(by, facts)}, where ${sayFigure(usualMove, facts)} is usual, and back at once.`
}
