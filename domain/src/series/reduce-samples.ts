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
export const reduceSamples = ({ at, value, quality }: SampleArrays, maxPoints: number): number[] => {
  if (value.length !== at.length || quality.length !== at.length) throw new RangeError('the columns differ in length')
  const drawn = new Float64Array(at.length).fill(NaN)
  for (let index = 0; index < at.length; index++) {
    const sampleQuality = quality[index]
    if (sampleQuality !== undefined && hasValue(sampleQuality)) drawn[index] = value[index] ?? NaN
  }
  return reduceLine(at, drawn, maxPoints)
}

/** As `reduceSamples`, of values that can be drawn: NaN in a gap. Two hundred thousand take some milliseconds. */
export const reduceLine = (at: ArrayLike<number>, drawn: Float64Array, maxPoints: number): number[] => {
  const count = at.length
  if (!(maxPoints >= 2)) throw new RangeError(`a line needs at least 2 points, not ${maxPoints}`)
  if (drawn.length !== count) throw new RangeError('the columns differ in length')
  if (count <= maxPoints) return Array.from({ length: count }, (_, index) => index)

  const kept = new KeptIndexes(count, maxPoints)
  kept.addIfRoom([0, count - 1])
  for (const index of extremesOf(drawn, 0, count)) kept.addIfRoom([index])
  for (const { edges } of gapsOf(at, drawn)) kept.addIfRoom(edges)
  keepExtremesOfSpans(kept, at, drawn)
  return kept.ascending()
}

/** Indexes below `count`, at most `most` of them. */
class KeptIndexes {
  private readonly isKept: Uint8Array
  private readonly most: number
  private size = 0

  constructor(count: number, most: number) {
    this.isKept = new Uint8Array(count)
    this.most = most
  }

  get room(): number {
    return this.most - this.size
  }

  /** All of them, or none where there is no room for all. */
  addIfRoom(indexes: readonly number[]): void {
    const added = indexes.filter((index) => this.isKept[index] === 0)
    if (added.length > this.room) return
    for (const index of added) this.isKept[index] = 1
    this.size += added.length
  }

  ascending(): number[] {
    const indexes: number[] = []
    for (let index = this.isKept.indexOf(1); index >= 0; index = this.isKept.indexOf(1, index + 1)) indexes.push(index)
    return indexes
  }
}

/** Indexes of the lowest and the highest value within [start, end); none where all of it is a gap. */
const extremesOf = (drawn: Float64Array, start: number, end: number): number[] => {
  let lowest = -1
  let highest = -1
  let low = Infinity
  let high = -Infinity
  for (let index = start; index < end; index++) {
    // Safe: the caller's bounds lie within the column. NaN is neither lower nor higher than anything.
    const value = drawn[index] as number
    if (value < low || (lowest < 0 && value === low)) {
      low = value
      lowest = index
    }
    if (value > high || (highest < 0 && value === high)) {
      high = value
      highest = index
    }
  }
  return lowest < 0 ? [] : [lowest, highest]
}

/** Runs of samples that can't be drawn, the longest in time first. */
const gapsOf = (at: ArrayLike<number>, drawn: Float64Array): { edges: number[]; durationMs: number }[] => {
  const count = at.length
  const gaps: { edges: number[]; durationMs: number }[] = []
  const isGap = (index: number): boolean => Number.isNaN(drawn[index])
  for (let index = 0; index < count; index++) {
    if (!isGap(index)) continue
    const first = index
    while (index + 1 < count && isGap(index + 1)) index++
    const before = Math.max(0, first - 1)
    const after = Math.min(count - 1, index + 1)
    gaps.push({ edges: [...new Set([before, first, after])], durationMs: (at[after] ?? 0) - (at[before] ?? 0) })
  }
  return gaps.sort((a, b) => b.durationMs - a.durationMs)
}

/** The samples' time cut into as many equal spans as there is room for two of each: keeps the lowest and the highest of each. */
const keepExtremesOfSpans = (kept: KeptIndexes, at: ArrayLike<number>, drawn: Float64Array): void => {
  const count = Math.floor(kept.room / 2)
  const first = at[0] ?? 0
  const width = ((at[at.length - 1] ?? 0) - first) / count
  let start = 0
  for (let span = 1; span <= count && start < at.length; span++) {
    // The last span takes all that is left, its end included.
    const until = span === count ? Infinity : first + span * width
    let end = start
    while (end < at.length && (at[end] as number) < until) end++
    kept.addIfRoom(extremesOf(drawn, start, end))
    start = end
  }
}
