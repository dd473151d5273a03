import { addDays, type Calendar, productionDayOf } from '@tieback/domain'
import { type BackfillRow, readBackfill } from '@tieback/store'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { recordRun } from '../ingest/run-record.ts'
import { findSourceCalendar } from '../ingest/source-calendar.ts'
import { firstReadDays, productionStream } from '../ingest-production/ingest-production.worker.ts'
import { bindJob } from '../queue.ts'
import { readWindow } from '../window-production/read-window.ts'
import { BackfillProduction } from './backfill-production.job.ts'

/** Production days of one chunk: about 20,000 rows of a field of 150 wells, so that live runs get their turn in between. */
const chunkDays = 10

function startBackfill(context: IngestContext, calendar: Calendar): BackfillRow {
  const today = productionDayOf(calendar, context.clock.now())
  const fromDay = addDays(today, 1 - firstReadDays)
  const untilDay = addDays(today, -context.settings.dailyHistoryDays)
  return { stream: productionStream, fromDay, reachedDay: fromDay, untilDay }
}

/** Reads the next chunk back. Returns the first day that has been reached, or null when the past is complete. */
export async function backfillProduction(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<string | null> {
  const { source } = getSource(context, sourceId)
  const reader = source.production
  const calendar = await findSourceCalendar(context.pool, source.namespace)
  if (reader === undefined || calendar === null) return null
  const state = (await readBackfill(context.pool, sourceId, productionStream)) ?? startBackfill(context, calendar)
  if (state.reachedDay <= state.untilDay) return null
  const wanted = addDays(state.reachedDay, -chunkDays)
  const from = wanted < state.untilDay ? state.untilDay : wanted
  await recordRun(context, sourceId, BackfillProduction.name, async (run) => {
    await readWindow({ run, source, reader, days: { from, to: state.reachedDay }, signal })
    await run.reachBack({ ...state, reachedDay: from })
    return null
  })
  return from > state.untilDay ? from : null
}

export const backfillProductionBinding = (context: JobContext) =>
  bindJob(BackfillProduction, async ({ sourceId }, signal) => {
    // One job to the end: what it has reached is kept, so whoever takes it up after a crash goes on from there.
    while ((await backfillProduction(context, sourceId, signal)) !== null) context.stopping.throwIfAborted()
  })
