import type { DayRange } from '@tieback/adapters'
import { addDays, dayBounds, productionDayOf } from '@tieback/domain'
import { readWatermark } from '@tieback/store'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { readProduction } from '../ingest/read-production.ts'
import { recordRun, type RunCounts } from '../ingest/run-record.ts'
import { findSourceCalendar } from '../ingest/source-calendar.ts'
import { bindJob } from '../queue.ts'
import { readWindow } from '../window-production/read-window.ts'
import { IngestProduction } from './ingest-production.job.ts'

/** Name of the watermark: the newest update stamp of a source of record that has been read. */
export const productionStream = 'production'

/**
 * How far behind the watermark each incremental read starts. Commits become visible late and database clocks drift by minutes;
 * 70 rather than 10 because many sites stamp in local time without a zone, and the autumn hour comes twice.
 */
const overlapMs = 70 * 60_000

/** Name of the watermark: the production day whose days ahead have been read by day. */
const aheadStream = 'production-ahead'

/**
 * Days ahead that are read by day, once each production day. A plan is stamped when it is issued, weeks before its days come,
 * so what changed since the last run doesn't bring it.
 */
const aheadDays = 45

/** Days read at the first run, the running one among them; the rest is filled in behind, newest first. */
export const firstReadDays = 4

/** Reads what changed since the watermark; at the first run the newest days. Running it twice changes nothing. */
export async function ingestProduction(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<RunCounts | null> {
  const { source } = getSource(context, sourceId)
  const reader = source.production
  const calendar = await findSourceCalendar(context.pool, source.namespace)
  // Not discovered yet: discovery starts this job again as soon as it is done.
  if (reader === undefined || calendar === null) return null
  return await recordRun(context, sourceId, IngestProduction.name, async (run) => {
    const now = context.clock.now()
    const today = productionDayOf(calendar, now)
    const mark = await readWatermark(context.pool, sourceId, productionStream)
    const reading = { run, source, reader, signal }
    const updatedTo =
      mark === undefined
        ? await readWindow({ ...reading, days: { from: addDays(today, 1 - firstReadDays), to: addDays(today, 1) } })
        : await readProduction({
            ...reading,
            request: { updatedSince: new Date(mark.completeTo.getTime() - overlapMs) },
          })
    const { start } = dayBounds(calendar, today)
    const ahead = await readWatermark(context.pool, sourceId, aheadStream)
    if (ahead === undefined || ahead.completeTo < start) {
      await readWindow({ ...reading, days: { from: today, to: addDays(today, aheadDays) } })
      await run.advance(aheadStream, start)
    }
    // A first read without any stamp must not be repeated for ever: what comes later is stamped later.
    const completeTo = updatedTo ?? mark?.completeTo ?? now
    await run.advance(productionStream, completeTo)
    // Nothing newer was there: what is known reaches to this moment, whenever the last figure was touched.
    return now
  })
}

/**
 * Reads production days of a source of record again, such as after its mapping was mended: what differs becomes a new version,
 * what is gone is withdrawn. Doing it again changes nothing.
 *
 * withdrawAll  also where more than half would go at once, which is otherwise taken for a broken mapping and refused
 */
export async function ingestDays(
  context: IngestContext,
  sourceId: string,
  days: DayRange,
  signal: AbortSignal,
  { withdrawAll = false }: { readonly withdrawAll?: boolean } = {},
): Promise<RunCounts | null> {
  const { source } = getSource(context, sourceId)
  const reader = source.production
  if (reader === undefined) return null
  return await recordRun(context, sourceId, 'ingest-days', async (run) => {
    await readWindow({ run, source, reader, days, signal, withdrawAll })
    return null
  })
}

export const ingestProductionBinding = (context: JobContext) =>
  bindJob(IngestProduction, ({ sourceId }, signal) => ingestProduction(context, sourceId, signal))
