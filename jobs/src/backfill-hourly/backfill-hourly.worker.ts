import { addDays } from '@tieback/domain'
import { type BackfillRow, readBackfill, readWatermark } from '@tieback/store'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { findMissingChunk, noteUnread, settleChunk } from '../ingest/missing-days.ts'
import { hourlyStream, readHourly, readSignalIds } from '../ingest/read-series.ts'
import { recordRun } from '../ingest/run-record.ts'
import { firstReadHours } from '../ingest-hourly/ingest-hourly.worker.ts'
import { bindJob } from '../queue.ts'
import { pauseInQuietHours } from '../quiet-hours.ts'
import { BackfillHourly } from './backfill-hourly.job.ts'

const hourMs = 3_600_000

const utcDay = (instant: Date): string => instant.toISOString().slice(0, 10)
const utcMidnight = (day: string): Date => new Date(`${day}T00:00:00.000Z`)

function startBackfill(context: IngestContext, completeTo: Date): BackfillRow {
  // The live front's first run read the last hours; the UTC day they begin in is read whole here.
  const fromDay = addDays(utcDay(new Date(completeTo.getTime() - firstReadHours * hourMs)), 1)
  const untilDay = addDays(fromDay, -context.settings.hourlyHistoryDays)
  return { stream: hourlyStream, fromDay, reachedDay: fromDay, untilDay }
}

/** Reads the next UTC day back. Returns it, or null when the past is complete or the live front hasn't started. */
export async function backfillHourly(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<string | null> {
  const { source } = getSource(context, sourceId)
  const reader = source.series
  const mark = await readWatermark(context.pool, sourceId, hourlyStream)
  if (reader === undefined || mark === undefined) return null
  const state = (await readBackfill(context.pool, sourceId, hourlyStream)) ?? startBackfill(context, mark.completeTo)
  if (state.reachedDay <= state.untilDay) return null
  const from = addDays(state.reachedDay, -1)
  const range = { start: utcMidnight(from), end: utcMidnight(state.reachedDay) }
  await recordRun(context, sourceId, BackfillHourly.name, async (run) => {
    const refused = await readHourly({ run, ids: await readSignalIds(context, sourceId), reader, range, signal })
    await noteUnread(run, hourlyStream, refused, { from, to: state.reachedDay })
    await run.reachBack({ ...state, reachedDay: from })
    return null
  })
  return from > state.untilDay ? from : null
}

/** Reads the hours of the next days that single series miss, since their source refused them or they are new. False where none does. */
export async function readMissingHours(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const reader = getSource(context, sourceId).source.series
  const ids = await readSignalIds(context, sourceId)
  const readable = new Set(ids.values())
  const chunk = await findMissingChunk(context, { sourceId, stream: hourlyStream, readable })
  if (reader === undefined || chunk === null) return false
  const own = new Map([...ids].filter(([, signalId]) => chunk.signalIds.has(signalId)))
  const range = { start: utcMidnight(chunk.from), end: utcMidnight(chunk.to) }
  await recordRun(context, sourceId, BackfillHourly.name, async (run) => {
    await settleChunk(run, hourlyStream, chunk, await readHourly({ run, ids: own, reader, range, signal }))
    return null
  })
  return true
}

export const backfillHourlyBinding = (context: JobContext) =>
  bindJob(BackfillHourly, async ({ sourceId }, signal) => {
    const readOn = async (): Promise<boolean> =>
      (await readMissingHours(context, sourceId, signal)) || (await backfillHourly(context, sourceId, signal)) !== null
    // One job to the end: what it has reached is kept, so whoever takes it up after a crash goes on from there.
    while (await readOn()) {
      context.stopping.throwIfAborted()
      pauseInQuietHours(context, sourceId)
    }
  })
