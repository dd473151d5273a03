import type { Instant } from '@tieback/contracts'

/** One line of a trend. Null is a gap: nothing is drawn across it. */
export interface TrendLine {
  readonly label: string
  readonly role: 'actual' | 'plan' | 'potential' | 'forecast'
  readonly values: readonly (number | null)[]
  /** Where the truth is expected to lie around the line. */
  readonly band?: TrendBand
}

export interface TrendBand {
  readonly label: string
  readonly low: readonly (number | null)[]
  readonly high: readonly (number | null)[]
}

/** A stretch of time that something is said of, such as what a rule doubts. */
export interface TrendSpan {
  readonly from: Instant
  /** Exclusive; null: it goes on. */
  readonly to: Instant | null
  readonly label: string
}

/** What a trend draws: lines over common points of time. */
export interface TrendModel {
  /** Start of each period, or instant of each sample. */
  readonly at: readonly Instant[]
  /** End of the last period; null for samples, which have no length. */
  readonly end: Instant | null
  /** A value holds until the next point: totals of periods, and series that the source declares to step. */
  readonly isStepped: boolean
  readonly lines: readonly TrendLine[]
  /** Points where a value was expected and none came. */
  readonly isMissing: readonly boolean[]
  /** Left out: nothing is said of any stretch. */
  readonly spans?: readonly TrendSpan[]
  /** Volumes are drawn from zero, so that half the height is half the volume; gauges are not. */
  readonly isFromZero: boolean
  /** The point that is read while the reader points at none; left out: the last. */
  readonly latest?: number
  readonly timeZone: string
}

const seconds = (instant: Instant): number => Date.parse(instant) / 1_000

/** Times in seconds, then one column a line. The end of the last period is a point without values, which gives that period its width. */
export function toPlotColumns(model: TrendModel): [number[], ...(number | null)[][]] {
  const times = model.at.map(seconds)
  const columns = model.lines.map((line) => [...line.values])
  if (model.end === null) return [times, ...columns]
  return [[...times, seconds(model.end)], ...columns.map((column) => [...column, null])]
}

/** Stretches [start, end) in seconds where values were expected and none came, neighbours joined. */
export function missingSpans(model: TrendModel): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = []
  model.at.forEach((at, index) => {
    if (!model.isMissing[index]) return
    const end = seconds(model.at[index + 1] ?? model.end ?? at)
    const previous = spans.at(-1)
    if (previous?.end === seconds(at)) previous.end = end
    else spans.push({ start: seconds(at), end })
  })
  return spans
}

/** Stretches that something is said of, in seconds; one that goes on has no end. */
export const spanPieces = ({ spans = [] }: TrendModel): { start: number; end: number }[] =>
  spans.map(({ from, to }) => ({ start: seconds(from), end: to === null ? Infinity : seconds(to) }))

/** What is said of the stretches that a point lies in. */
export function labelsAt({ at, spans = [] }: TrendModel, index: number): string[] {
  const instant = at[index]
  if (instant === undefined) return []
  const time = seconds(instant)
  return spans
    .filter(({ from, to }) => seconds(from) <= time && (to === null || time < seconds(to)))
    .map(({ label }) => label)
}

/** A piece of a band between two neighbouring points, times in seconds. */
export interface BandPiece {
  readonly start: number
  readonly end: number
  readonly low: number
  readonly high: number
}

/** The band of a trend, piece by piece: each holds from its point to the next, as a period's total does. */
export function bandPieces(model: TrendModel): BandPiece[] {
  return model.lines.flatMap(({ band }) =>
    model.at.flatMap((at, index) => {
      const [low, high] = [band?.low[index] ?? null, band?.high[index] ?? null]
      const end = model.at[index + 1] ?? model.end
      return low === null || high === null || end === null ? [] : [{ start: seconds(at), end: seconds(end), low, high }]
    }),
  )
}

/** Decimals that tell neighbouring ticks of an axis apart, where `step` lies between them. */
export function tickDigits(step: number): number {
  return step >= 1 ? 0 : Math.min(6, Math.ceil(-Math.log10(step)))
}

const hourS = 3_600
const dayS = 24 * hourS

/** The form of time that ticks of an axis need, by the seconds between two of them. */
export function tickOptions(stepS: number): Intl.DateTimeFormatOptions {
  if (stepS >= 300 * dayS) return { year: 'numeric' }
  if (stepS >= 28 * dayS) return { month: 'short', year: 'numeric' }
  if (stepS >= dayS) return { day: 'numeric', month: 'short' }
  if (stepS >= 60) return { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
  return { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }
}

/** The index after a key press on a trend of `count` points; null: the key means nothing here. */
export function moveIndex(key: string, isFast: boolean, index: number | null, count: number): number | null {
  if (count === 0) return null
  const step = isFast ? 10 : 1
  const last = count - 1
  const targets: Record<string, number> = {
    ArrowLeft: index === null ? last : index - step,
    ArrowRight: index === null ? last : index + step,
    Home: 0,
    End: last,
  }
  const target = targets[key]
  return target === undefined ? null : Math.min(last, Math.max(0, target))
}
