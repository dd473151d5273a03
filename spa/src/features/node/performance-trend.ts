import {
  DayLabel,
  type Granularity,
  type Kpi,
  type Measure,
  type NodeDetail,
  type Performance,
  type PerformanceSeries,
  type Period,
  type Quantity,
  type VolumeQuantity,
} from '@tieback/contracts'
import { firstOfMonth } from '@tieback/domain'
import { factsOf } from '../../ui/quantities.ts'
import { formatClock, formatDay, formatInstant, formatMonth } from '../../ui/time-format.ts'
import type { TrendLine, TrendModel } from '../../ui/trend-model.ts'
import { measureTitle, qualityTitle, wordFor } from '../../ui/wording.ts'

/** The lines of one quantity: what was, was meant to be, and could have been. */
export interface QuantityTrend {
  readonly quantity: Quantity
  readonly unitLabel: string
  /** Of each point of the model, which is one period. */
  readonly periods: readonly Period[]
  readonly model: TrendModel
  /** The series that the first line draws. */
  readonly actual: PerformanceSeries
}

const hasValues = (series: PerformanceSeries): boolean => series.values.some((value) => value !== null)

/** Allocated is the number of record; where an answer has none (as in hours), what meters said. */
function actualOf(series: readonly PerformanceSeries[]): PerformanceSeries | undefined {
  const of = (measure: Measure) => series.find((candidate) => candidate.measure === measure)
  const [allocated, measured] = [of('allocated'), of('measured')]
  return allocated && (hasValues(allocated) || !measured || !hasValues(measured)) ? allocated : (measured ?? allocated)
}

/** Whether the range holds no value at all. */
export const isEmpty = ({ series }: Pick<Performance, 'series'>): boolean => !series.some(hasValues)

/** Whether anything was planned or could have been: without both there is no gap to rank. */
export const isPlanned = ({ kpis }: Pick<Performance, 'kpis'>): boolean =>
  kpis.some(({ plan, potential }) => plan.value !== null || potential.value !== null)

/** The step in which an empty range may still hold values; null where it lies beside everything that is known. */
export function coarserStep(
  { granularity, from, to }: Pick<Performance, 'granularity' | 'from' | 'to'>,
  { firstDay, lastDay, finest }: NonNullable<NodeDetail['dataRange']>,
): 'day' | 'month' | null {
  const isCoarser = finest === 'month' ? granularity !== 'month' : granularity === 'hour'
  // A month is known by its first day, and a range that starts inside it still touches it.
  const start = finest === 'month' ? firstOfMonth(from) : from
  return isCoarser && lastDay >= start && firstDay < to ? finest : null
}

// On an axis from zero a loss of a few percent is a hair; the chart says which axis it has.
const highAboveZero = 0.6

function isHighAboveZero(values: readonly (number | null)[]): boolean {
  const known = values.filter((value) => value !== null)
  return known.length > 0 && Math.min(...known) > highAboveZero * Math.max(...known)
}

/** Quantities that have a line, in the order of the answer. */
export function trendQuantities({ series }: Pick<Performance, 'series'>): Quantity[] {
  return [...new Set(series.map((line) => line.quantity))]
}

/** The quantity that a page is about: the one its address asks for where the answer has it, else the main one. */
export function shownQuantity(
  performance: Pick<Performance, 'kpis' | 'series'>,
  asked: Quantity | null,
): Quantity | null {
  const known = new Set([...performance.kpis.map((kpi) => kpi.quantity), ...trendQuantities(performance)])
  if (asked !== null && known.has(asked)) return asked
  return performance.kpis[0]?.quantity ?? trendQuantities(performance)[0] ?? null
}

/** The quantity whose gaps a page ranks. Losses are of what is produced, or injected where nothing is: a pressure on the trend leaves the list as it is. */
export function gapQuantity(kpis: readonly Kpi[], shown: Quantity | null): VolumeQuantity | null {
  const flowing = (flow: 'production' | 'injection') =>
    kpis.map((kpi) => kpi.quantity).filter((quantity) => factsOf(quantity).flow === flow)
  const planned = [...flowing('production'), ...flowing('injection')]
  return planned.find((quantity) => quantity === shown) ?? planned[0] ?? null
}

/** Actual, plan and potential of a quantity as a trend; null where the answer has no line of it. */
export function toTrend(performance: Performance, quantity: Quantity, timeZone: string): QuantityTrend | null {
  const series = performance.series.filter((line) => line.quantity === quantity)
  const actual = actualOf(series)
  if (!actual) return null
  const references = (['plan', 'potential'] as const).flatMap((role): TrendLine[] => {
    const line = series.find((candidate) => candidate.measure === role)
    return line && hasValues(line) ? [{ role, label: wordFor(measureTitle, role), values: line.values }] : []
  })
  const isVolume = factsOf(quantity).flow !== 'gauge'
  return {
    quantity,
    unitLabel: actual.unit.label,
    periods: performance.periods,
    actual,
    model: {
      at: performance.periods.map((period) => period.start),
      end: performance.periods.at(-1)?.end ?? null,
      // A day's total holds for its day; an hour's average is a point of a curve.
      isStepped: performance.granularity !== 'hour',
      lines: [{ role: 'actual', label: wordFor(measureTitle, actual.measure), values: actual.values }, ...references],
      isMissing: actual.values.map((value, index) => value === null && (actual.coverage[index] ?? null) !== null),
      isFromZero: isVolume && !isHighAboveZero([...actual.values, ...references.flatMap((line) => line.values)]),
      timeZone,
    },
  }
}

/** The newest whole day of a range, beside the range's total. */
export interface LatestDay {
  readonly period: Period
  readonly value: number | null
  /** Against the day's plan; null without both. */
  readonly deltaShare: number | null
}

/** What a quantity was on the last day of the range; null where the answer isn't by day, or is of a single one. */
export function latestDay(performance: Performance, quantity: Quantity): LatestDay | null {
  const period = performance.periods.at(-1)
  const series = performance.series.filter((line) => line.quantity === quantity)
  const actual = actualOf(series)
  if (performance.granularity !== 'day' || performance.periods.length < 2 || !period || !actual) return null
  const value = actual.values.at(-1) ?? null
  const plan = series.find((line) => line.measure === 'plan')?.values.at(-1) ?? null
  return { period, value, deltaShare: value === null || plan === null || plan === 0 ? null : (value - plan) / plan }
}

/** A period in words, on the clock of the site. */
export function namePeriod(period: Period, granularity: Granularity, timeZone: string): string {
  if (granularity === 'hour') return `${formatInstant(period.start, timeZone)}–${formatClock(period.end, timeZone)}`
  if (granularity === 'month') return formatMonth(period.label.slice(0, 7) + '-01')
  const day = DayLabel.safeParse(period.label)
  const name = day.success ? formatDay(day.data) : period.label
  return period.hours === 24 ? name : `${name} (${String(period.hours)} h)`
}

/** What has to be said about a point of a trend: a fact's standing, or that it is none. */
export const remarkOn = ({ actual }: QuantityTrend, index: number): string =>
  index < actual.values.length ? describeValue(actual, index) : 'forecast'

/** What has to be said about a fact: how final it is, and its quality where that isn't the ordinary one. */
export function describeValue(series: PerformanceSeries, index: number): string {
  const [status, quality] = [series.status[index] ?? null, series.quality[index] ?? 'missing']
  const words = [
    status === 'provisional' ? 'provisional' : null,
    quality === 'good' ? null : wordFor(qualityTitle, quality),
  ]
  return words.filter((word) => word !== null).join(', ')
}
