import { type Doubt, type EarlierDoubts, easedLimit } from './doubt.ts'
import { declaredMs, type SeriesProfile } from './series-profile.ts'
import { countHeard, type Sibling } from './siblings.ts'
import { sayDuration, sayLasting } from './wording.ts'

/** Expected periods of silence that are too many; live figures leave a series out after as many. */
const periodsMax = 3

/** Own habits, doubled: a series that is often slower than declared isn't stale each time, as long as it isn't another's pace altogether. */
const habitsMax = 2
const patientPeriodsMax = 6

/** The same without a declared period: then only silence far beyond habit says anything. */
const habitsMaxUndeclared = 10

export interface Listening {
  /** The newest sample before the window's first; null where there is none, or none is known, ms. */
  readonly beforeMs: number | null
  /** Up to where the source has been read, ms. */
  readonly toMs: number
}

/**
 * Spans in which a series was silent for longer than it may be, from where its next sample was due.
 *
 * A series that declares no period is judged by its own habit, and only while others of its node were heard: where all are silent it
 * can't be told from one that has nothing to say.
 */
export const findStale = (
  profile: SeriesProfile,
  siblings: readonly Sibling[],
  { beforeMs, toMs }: Listening,
  earlier: EarlierDoubts,
): Doubt[] => {
  // Without a sample in the window there is no habit either: then only a silence that is known goes on.
  const limitMs = silenceLimit(profile) ?? (earlier.covers(beforeMs ?? 0, toMs) ? 0 : Infinity)
  const doubts: Doubt[] = []
  const dueMs = declaredMs(profile.facts) ?? 0
  const hear = (lastMs: number, nextMs: number | null): void => {
    const endMs = nextMs ?? toMs
    const isKnown = earlier.covers(lastMs + dueMs, endMs)
    if (endMs - lastMs <= (isKnown ? limitMs * easedLimit : limitMs)) return
    const heard = countHeard(siblings, lastMs + dueMs, endMs)
    const ofNode = siblings.filter(({ isSameNode }) => isSameNode)
    if (dueMs === 0 && !isKnown && countHeard(ofNode, lastMs + 1, endMs) === 0) return
    const message = sayStale(profile, { lastMs, nextMs, toMs, heard, others: siblings.length })
    doubts.push({ rule: 'stale', fromMs: lastMs + dueMs, toMs: nextMs, message })
  }
  let lastMs = beforeMs
  for (const stamp of profile.stamps) {
    if (lastMs !== null && stamp - lastMs > easedLimit * limitMs) hear(lastMs, stamp)
    lastMs = stamp
  }
  if (lastMs !== null && toMs > lastMs) hear(lastMs, null)
  return doubts
}

/** Longest silence that is nothing yet, ms; null where nothing can be said. */
const silenceLimit = ({ facts, habitMs }: SeriesProfile): number | null => {
  const declared = declaredMs(facts)
  if (declared === null) return habitMs === null ? null : habitsMaxUndeclared * habitMs
  return Math.max(periodsMax * declared, Math.min(habitsMax * (habitMs ?? 0), patientPeriodsMax * declared))
}

const sayStale = (
  { facts, habitMs }: SeriesProfile,
  silence: { lastMs: number; nextMs: number | null; toMs: number; heard: number; others: number },
): string => {
  const { lastMs, nextMs, toMs, heard, others } = silence
  const declared = declaredMs(facts)
  const due =
    declared === null
      ? `it is seldom silent for ${sayDuration(habitMs ?? 0)}`
      : `a sample is due every ${sayDuration(declared)}`
  const beside = others === 0 ? '' : `, while ${heard} of ${others} series beside it were heard`
  return `Silent for ${sayLasting(lastMs, nextMs, toMs)} (${due})${beside}.`
}
