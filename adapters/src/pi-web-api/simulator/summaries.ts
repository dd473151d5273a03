import type { Tag } from '@tieback/sim'
import type { Trace } from './archive.ts'
import { PiRefusal } from './pi-refusal.ts'
import { formatInstant, noDataState, toComputedValue, toStateValue, type TimedValue } from './timed-value.ts'

export const summaryTypes = [
  'Total',
  'Average',
  'Minimum',
  'Maximum',
  'Range',
  'StdDev',
  'PopulationStdDev',
  'Count',
  'PercentGood',
] as const
export type SummaryType = (typeof summaryTypes)[number]

export interface SummaryRequest {
  readonly startMs: number
  readonly endMs: number
  /** Null: one interval. */
  readonly stepMs: number | null
  readonly types: readonly SummaryType[]
  readonly basis: 'TimeWeighted' | 'EventWeighted'
  readonly timeType: 'Auto' | 'EarliestTime' | 'MostRecentTime'
  readonly nowMs: number
}

export interface SummaryItem {
  readonly Type: SummaryType
  readonly Value: TimedValue
}

/** Weights are milliseconds of good data, or good events. */
interface Statistics {
  weight: number
  sum: number
  squares: number
  minimum: number
  minimumMs: number
  maximum: number
  maximumMs: number
  /** Good events, whatever the basis. */
  events: number
  badEvents: number
}

function nothing(): Statistics {
  return {
    weight: 0,
    sum: 0,
    squares: 0,
    minimum: Infinity,
    minimumMs: 0,
    maximum: -Infinity,
    maximumMs: 0,
    events: 0,
    badEvents: 0,
  }
}

function see(statistics: Statistics, value: number, ms: number): void {
  if (value < statistics.minimum) Object.assign(statistics, { minimum: value, minimumMs: ms })
  if (value > statistics.maximum) Object.assign(statistics, { maximum: value, maximumMs: ms })
}

/** Integrates from one event to the next within [fromMs, toMs]; a state counts as bad time until the next event. */
function addSpan(
  statistics: Statistics,
  trace: Trace,
  index: number,
  fromMs: number,
  toMs: number,
  isStep: boolean,
): void {
  const held = trace.value[index] ?? Number.NaN
  if (Number.isNaN(held) || toMs <= fromMs) return
  const next = trace.value[index + 1] ?? Number.NaN
  const start = trace.at[index] ?? fromMs
  const length = (trace.at[index + 1] ?? toMs) - start
  const slope = isStep || Number.isNaN(next) || length <= 0 ? 0 : (next - held) / length
  const first = held + slope * (fromMs - start)
  const last = held + slope * (toMs - start)
  const lasted = toMs - fromMs
  statistics.weight += lasted
  statistics.sum += ((first + last) / 2) * lasted
  statistics.squares += ((first * first + first * last + last * last) / 3) * lasted
  see(statistics, first, fromMs)
  see(statistics, last, toMs)
}

function addEvent(statistics: Statistics, value: number, ms: number): void {
  statistics.weight += 1
  statistics.sum += value
  statistics.squares += value * value
  see(statistics, value, ms)
}

/** Statistics of [startMs, endMs). `first` is the index of the last event at or before the start; gives the one for the next interval. */
function sweep(trace: Trace, first: number, startMs: number, endMs: number, request: SummaryRequest, isStep: boolean) {
  const statistics = nothing()
  const knownUntilMs = Math.min(endMs, request.nowMs)
  let index = first
  let reachedMs = startMs
  for (;;) {
    const nextMs = trace.at[index + 1] ?? Infinity
    if (request.basis === 'TimeWeighted')
      addSpan(statistics, trace, index, reachedMs, Math.min(nextMs, knownUntilMs), isStep)
    if (nextMs >= endMs) return { statistics, index }
    index++
    reachedMs = Math.max(reachedMs, nextMs)
    const value = trace.value[index] ?? Number.NaN
    if (Number.isNaN(value)) statistics.badEvents++
    else {
      statistics.events++
      if (request.basis === 'EventWeighted') addEvent(statistics, value, nextMs)
    }
  }
}

function toItem(
  type: SummaryType,
  of: Statistics,
  startMs: number,
  endMs: number,
  tag: Tag,
  request: SummaryRequest,
): SummaryItem {
  const { basis, timeType } = request
  const isTimeWeighted = basis === 'TimeWeighted'
  const earliest = timeType === 'MostRecentTime' ? endMs : startMs
  const extremeMs = type === 'Minimum' ? of.minimumMs : type === 'Maximum' ? of.maximumMs : earliest
  const timestamp = formatInstant(timeType === 'Auto' && of.weight > 0 ? extremeMs : earliest)
  const answer = (value: number, unit = ''): SummaryItem => ({
    Type: type,
    Value: toComputedValue(timestamp, value, unit),
  })
  if (type === 'Count') return answer(isTimeWeighted ? of.weight / 1_000 : of.events)
  if (type === 'PercentGood') {
    const whole = isTimeWeighted ? endMs - startMs : of.events + of.badEvents
    return answer(whole > 0 ? (100 * of.weight) / whole : 0, '%')
  }
  if (of.weight === 0) return { Type: type, Value: toStateValue(timestamp, noDataState) }
  return answer(statisticOf(type, of, endMs - startMs, isTimeWeighted), type === 'Total' ? '' : tag.sort.unit)
}

function statisticOf(
  type: Exclude<SummaryType, 'Count' | 'PercentGood'>,
  of: Statistics,
  lengthMs: number,
  isTimeWeighted: boolean,
): number {
  const average = of.sum / of.weight
  const variance = Math.max(0, of.squares / of.weight - average * average)
  switch (type) {
    case 'Total':
      // A plain point has no rate unit, so per day is assumed; bad time is taken to have run like the good time.
      return isTimeWeighted ? (average * lengthMs) / 86_400_000 : of.sum
    case 'Average':
      return average
    case 'Minimum':
      return of.minimum
    case 'Maximum':
      return of.maximum
    case 'Range':
      return of.maximum - of.minimum
    case 'StdDev':
      return Math.sqrt(of.events > 1 && !isTimeWeighted ? (variance * of.weight) / (of.weight - 1) : variance)
    case 'PopulationStdDev':
      return Math.sqrt(variance)
  }
}

/** Intervals of a request: whole steps from its start, the last as short as it has to be. */
export function countSteps({ startMs, endMs, stepMs }: SummaryRequest): number {
  return stepMs === null ? 1 : Math.ceil((endMs - startMs) / stepMs)
}

/**
 * Statistics of one tag, interval by interval.
 *
 * throws  PiRefusal 400 where a digital point is to be averaged
 */
export function summarise(tag: Tag, trace: Trace, request: SummaryRequest): SummaryItem[] {
  const isNumeric = tag.sort.pointType !== 'Digital'
  if (!isNumeric && request.types.some((type) => type !== 'Count')) {
    throw new PiRefusal(400, 'Only the summary type Count is supported for non-numeric streams.')
  }
  const items: SummaryItem[] = []
  const stepMs = request.stepMs ?? request.endMs - request.startMs
  let index = -1
  while ((trace.at[index + 1] ?? Infinity) < request.startMs) index++
  for (let step = 0; step < countSteps(request); step++) {
    const startMs = request.startMs + step * stepMs
    const endMs = Math.min(startMs + stepMs, request.endMs)
    const swept = sweep(trace, index, startMs, endMs, request, tag.sort.isStep)
    for (const type of request.types) items.push(toItem(type, swept.statistics, startMs, endMs, tag, request))
    index = swept.index
  }
  return items
}
