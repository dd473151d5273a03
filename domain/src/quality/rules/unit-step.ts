import type { Unit } from '@tieback/contracts'
import { convert } from '../../units/convert.ts'
import { unitTable } from '../../units/unit-table.ts'
import type { Doubt } from './doubt.ts'
import { medianOf } from './order-statistic.ts'
import { indexAt, type SeriesProfile } from './series-profile.ts'
import type { Sibling } from './siblings.ts'
import { sayFigure } from './wording.ts'

/** Samples on either side whose median is the level there: an hour at a scan every five minutes. */
const levelSamples = 12

/** How far the level after may be from the one that another unit would give, as a share of it. */
const matchShare = 0.02

/** Most that the middle half of a level may differ from it: what swings more has no level. */
const steadyShare = 0.15

/** Usual moves that the step must exceed, and the levels on either side must be away from zero. */
const movesMin = 8

/** Change of level by which another instrument of the node confirms that something happened there. */
const eventShare = 0.2

/** Longest that a step is doubted: by then whoever watches has seen it, and both sides of what they compare are of the new level, ms. */
const doubtedMsMax = 7 * 86_400_000

interface UnitJump {
  readonly atMs: number
  readonly before: number
  readonly after: number
  /** The units that explain it. */
  readonly from: Unit
  readonly to: Unit
}

/**
 * Spans from where a level jumped, within one sample and for good, as if its unit had changed, to where it jumped back.
 *
 * The factors are those between the declared unit and the others of its dimension, such as 14.5038 between bar and psi, 6.2898 between
 * m3/d and bbl/d, 24 between a day and an hour; degC and degF differ by a line, not by a factor. A jump that other instruments of the
 * node confirm is an event, unless their jumps are of a unit too: then somebody changed them together.
 *
 * known  doubts of the series; a step that was doubted before the window shows where it ends, if it does
 * now    the window's end, ms
 */
export const findUnitSteps = (
  profile: SeriesProfile,
  siblings: readonly Sibling[],
  { known, now }: { known: readonly Doubt[]; now: number },
): Doubt[] => {
  const doubts: Doubt[] = []
  let open = openBefore(known, profile.at[levelSamples] ?? now)
  for (const jump of findJumps(profile)) {
    if (isEvent(profile, siblings, jump)) continue
    if (open !== null) doubts.push({ ...open, toMs: jump.atMs })
    const message = sayStep(profile, jump)
    open = open === null ? { rule: 'unit-step', fromMs: jump.atMs, toMs: null, message } : null
  }
  if (open === null) return doubts
  const endMs = open.fromMs + doubtedMsMax
  return [...doubts, { ...open, toMs: now >= endMs ? endMs : null }]
}

/** The step that was still doubted at an instant. Where it ends is told anew. */
const openBefore = (known: readonly Doubt[], ms: number): Doubt | null => {
  const doubt = known.findLast(
    ({ rule, fromMs, toMs }) => rule === 'unit-step' && fromMs < ms && (toMs === null || toMs >= ms),
  )
  return doubt === undefined ? null : { ...doubt, toMs: null }
}

const findJumps = (profile: SeriesProfile): UnitJump[] => {
  const { at, value, facts, usualMove, isSetpoint } = profile
  if (isSetpoint) return []
  const candidates = unitMaps(facts.unit)
  const jumps: UnitJump[] = []
  for (let index = levelSamples; index <= value.length - levelSamples; index++) {
    const [previous, current] = [value[index - 1] ?? 0, value[index] ?? 0]
    if (
      Math.abs(current - previous) < movesMin * usualMove ||
      !candidates.some((map) => isNear(map, previous, current))
    )
      continue
    const before = levelOf(value, index - levelSamples, index)
    const after = levelOf(value, index, index + levelSamples)
    if (before === null || after === null) continue
    const least = movesMin * usualMoveOf(value, index - levelSamples, index)
    const map = candidates.find(({ apply }) => Math.abs(after - apply(before)) <= matchShare * Math.abs(after))
    if (map === undefined || Math.abs(before) <= least || Math.abs(after - before) <= least) continue
    jumps.push({ atMs: at[index] ?? 0, before, after, from: map.from, to: map.to })
    index += levelSamples - 1
  }
  return jumps
}

interface UnitMap {
  readonly from: Unit
  readonly to: Unit
  readonly apply: (value: number) => number
}

const mapsByUnit = new Map<Unit, readonly UnitMap[]>()

/** Ways in which a number changes when a source sends another unit than declared, and when it sends the declared one again. */
const unitMaps = (declared: Unit): readonly UnitMap[] => {
  const known = mapsByUnit.get(declared)
  if (known !== undefined) return known
  const { dimension } = unitTable[declared]
  // Safe: the table's keys are the units.
  const others = (Object.keys(unitTable) as Unit[]).filter(
    (unit) => unit !== declared && unitTable[unit].dimension === dimension,
  )
  const maps = others.flatMap((other): UnitMap[] => [
    { from: declared, to: other, apply: (value) => convert(value, declared, other) },
    { from: other, to: declared, apply: (value) => convert(value, other, declared) },
  ])
  mapsByUnit.set(declared, maps)
  return maps
}

/** Whether two neighbours could be the sides of such a jump; noise is on both, so twice over. */
const isNear = ({ apply }: UnitMap, before: number, after: number): boolean =>
  Math.abs(after - apply(before)) <= 2 * steadyShare * Math.abs(after)

/** The median of some samples; null where they swing too much to have a level. */
const levelOf = (value: Float64Array, start: number, end: number): number | null => {
  const level = medianOf(value.slice(start, end))
  const middleHalf = medianOf(value.slice(start, end).map((each) => Math.abs(each - level)))
  return middleHalf <= steadyShare * Math.abs(level) ? level : null
}

const usualMoveOf = (value: Float64Array, start: number, end: number): number => {
  const moves = new Float64Array(end - start - 1)
  for (let index = 0; index < moves.length; index++) {
    moves[index] = Math.abs((value[start + index + 1] ?? 0) - (value[start + index] ?? 0))
  }
  return medianOf(moves) || 0
}

/** Whether another instrument of the node says that something happened there. */
const isEvent = ({ periodMs }: SeriesProfile, siblings: readonly Sibling[], { atMs }: UnitJump): boolean =>
  siblings.some(({ profile: other, isSameNode }) => {
    if (!isSameNode) return false
    const index = indexAt(other.at, atMs)
    const before = medianOf(other.value.slice(Math.max(0, index - levelSamples), Math.max(0, index - 1)))
    const after = medianOf(other.value.slice(index + 1, index + levelSamples))
    const hasMoved = Math.abs(after - before) > Math.max(eventShare * Math.abs(before), movesMin * other.usualMove)
    const isTogether = (): boolean => findJumps(other).some((jump) => Math.abs(jump.atMs - atMs) <= 2 * periodMs)
    return hasMoved && !isTogether()
  })

const sayStep = ({ facts }: SeriesProfile, { before, after, from, to }: UnitJump): string => {
  const ratio = Number((after / before).toPrecision(4))
  const levels = `From ${sayFigure(before, facts)} to ${sayFigure(after, facts)} at once and for good`
  return `${levels}, a factor of ${ratio}: as if ${from} had become ${to}.`
}
