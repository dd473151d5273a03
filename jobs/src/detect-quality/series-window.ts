import type { Quality } from '@tieback/contracts'
import { profileSeries, type SeriesProfile } from '@tieback/domain'
import {
  type HourlyRow,
  readHourly,
  readLatestSamples,
  readSamples,
  readUsualWaits,
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

const periodMsDefault = 300_000

/** Samples whose windows are in memory together: some ten megabytes. */
const samplesPerPartMax = 500_000

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

/**
 * The windows to judge series by, each up to where its series has been read; of one that is so far back that nothing of now is known
 * there is none. A window is as long as its series waits between two samples by what is declared, else by what its newest samples
 * say: a fast series that nobody declared would else have a day of samples.
 */
export async function listSpans(
  pool: StorePool,
  group: readonly JudgedSeries[],
  { nowMs, asOf }: { nowMs: number; asOf: Date },
): Promise<Span[]> {
  const undeclared = group.filter(({ facts }) => facts.expectedPeriodS === null)
  const waits = await readUsualWaits(pool, {
    signalIds: undeclared.map(({ signal }) => signal.id),
    since: new Date(nowMs - windowMsMax),
    at: new Date(nowMs),
    asOf,
  })
  return group.flatMap((series) => spanOf(series, nowMs, waits.get(series.signal.id) ?? null) ?? [])
}

function spanOf(series: JudgedSeries, nowMs: number, usualWaitMs: number | null): Span | null {
  const { expectedPeriodS } = series.facts
  const periodMs = expectedPeriodS === null ? (usualWaitMs ?? periodMsDefault) : expectedPeriodS * 1_000
  const lengthMs = Math.min(windowMsMax, Math.max(windowMsMin, windowPeriods * periodMs))
  const toMs = Math.min(nowMs, series.completeTo.getTime())
  const fromMs = nowMs - lengthMs
  return toMs - fromMs < (1 - leadShare) * lengthMs ? null : { series, fromMs, toMs }
}

/** One window as its samples came. */
interface Profiled {
  readonly span: Span
  readonly profile: SeriesProfile
  readonly count: number
}

/**
 * The windows of a group's series, with averages by hour where no sample is kept any more. They come in parts: as many series as have
 * `samplesMax` samples together, whatever was declared of them, but at least those of one node, which are judged beside each other.
 */
export async function* readWindows(
  pool: StorePool,
  spans: readonly Span[],
  { asOf, samplesMax = samplesPerPartMax }: { asOf: Date; samplesMax?: number },
): AsyncGenerator<SeriesWindow[]> {
  let part: Profiled[] = []
  let count = 0
  for (const ofNode of Map.groupBy(spans, ({ series }) => series.signal.nodeId).values()) {
    const read: Profiled[] = []
    for (const span of ofNode) read.push(await readProfile(pool, span, asOf))
    const more = read.reduce((total, profiled) => total + profiled.count, 0)
    if (part.length > 0 && count + more > samplesMax) {
      yield await toWindows(pool, part, asOf)
      part = []
      count = 0
    }
    part.push(...read)
    count += more
  }
  if (part.length > 0) yield await toWindows(pool, part, asOf)
}

async function readProfile(pool: StorePool, span: Span, asOf: Date): Promise<Profiled> {
  const range = { from: new Date(span.fromMs), to: new Date(span.toMs) }
  const samples = await readSamples(pool, { signalId: span.series.signal.id, ...range, asOf })
  return { span, profile: profileSeries(samples, span.series.facts), count: samples.at.length }
}

async function toWindows(pool: StorePool, part: readonly Profiled[], asOf: Date): Promise<SeriesWindow[]> {
  const spans = part.map(({ span }) => span)
  const before = await readBefore(pool, spans, asOf)
  const empty = part.filter(({ count }) => count === 0).map(({ span }) => span)
  const hours = await readHours(pool, empty, asOf)
  return part.map(({ span, profile, count }): SeriesWindow => {
    const { series, fromMs, toMs } = span
    const ownHours = hours.get(series.signal.id)
    return {
      ...span,
      settledMs: fromMs + leadShare * (toMs - fromMs),
      profile,
      hourly: ownHours === undefined ? null : profileHours(ownHours, series),
      beforeMs: before.get(series.signal.id) ?? olderThan(series.newestAt, fromMs),
      count,
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
