import { indexAt, isFlow, type SeriesProfile } from './series-profile.ts'

/** A series to compare with: another of the same node, or the same quantity at a node of the same parent. */
export interface Sibling {
  readonly profile: SeriesProfile
  readonly isSameNode: boolean
}

/** Samples that a sibling needs within a span to be a witness: two may be the ends of a line that compression drew. */
const witnessSamplesMin = 3

/** Lowest and highest value within [fromMs, toMs]; null where fewer than three samples lie there. */
const extentWithin = (
  { at, value }: SeriesProfile,
  fromMs: number,
  toMs: number,
): { low: number; high: number } | null => {
  const start = indexAt(at, fromMs)
  let [low, high] = [Infinity, -Infinity]
  let index = start
  for (; index < at.length && (at[index] ?? Infinity) <= toMs; index++) {
    const current = value[index] ?? 0
    if (current < low) low = current
    if (current > high) high = current
  }
  return index - start < witnessSamplesMin ? null : { low, high }
}

/** What siblings did meanwhile. Those that say nothing aren't counted: settings, rates that are zero, the silent ones. */
export const watchSiblings = (
  siblings: readonly Sibling[],
  fromMs: number,
  toMs: number,
): { moved: number; counted: number } => {
  const isShutIn = siblings.some(({ profile, isSameNode }) => isSameNode && isIdle(profile, fromMs, toMs))
  let moved = 0
  let counted = 0
  for (const { profile, isSameNode } of siblings) {
    // What other wells do says nothing of one that is shut in.
    if (profile.isSetpoint || (isShutIn && !isSameNode)) continue
    const extent = extentWithin(profile, fromMs, toMs)
    if (extent === null || isIdle(profile, fromMs, toMs)) continue
    counted++
    if (extent.high - extent.low > profile.deadband) moved++
  }
  return { moved, counted }
}

/** Whether nothing flowed through it all the while. */
const isIdle = (profile: SeriesProfile, fromMs: number, toMs: number): boolean => {
  if (!isFlow(profile)) return false
  const extent = extentWithin(profile, fromMs, toMs)
  return extent !== null && extent.low === 0 && extent.high === 0
}

/** Siblings with a sample in [fromMs, toMs): those that were heard. */
export const countHeard = (siblings: readonly Sibling[], fromMs: number, toMs: number): number =>
  siblings.filter(({ profile: { stamps } }) => (stamps[indexAt(stamps, fromMs)] ?? Infinity) < toMs).length
