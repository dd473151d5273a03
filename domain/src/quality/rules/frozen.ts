import type { Doubt, EarlierDoubts } from './doubt.ts'
import { declaredMs, isFlow, nextStamp, type SeriesProfile } from './series-profile.ts'
import { type Sibling, watchSiblings } from './siblings.ts'
import { sayFigure, sayLasting } from './wording.ts'

/** Expected periods that a value must stay for. */
const periodsMin = 4

/**
 * However fast the scans, ms: a historian that compresses and was read at even steps repeats a value for a quarter of an hour
 * (seen in the recordings of Petrobras' 3W), and shorter spells weigh little in an hour's figures.
 */
const lengthMsMin = 1_200_000

const samplesMin = 5

/** Chance of so long a run in a sound series: at 288 samples a day, less than one in a hundred months of a series. */
const chanceMax = 1e-6

/** The same where no sibling can be asked: twice the evidence. */
const chanceMaxAlone = 1e-12

/** Weight of plain chance in the estimate of how often a repeat follows a repeat, in repeats. */
const priorRepeats = 2

/** A run in which samples come this much slower than else is compression at work: it is told now and then that nothing happened. */
const slowdownMax = 3

/** Samples of a declared wait that come no faster may be compression's too. */
const paceMax = 0.75

/** Share of repeats from which a series shows drift but no noise, and samples outside of a run that are needed to tell. */
const coarseShare = 0.25
const othersMin = 20

/** What shows only drift stands still for hours at each of its turns: this long if it repeats itself all the time, else its share of it, ms. */
const coarseLengthMsMin = 12 * 3_600_000

/** How much longer than its ordinary runs: a slow swing stands still at each of its turns, which chance knows nothing of. */
const habitMin = 4

/** Share of the value that the band may be. */
const bandShareMax = 2e-4

interface FlatRun {
  readonly first: number
  readonly last: number
}

/**
 * Spans in which a series kept sending the same value, too long for chance, while most of its siblings moved.
 *
 * The same value within the series' own deadband. Silence is never frozen: a run is made of samples, at their usual pace. Settings, and rates
 * of zero, stay where they are for good reasons. How long is too long follows from how often the series repeats itself otherwise:
 * minutes for one that shows noise, half a day for one that shows whole degrees.
 */
export const findFrozen = (profile: SeriesProfile, siblings: readonly Sibling[], earlier: EarlierDoubts): Doubt[] => {
  if (profile.isSetpoint) return []
  const exact = findIn(profile, siblings, earlier, 0)
  if (profile.deadband === 0) return exact
  const near = findIn(profile, siblings, earlier, profile.deadband)
  const isApart = (doubt: Doubt): boolean =>
    near.every(({ fromMs, toMs }) => doubt.fromMs >= (toMs ?? Infinity) || fromMs >= (doubt.toMs ?? Infinity))
  return [...near, ...exact.filter(isApart)].sort((a, b) => a.fromMs - b.fromMs)
}

const findIn = (
  profile: SeriesProfile,
  siblings: readonly Sibling[],
  earlier: EarlierDoubts,
  band: number,
): Doubt[] => {
  const repeats = countRepeats(profile.value, band)
  const runs = flatRuns(profile, band)
  return runs.flatMap((run): Doubt[] => {
    const fromMs = profile.at[run.first] ?? 0
    const lastMs = profile.at[run.last] ?? 0
    if (run.last - run.first + 1 < samplesMin || (isFlow(profile) && profile.value[run.first] === 0)) return []
    const isKnown = earlier.covers(fromMs, lastMs)
    const chance = isKnown ? 0 : chanceOf(run, repeats, profile.value.length)
    if (chance > chanceMax || !(isKnown || (isLong(profile, run, repeats) && isUnusual(run, runs)))) return []
    const { moved, counted } = watchSiblings(siblings, fromMs, lastMs)
    if (counted === 0 ? chance > chanceMaxAlone : !isKnown && moved * 2 <= counted) return []
    const toMs = nextStamp(profile, lastMs)
    const value = sayFigure(profile.value[run.first] ?? 0, profile.facts)
    const beside = counted === 0 ? '' : `, while ${moved} of ${counted} series beside it moved`
    const message = `The same value, ${value}, for ${sayLasting(fromMs, toMs, lastMs)}${beside}.`
    return [{ rule: 'frozen', fromMs, toMs, message }]
  })
}

/** Runs of two samples or more that stay within a band. Noise shrinks with the value, and the band with it: a low rate must not look like a still one. */
const flatRuns = ({ value }: SeriesProfile, band: number): FlatRun[] => {
  const runs: FlatRun[] = []
  let first = 0
  let [low, high] = [Infinity, -Infinity]
  for (let index = 0; index <= value.length; index++) {
    const current = value[index]
    const narrow = Math.min(band, bandShareMax * Math.abs(value[first] ?? 0))
    if (current !== undefined && Math.max(high, current) - Math.min(low, current) <= narrow) {
      low = Math.min(low, current)
      high = Math.max(high, current)
      continue
    }
    if (index - first > 1) runs.push({ first, last: index - 1 })
    first = index
    low = high = current ?? 0
  }
  return runs
}

const isLong = (profile: SeriesProfile, run: FlatRun, repeats: Repeats): boolean => {
  const { at, facts, periodMs } = profile
  const { first, last } = run
  const lengthMs = (at[last] ?? 0) - (at[first] ?? 0)
  const paceMs = lengthMs / (last - first)
  const outside = at.length - (last - first + 1)
  const outsideMs = (at[at.length - 1] ?? 0) - (at[0] ?? 0) - lengthMs
  const declared = declaredMs(facts)
  const isAtPace =
    outside >= samplesMin ? paceMs <= slowdownMax * (outsideMs / outside) : paceMs <= paceMax * (declared ?? Infinity)
  const { pairs, repeated } = beyondRun(run, repeats, at.length)
  const share = pairs < othersMin ? 1 : repeated / pairs
  const least = share > coarseShare ? share * coarseLengthMsMin : lengthMsMin
  return isAtPace && lengthMs >= Math.max(least, periodsMin * (declared ?? periodMs))
}

/** Of the other runs the longest may be another fault; the second longest is taken for what the series does by itself. */
const isUnusual = (run: FlatRun, runs: readonly FlatRun[]): boolean => {
  let [longest, second] = [0, 0]
  for (const other of runs) {
    if (other === run) continue
    const length = other.last - other.first
    if (length > longest) [longest, second] = [length, longest]
    else if (length > second) second = length
  }
  return run.last - run.first >= habitMin * second
}

interface Repeats {
  readonly pairs: number
  /** Pairs of samples that don't differ by more than the band. */
  readonly repeated: number
  /** Of these, those that come right after another. */
  readonly followed: number
}

const countRepeats = (value: Float64Array, band: number): Repeats => {
  let repeated = 0
  let followed = 0
  let hasRepeated = false
  for (let index = 1; index < value.length; index++) {
    const repeats = Math.abs((value[index] ?? 0) - (value[index - 1] ?? 0)) <= band
    if (repeats) repeated++
    if (repeats && hasRepeated) followed++
    hasRepeated = repeats
  }
  return { pairs: Math.max(0, value.length - 1), repeated, followed }
}

/** The pairs and repeats that a run has no part in; the pairs at its two ends belong to no side. */
const beyondRun = ({ first, last }: FlatRun, { pairs, repeated, followed }: Repeats, count: number): Repeats => {
  const inRun = last - first
  const ends = (first > 0 ? 1 : 0) + (last < count - 1 ? 1 : 0)
  return {
    pairs: Math.max(0, pairs - inRun - ends),
    repeated: Math.max(0, repeated - inRun),
    followed: Math.max(0, followed - (inRun - 1)),
  }
}

/** How likely a run of this length is, by how often the series repeats itself beyond it, and goes on doing so once it has begun. */
const chanceOf = (run: FlatRun, repeats: Repeats, count: number): number => {
  const { pairs, repeated, followed } = beyondRun(run, repeats, count)
  const once = (repeated + 1) / (pairs + 2)
  const again = Math.max(once, (followed + priorRepeats * once) / (repeated + priorRepeats))
  return once * again ** (run.last - run.first - 1)
}
