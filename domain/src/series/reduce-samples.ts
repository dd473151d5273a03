import type { Quality } from '@tieback/contracts'
import { hasValue } from '../quality/quality.ts'

/** Columns of one length, oldest first. */
export interface SampleArrays {
  /** Milliseconds of UTC. */
  readonly at: ArrayLike<number>
  readonly value: ArrayLike<number | null>
  readonly quality: ArrayLike<Quality>
}

/**
 * Which samples to draw so that a line through fewer points still shows what all of them showed: their indexes, ascending.
 *
 * Kept first: the two ends, the lowest and the highest (so all four always, but for a limit below 4). Then both edges of each gap and one empty sample within it, the longest
 * gaps first where there is no room for all. Then the lowest and the highest of each of as many equal spans of time as there is room for.
 *
 * maxPoints  at least 2; never exceeded
 * throws     RangeError for a smaller maxPoints, or columns of different lengths
 */
export const reduceSamples = (samples: SampleArrays, maxPoints: number): number[] => {
  const count = samples.at.length
  if (!(maxPoints >= 2)) throw new RangeError(`a line needs at least 2 points, not ${maxPoints}`)
  if (samples.value.length !== count || samples.quality.length !== count) {
    throw new RangeError('the columns differ in length')
  }
  if (count <= maxPoints) return Array.from({ length: count }, (_, index) => index)

  const kept = new Set([0, count - 1])
  const keepIfRoom = (indexes: readonly number[]): void => {
    const added = indexes.filter((index) => !kept.has(index))
    if (kept.size + added.length <= maxPoints) for (const index of added) kept.add(index)
  }
  for (const index of extremesOf(samples, 0, count)) keepIfRoom([index])
  for (const { edges } of gapsOf(samples)) keepIfRoom(edges)
  for (const [start, end] of spansOf(samples, Math.floor((maxPoints - kept.size) / 2))) {
    for (const index of extremesOf(samples, start, end)) kept.add(index)
  }
  return [...kept].sort((a, b) => a - b)
}

/** The value of a sample that can be drawn; null in a gap. */
const drawn = ({ value, quality }: SampleArrays, index: number): number | null => {
  const sampleQuality = quality[index]
  return sampleQuality !== undefined && hasValue(sampleQuality) ? (value[index] ?? null) : null
}

/** Indexes of the lowest and the highest value within [start, end); none where all of it is a gap. */
const extremesOf = (samples: SampleArrays, start: number, end: number): number[] => {
  let lowest = -1
  let highest = -1
  let low = Infinity
  let high = -Infinity
  for (let index = start; index < end; index++) {
    const value = drawn(samples, index)
    if (value === null) continue
    if (value < low || lowest < 0) [low, lowest] = [value, index]
    if (value > high || highest < 0) [high, highest] = [value, index]
  }
  return lowest < 0 ? [] : [lowest, highest]
}

/** Runs of samples that can't be drawn, the longest in time first. */
const gapsOf = (samples: SampleArrays): { edges: number[]; durationMs: number }[] => {
  const count = samples.at.length
  const gaps: { edges: number[]; durationMs: number }[] = []
  for (let index = 0; index < count; index++) {
    if (drawn(samples, index) !== null) continue
    const first = index
    while (index + 1 < count && drawn(samples, index + 1) === null) index++
    const before = Math.max(0, first - 1)
    const after = Math.min(count - 1, index + 1)
    const durationMs = (samples.at[after] ?? 0) - (samples.at[before] ?? 0)
    gaps.push({ edges: [...new Set([before, first, after])], durationMs })
  }
  return gaps.sort((a, b) => b.durationMs - a.durationMs)
}

/** Half-open ranges of indexes: the samples' time cut into `count` equal spans, the empty ones left out. */
const spansOf = ({ at }: SampleArrays, count: number): [start: number, end: number][] => {
  const first = at[0] ?? 0
  const width = ((at[at.length - 1] ?? 0) - first) / count
  const spans: [start: number, end: number][] = []
  let start = 0
  for (let span = 1; span <= count && start < at.length; span++) {
    let end = start
    // The last span takes all that is left, its end included.
    while (end < at.length && (span === count || (at[end] ?? 0) < first + span * width)) end++
    if (end > start) spans.push([start, end])
    start = end
  }
  return spans
}
