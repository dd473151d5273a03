import type { Quality } from '@tieback/contracts'
import { profileSeries, type SeriesProfile } from '@tieback/domain'
import {
  type HourlyRow,
  readHourly,
  readLatestSamples,
  readSamples,
  type SampleColumns,
  type StorePool,
} from '@tieback/store'
import type { JudgedSeries } from './series-groups.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Longest window: a day has all that a series does by habit. */
const windowMsMax = 24 * hourMs

/** Shortest: faster scans bring enough samples, and thousands of such series must be read every few minutes. */
const windowMsMin = hourMs

/** Expected periods of a window between the two. */
const windowPeriods = 288

const periodSDefault = 300

/** Share of a window at its beginning in which nothing known is taken back: what is there has too little before it. */
const leadShare = 0.25

/** What of one series is judged. */
export interface SeriesWindow {
  readonly series: JudgedSeries
  readonly fromMs: number
  readonly settledMs: number
  readonly toMs: number
  readonly profile: SeriesProfile
  readonly hourly: SeriesProfile | null
  readonly beforeMs: number | null
  /** Samples read. */
  readonly count: number
}

interface Span {
  readonly series: JudgedSeries
  readonly fromMs: number
  readonly toMs: number
}

/** The window of a series up to where it has been read; null where that is so far back that nothing of now is known. */
export function spanOf(series: JudgedSeries, nowMs: number): Span | null {
  const periodMs = (series.facts.expectedPeriodS ?? periodSDefault) * 1_000
  const lengthMs = Math.min(windowMsMax, Math.max(windowMsMin, windowPeriods * periodMs))
  const toMs = Math.min(nowMs, series.completeTo.getTime())
  const fromMs = nowMs - lengthMs
  return toMs - fromMs < (1 - leadShare) * lengthMs ? null : { series, fromMs, toMs }
}

/** The windows of a group's series: their samples, and averages by hour where none is kept any more. */
export async function readWindows(pool: StorePool, spans: readonly Span[], asOf: Date): Promise<SeriesWindow[]> {
  const before = await readBefore(pool, spans, asOf)
  const columns = new Map<Span, SampleColumns>()
  for (const span of spans) {
    const range = { from: new Date(span.fromMs), to: new Date(span.toMs) }
    columns.set(span, await readSamples(pool, { signalId: span.series.signal.id, ...range, asOf }))
  }
  const empty = spans.filter((span) => columns.get(span)?.at.length === 0)
  const hours = await readHours(pool, empty, asOf)
  return spans.map((span): SeriesWindow => {
    const { series, fromMs, toMs } = span
    const samples = columns.get(span) ?? { at: [], value: [], quality: [] }
    const ownHours = hours.get(series.signal.id)
    return {
      ...span,
      settledMs: fromMs + leadShare * (toMs - fromMs),
      profile: profileSeries(samples, series.facts),
      hourly: ownHours === undefined ? null : profileHours(ownHours, series),
      beforeMs: before.get(series.signal.id) ?? olderThan(series.newestAt, fromMs),
      count: samples.at.length,
    }
  })
}

const olderThan = (at: Date | null, ms: number): number | null =>
  at !== null && at.getTime() < ms ? at.getTime() : null

/** The newest sample before each window, as far back as a window is long. */
async function readBefore(pool: StorePool, spans: readonly Span[], asOf: Date): Promise<Map<string, number>> {
  const before = new Map<string, number>()
  for (const [fromMs, together] of Map.groupBy(spans, (span) => span.fromMs)) {
    const rows = await readLatestSamples(pool, {
      signalIds: together.map(({ series }) => series.signal.id),
      since: new Date(fromMs - windowMsMax),
      at: new Date(fromMs - 1),
      asOf,
    })
    for (const { signalId, at } of rows) before.set(signalId, at.getTime())
  }
  return before
}

async function readHours(pool: StorePool, spans: readonly Span[], asOf: Date): Promise<Map<string, HourlyRow[]>> {
  if (spans.length === 0) return new Map()
  const rows = await readHourly(pool, {
    signalIds: spans.map(({ series }) => series.signal.id),
    from: new Date(Math.min(...spans.map(({ fromMs }) => fromMs))),
    to: new Date(Math.max(...spans.map(({ toMs }) => toMs))),
    asOf,
  })
  return Map.groupBy(rows, ({ signalId }) => signalId)
}

function profileHours(hours: readonly HourlyRow[], { facts }: JudgedSeries): SeriesProfile {
  const columns = {
    at: hours.map(({ hour }) => hour.getTime()),
    value: hours.map(({ average }) => average),
    quality: hours.map(({ average }): Quality => (average === null ? 'missing' : 'good')),
  }
  return profileSeries(columns, { ...facts, expectedPeriodS: hourMs / 1_000 })
}
