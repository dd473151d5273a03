import type { DayRange, SeriesReader } from '@tieback/adapters'
import { addDays, dayBounds, lastWholeDay, productionDayOf } from '@tieback/domain'
import { type BackfillRow, readBackfill, readWatermark } from '@tieback/store'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { findMissingChunk, noteUnread, settleChunk } from '../ingest/missing-days.ts'
import {
  type CalendarSeries,
  dailyFirstReadDays,
  dailyStream,
  dailyStreamOf,
  groupByCalendar,
  readDailySeries,
} from '../ingest/read-daily-series.ts'
import { recordRun, type Run, type RunCounts } from '../ingest/run-record.ts'
import { bindJob } from '../queue.ts'
import { leaveAlone } from '../quiet-hours.ts'
import { IngestDailySeries } from './ingest-daily-series.job.ts'

const minuteMs = 60_000

/** A day is read once it has been over for so long: samples of its last minutes are still on their way. */
const settleMs = 10 * minuteMs

/** Days before a new one that are read again with it: for what came late or was corrected. */
const overlapDays = 2

/** Days of one run into the past: at most what one range may hold, little enough to be done in some seconds. */
const chunkDays = 10

/** Reads production days that have ended since the last run, and the last ones before them again. Null where none has. */
export async function ingestDailySeries(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<RunCounts | null> {
  const reader = getSource(context, sourceId).source.series
  if (reader === undefined) return null
  const now = new Date(context.clock.now().getTime() - settleMs)
  const due: { series: CalendarSeries; from: string; to: string }[] = []
  for (const series of await groupByCalendar(context, sourceId)) {
    const to = addDays(lastWholeDay(series.calendar, now), 1)
    const mark = await readWatermark(context.pool, sourceId, dailyStreamOf(series.calendar))
    const reached =
      mark === undefined ? addDays(to, -dailyFirstReadDays) : productionDayOf(series.calendar, mark.completeTo)
    if (mark === undefined) due.push({ series, from: reached, to })
    else if (reached < to) due.push({ series, from: addDays(reached, -overlapDays), to })
  }
  if (due.length === 0) return null
  return await recordRun(context, sourceId, IngestDailySeries.name, async (run) => {
    for (const { series, from, to } of due) {
      // A range is at most a month: after a long outage the next run reads on.
      const end = to > addDays(from, chunkDays) ? addDays(from, chunkDays) : to
      await readAndNote(run, reader, series, { from, to: end }, signal)
      await run.advance(dailyStreamOf(series.calendar), dayBounds(series.calendar, end).start)
    }
    return null
  })
}

/** Reads days of a calendar's series, and notes those of series that weren't read. */
async function readAndNote(
  run: Run,
  reader: SeriesReader,
  series: CalendarSeries,
  days: DayRange,
  signal: AbortSignal,
): Promise<void> {
  const refused = await readDailySeries(run, reader, series, days, signal)
  await noteUnread(run, dailyStream, [...refused, ...series.held], days)
}

/** Reads the next days back. False when the past is complete, or its front hasn't been read. */
export async function backfillDailySeries(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const reader = getSource(context, sourceId).source.series
  if (reader === undefined) return false
  for (const series of await groupByCalendar(context, sourceId)) {
    const stream = dailyStreamOf(series.calendar)
    const mark = await readWatermark(context.pool, sourceId, stream)
    if (mark === undefined) continue
    const known = await readBackfill(context.pool, sourceId, stream)
    const state = known ?? startBackfill(context, series, mark.completeTo)
    if (state.reachedDay <= state.untilDay) continue
    const wanted = addDays(state.reachedDay, -chunkDays)
    const from = wanted < state.untilDay ? state.untilDay : wanted
    await recordRun(context, sourceId, IngestDailySeries.name, async (run) => {
      await readAndNote(run, reader, series, { from, to: state.reachedDay }, signal)
      await run.reachBack({ ...state, reachedDay: from })
      return null
    })
    return true
  }
  return false
}

function startBackfill({ settings }: IngestContext, series: CalendarSeries, completeTo: Date): BackfillRow {
  const fromDay = addDays(productionDayOf(series.calendar, completeTo), -dailyFirstReadDays)
  return {
    stream: dailyStreamOf(series.calendar),
    fromDay,
    reachedDay: fromDay,
    untilDay: addDays(fromDay, -settings.hourlyHistoryDays),
  }
}

/** Reads the next days that single series miss, since their source refused them or they are new. False where none does. */
export async function readMissingDailySeries(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const reader = getSource(context, sourceId).source.series
  const groups = reader === undefined ? [] : await groupByCalendar(context, sourceId)
  const readable = new Set(groups.flatMap(({ ids }) => [...ids.values()]))
  const chunk = await findMissingChunk(context, { sourceId, stream: dailyStream, readable })
  if (reader === undefined || chunk === null) return false
  await recordRun(context, sourceId, IngestDailySeries.name, async (run) => {
    const refused = new Set<string>()
    for (const { calendar, ids } of groups) {
      const own = new Map([...ids].filter(([, signalId]) => chunk.signalIds.has(signalId)))
      if (own.size === 0) continue
      for (const id of await readDailySeries(run, reader, { calendar, ids: own }, chunk, signal)) refused.add(id)
    }
    await settleChunk(run, dailyStream, chunk, refused)
    return null
  })
  return true
}

export const ingestDailySeriesBinding = (context: JobContext) =>
  bindJob(IngestDailySeries, async ({ sourceId }, signal) => {
    const counts = await ingestDailySeries(context, sourceId, signal)
    const readOn = async (): Promise<boolean> =>
      (await readMissingDailySeries(context, sourceId, signal)) ||
      (await backfillDailySeries(context, sourceId, signal))
    while (leaveAlone(context, sourceId) === null && (await readOn())) context.stopping.throwIfAborted()
    return counts
  })
