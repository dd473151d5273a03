import { type Doubt, type EarlierDoubts, easedLimit } from './doubt.ts'
import { type Limits, physicalLimits } from './physical-limits.ts'
import { isFlow, nextStamp, type SeriesProfile } from './series-profile.ts'
import { sayFigure } from './wording.ts'

/** NAMUR NE 43: how far beyond the ends of its range a transmitter shows before it means a fault, as shares of the range. */
const undershoot = 0.0125
const overshoot = 0.03125

/** A meter without flow drifts about zero by some of what it usually shows; this much of the largest possible it may always. */
const driftShare = 1e-4

/** Spans in which a series showed what its instrument, or nature, can't. */
export const findOutOfRange = (profile: SeriesProfile, earlier: EarlierDoubts): Doubt[] => {
  const limits = limitsOf(profile)
  if (limits === null) return []
  const { at, value } = profile
  const doubts: Doubt[] = []
  for (let index = 0; index < at.length; index++) {
    if (!isBeyond(value[index], limits)) continue
    const first = index
    let worst = value[first] ?? 0
    while (isBeyond(value[index + 1], limits)) {
      index++
      const current = value[index] ?? 0
      if (beyondBy(current, limits) > beyondBy(worst, limits)) worst = current
    }
    const fromMs = at[first] ?? 0
    const lastMs = at[index] ?? 0
    // Just beyond is a doubt only as the rest of one.
    if (!isBeyond(worst, limits, 1) && !earlier.covers(fromMs, lastMs + 1)) continue
    const toMs = nextStamp(profile, lastMs)
    doubts.push({
      rule: 'out-of-range',
      fromMs,
      toMs,
      message: sayBeyond(profile, limits, worst, sayCount(index - first + 1, toMs)),
    })
  }
  return doubts
}

/** Bounds with what is allowed beyond each of them. */
interface Tolerated extends Limits {
  readonly belowBy: number
  readonly aboveBy: number
  readonly isInstrument: boolean
}

const limitsOf = (profile: SeriesProfile): Tolerated | null => {
  const { instrument } = profile.facts
  if (instrument !== null) {
    const span = instrument.high - instrument.low
    return { ...instrument, belowBy: undershoot * span, aboveBy: overshoot * span, isInstrument: true }
  }
  const limits = physicalLimits(profile.facts)
  if (limits === null) return null
  const belowBy = isFlow(profile) ? Math.max(driftShare * limits.high, undershoot * highestOf(profile)) : 0
  return { ...limits, belowBy, aboveBy: 0, isInstrument: false }
}

const highestOf = ({ value }: SeriesProfile): number => {
  let highest = 0
  for (const current of value) if (current > highest) highest = current
  return highest
}

const isBeyond = (value: number | undefined, limits: Tolerated, ease = easedLimit): boolean =>
  value !== undefined && (value < limits.low - ease * limits.belowBy || value > limits.high + ease * limits.aboveBy)

const beyondBy = (value: number, { low, high }: Limits): number => Math.max(low - value, value - high)

/** Of a doubt that still holds there may be more to come. */
const sayCount = (count: number, toMs: number | null): string => {
  const samples = count === 1 ? 'one sample' : `${count} samples`
  return toMs === null ? `at least ${samples}` : samples
}

const sayBeyond = (
  { facts }: SeriesProfile,
  { low, high, isInstrument }: Tolerated,
  worst: number,
  samples: string,
): string => {
  const isBelow = worst < low
  const bound = sayFigure(isBelow ? low : high, facts)
  const whose = isInstrument ? "the end of the instrument's range" : 'the most that can be'
  const which = isBelow && !isInstrument ? 'the least that can be' : whose
  return `${sayFigure(worst, facts)} in ${samples}, ${isBelow ? 'below' : 'above'} ${bound}, ${which}.`
}
