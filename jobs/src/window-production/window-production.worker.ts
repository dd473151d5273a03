import type { DayLabel } from '@tieback/contracts'
import { addDays, addMonths, dayBounds, firstOfMonth, productionDayOf } from '@tieback/domain'
import { hasUnapprovedFacts, readWatermark, type StorePool } from '@tieback/store'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { recordRun, type RunCounts } from '../ingest/run-record.ts'
import { findSourceCalendar } from '../ingest/source-calendar.ts'
import { bindJob } from '../queue.ts'
import { pieceStart, readWindow } from './read-window.ts'
import { WindowProduction } from './window-production.job.ts'

/** Name of the watermark: the production day before which the window has been read again. */
const windowStream = 'production-window'

/** Days read again where a source's schedule doesn't say: what sites correct later than that, they announce. */
const windowDaysDefault = 45

/**
 * The first day that is read again: `windowDays` back, but never later than the open month's first day, nor than the first
 * of the month before while any of it is still to be approved.
 */
async function findFirstDay(
  pool: StorePool,
  sourceId: string,
  { today, windowDays }: { today: DayLabel; windowDays: number },
): Promise<DayLabel> {
  const openMonth = firstOfMonth(today)
  const monthBefore = addMonths(openMonth, -1)
  const isOpen = await hasUnapprovedFacts(pool, { sourceId, from: monthBefore, to: openMonth })
  const byMonth = isOpen ? monthBefore : openMonth
  const byDays = addDays(today, -windowDays)
  return pieceStart(byDays < byMonth ? byDays : byMonth)
}

/**
 * Reads the days before the running one again, once each production day. Null where that was done, or isn't due: not discovered
 * yet, or the source is to be left alone for now. Running it twice changes nothing.
 */
export async function windowProduction(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<RunCounts | null> {
  const { source, every } = getSource(context, sourceId)
  const reader = source.production
  const calendar = await findSourceCalendar(context.pool, source.namespace)
  const now = context.clock.now()
  if (reader === undefined || calendar === null || (source.quietUntil?.(now) ?? null) !== null) return null
  const today = productionDayOf(calendar, now)
  const { start } = dayBounds(calendar, today)
  const mark = await readWatermark(context.pool, sourceId, windowStream)
  if (mark !== undefined && mark.completeTo >= start) return null
  const windowDays = every?.windowDays ?? windowDaysDefault
  const from = await findFirstDay(context.pool, sourceId, { today, windowDays })
  return await recordRun(context, sourceId, WindowProduction.name, async (run) => {
    await readWindow({ run, source, reader, days: { from, to: today }, signal })
    await run.advance(windowStream, start)
    return null
  })
}

export const windowProductionBinding = (context: JobContext) =>
  bindJob(WindowProduction, ({ sourceId }, signal) => windowProduction(context, sourceId, signal))
