import { type Doubt, earlierDoubts, joinDoubts } from './doubt.ts'
import { findFrozen } from './frozen.ts'
import { findOutOfRange } from './out-of-range.ts'
import type { SeriesProfile } from './series-profile.ts'
import type { Sibling } from './siblings.ts'
import { findSpikes } from './spike.ts'
import { findStale } from './stale.ts'
import { findUnitSteps } from './unit-step.ts'

/** What is around the window that a series is judged by. */
export interface Judging {
  readonly siblings: readonly Sibling[]
  /** What is doubted of the series as far as is known; it may reach back before the window. */
  readonly known: readonly Doubt[]
  /** The newest sample before the window's first; null where there is none, ms. */
  readonly beforeMs: number | null
  /** Before this the window only adds to what is known, see `joinDoubts`, ms. */
  readonly settledMs: number
  /** Exclusive; up to where the source has been read, ms. */
  readonly toMs: number
  /**
   * Averages by hour of the same window, for where no sample is kept any more. They hide silence and repeat what a historian holds,
   * so only levels are judged by them.
   */
  readonly hourly: SeriesProfile | null
}

/**
 * What rules doubt of a series, oldest first: what its window shows, joined to what was known. No sample is changed or left out for it.
 *
 * The same window and the same known doubts give the same answer; judging again with what came out of it changes nothing.
 *
 * cost  linear in the window's samples
 */
export const judgeSeries = (profile: SeriesProfile, judging: Judging): Doubt[] => {
  const { siblings, known, hourly, settledMs, toMs } = judging
  const earlier = (rule: Doubt['rule']) => earlierDoubts(known, rule, profile.stamps[0] ?? toMs)
  const levels = profile.at.length === 0 ? (hourly ?? profile) : profile
  const found = [
    ...findOutOfRange(levels, earlier('out-of-range')),
    ...findUnitSteps(levels, siblings, { known, now: toMs }),
    ...findFrozen(profile, siblings, earlier('frozen')),
    ...findSpikes(profile, siblings, earlier('spike')),
    ...findStale(profile, siblings, judging, earlier('stale')),
  ]
  return joinDoubts(found, known, settledMs)
}
