import { eventMs } from '@tieback/sim'
import { type Events, indexAt, type Point, traceOf, valueAt } from './archive.ts'
import { parseDuration, parsePiTime } from './pi-time.ts'
import { PiRefusal } from './pi-refusal.ts'
import { countSteps, summarise, summaryTypes, type SummaryRequest, type SummaryType } from './summaries.ts'
import {
  formatInstant,
  noDataState,
  toComputedValue,
  toStateValue,
  toTimedValue,
  valueOf,
  type TimedValue,
} from './timed-value.ts'

/** What a verb reads besides the point it is asked of. */
export interface StreamContext {
  readonly events: Events
  readonly nowMs: number
  readonly query: URLSearchParams
  /** Values in one call, over all its streams; also the largest maxCount. */
  readonly itemsMax: number
}

/** The product's own limit of values in one call. */
export const itemsPerCallMax = 150_000

/** Body of one stream for one verb: `Items`, or the timed value itself. */
export type StreamVerb = (point: Point, context: StreamContext) => Readonly<Record<string, unknown>>

export function tooMany(itemsMax: number): PiRefusal {
  return new PiRefusal(400, `Parameter 'maxCount' is greater than the maximum allowed (${itemsMax}).`)
}

export function rangeOf({ query, nowMs }: StreamContext): { startMs: number; endMs: number } {
  return {
    startMs: parsePiTime(query.get('startTime') ?? '*-1d', nowMs),
    endMs: parsePiTime(query.get('endTime') ?? '*', nowMs),
  }
}

export function countOf({ query, itemsMax }: StreamContext, name: string, byDefault: number): number {
  const text = query.get(name)
  if (text === null) return byDefault
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new PiRefusal(400, `Parameter '${name}' is not valid.`)
  if (count > itemsMax) throw tooMany(itemsMax)
  return count
}

function durationOf(query: URLSearchParams, name: string, byDefault: number | null): number | null {
  const text = query.get(name)
  if (text === null) return byDefault
  const ms = parseDuration(text)
  if (ms === null || ms <= 0) throw new PiRefusal(400, `Parameter '${name}' is not valid.`)
  return ms
}

/** The value at an instant, made up from its neighbours. */
function interpolate(point: Point, context: StreamContext, ms: number): TimedValue {
  const { events, nowMs } = context
  const { tag } = point
  const timestamp = formatInstant(ms)
  // Of a time to come this kind of point has nothing.
  if (ms > nowMs) return toStateValue(timestamp, noDataState)
  const trace = traceOf(events, tag, ms, ms, nowMs)
  const value = valueAt(trace, ms, tag.sort.isStep)
  if (!Number.isNaN(value)) return toComputedValue(timestamp, valueOf(tag, value), '')
  return toStateValue(timestamp, trace.events[indexAt(trace, ms)]?.state ?? noDataState)
}

function lastValue(point: Point, { events, nowMs }: StreamContext, untilMs = nowMs): TimedValue {
  const last = events.lastAt(point.tag, untilMs)
  return last === null ? toStateValue(formatInstant(nowMs), noDataState) : toTimedValue(point.tag, last)
}

const withUnit = (point: Point, value: TimedValue): TimedValue => ({ ...value, UnitsAbbreviation: point.tag.sort.unit })

const value: StreamVerb = (point, context) => {
  const time = context.query.get('time')
  const found =
    time === null ? lastValue(point, context) : interpolate(point, context, parsePiTime(time, context.nowMs))
  return { ...withUnit(point, found) }
}

/** How far ahead of now the end of an archive may lie. */
const aheadMsMax = 366 * 86_400_000

const end: StreamVerb = (point, context) => {
  const untilMs = context.events.holdsFuture === true ? context.nowMs + aheadMsMax : context.nowMs
  return { ...withUnit(point, lastValue(point, context, untilMs)) }
}

const recorded: StreamVerb = (point, context) => {
  const { events, nowMs } = context
  const maxCount = countOf(context, 'maxCount', 1_000)
  const { startMs, endMs } = rangeOf(context)
  const [from, to] = startMs <= endMs ? [startMs, endMs] : [endMs, startMs]
  const untilMs = events.holdsFuture === true ? to : Math.min(to, nowMs)
  const inside = events.recorded(point.tag, from, untilMs).map((event) => toTimedValue(point.tag, event))
  const [before, after] = boundsOf(point, context, from, to)
  const ascending = [...before, ...inside, ...after]
  const items = startMs <= endMs ? ascending : ascending.reverse()
  // Silently: no error, no mark that there is more.
  return { Items: items.slice(0, maxCount), UnitsAbbreviation: point.tag.sort.unit }
}

/** What stands at the two ends of a range by its boundaryType: nothing, the neighbours outside, or values made up for the ends. */
function boundsOf(point: Point, context: StreamContext, from: number, to: number): [TimedValue[], TimedValue[]] {
  const { events, nowMs, query } = context
  switch (query.get('boundaryType') ?? 'Inside') {
    case 'Inside':
      return [[], []]
    case 'Interpolated':
      return [[interpolate(point, context, from)], [interpolate(point, context, to)]]
    case 'Outside': {
      const trace = traceOf(events, point.tag, from, to, nowMs)
      const outside = (isOutside: (ms: number) => boolean): TimedValue[] =>
        trace.events.filter((event) => isOutside(eventMs(event))).map((event) => toTimedValue(point.tag, event))
      return [outside((ms) => ms < from), outside((ms) => ms > to)]
    }
    default:
      throw new PiRefusal(400, "Parameter 'boundaryType' is not valid.")
  }
}

const interpolated: StreamVerb = (point, context) => {
  const { startMs, endMs } = rangeOf(context)
  const stepMs = durationOf(context.query, 'interval', 3_600_000) ?? 3_600_000
  const count = Math.floor((endMs - startMs) / stepMs) + 1
  if (count > context.itemsMax) throw tooMany(context.itemsMax)
  const items = Array.from({ length: Math.max(0, count) }, (_, step) =>
    interpolate(point, context, startMs + step * stepMs),
  )
  return { Items: items, UnitsAbbreviation: point.tag.sort.unit }
}

function summaryRequestOf(context: StreamContext): SummaryRequest {
  const { query, nowMs } = context
  const { startMs, endMs } = rangeOf(context)
  if (endMs <= startMs) throw new PiRefusal(400, 'The end of the range has to be after its start.')
  const asked = query.getAll('summaryType').flatMap((text) => text.split(','))
  const types = asked.includes('All')
    ? summaryTypes
    : asked.length === 0
      ? (['Total'] as const)
      : asked.map(toSummaryType)
  return {
    startMs,
    endMs,
    nowMs,
    types,
    stepMs: durationOf(query, 'summaryDuration', null),
    basis: (query.get('calculationBasis') ?? 'TimeWeighted').startsWith('Event') ? 'EventWeighted' : 'TimeWeighted',
    timeType: toTimeType(query.get('timeType') ?? 'Auto'),
  }
}

function toSummaryType(text: string): SummaryType {
  const type = summaryTypes.find((known) => known === text)
  if (type === undefined) throw new PiRefusal(400, `Parameter 'summaryType' does not know '${text}'.`)
  return type
}

function toTimeType(text: string): SummaryRequest['timeType'] {
  if (text === 'Auto' || text === 'EarliestTime' || text === 'MostRecentTime') return text
  throw new PiRefusal(400, "Parameter 'timeType' is not valid.")
}

const summary: StreamVerb = (point, context) => {
  const request = summaryRequestOf(context)
  if (countSteps(request) * request.types.length > context.itemsMax) throw tooMany(context.itemsMax)
  const trace = traceOf(context.events, point.tag, request.startMs, request.endMs, context.nowMs)
  return { Items: summarise(point.tag, trace, request) }
}

const plot: StreamVerb = (point, context) => {
  const { startMs, endMs } = rangeOf(context)
  const intervals = countOf(context, 'intervals', 24)
  const events = context.events.recorded(point.tag, startMs, Math.min(endMs, context.nowMs))
  const buckets = Map.groupBy(events, (event) =>
    Math.floor(((eventMs(event) - startMs) * intervals) / Math.max(1, endMs - startMs)),
  )
  const kept = [...buckets.values()].flatMap((bucket) => {
    const good = bucket
      .filter((event) => event.value !== null)
      .toSorted((left, right) => (left.value ?? 0) - (right.value ?? 0))
    const state = bucket.find((event) => event.value === null)
    const telling = new Set([bucket[0], good[0], good.at(-1), state, bucket.at(-1)])
    return bucket.filter((event) => telling.has(event))
  })
  return { Items: kept.map((event) => toTimedValue(point.tag, event)), UnitsAbbreviation: point.tag.sort.unit }
}

export const streamVerbs: Readonly<Record<string, StreamVerb>> = { value, end, recorded, interpolated, summary, plot }

/** Verbs whose body is one timed value rather than a list. */
export const singleVerbs: ReadonlySet<string> = new Set(['value', 'end'])
