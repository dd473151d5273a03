import type { DayRange, SeriesReader, TimeRange } from '@tieback/adapters'
import { addDays, dayBounds, lastWholeDay } from '@tieback/domain'
import { listSeriesMarks } from '@tieback/store'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { type CalendarSeries, groupByCalendar, readDailySeries } from '../ingest/read-daily-series.ts'
import { readHourly, readSignalIds } from '../ingest/read-series.ts'
import { samplesStream } from '../ingest/read-span.ts'
import { rereadSpan } from '../ingest/reread-span.ts'
import { recordRun, type Run, type RunCounts } from '../ingest/run-record.ts'
import { ingestDays } from '../ingest-production/ingest-production.worker.ts'
import { outcomeText } from '../job-outcome.ts'
import { bindJob } from '../queue.ts'
import { BackfillDays } from './backfill-days.job.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

interface Reading {
  readonly run: Run
  readonly reader: SeriesReader
  readonly range: TimeRange
  readonly signal: AbortSignal
}

const floorHour = (instant: number): Date => new Date(Math.floor(instant / hourMs) * hourMs)

/** Makes the samples of a span what the source has now, as far back as samples are kept; also where it has none any more, since somebody asked. */
async function rereadSamples({ run, reader, range, signal }: Reading): Promise<void> {
  const { pool, clock, settings } = run.context
  const now = clock.now().getTime()
  const kept = now - settings.sampleKeepDays * dayMs
  const [start, end] = [Math.max(range.start.getTime(), kept), Math.min(range.end.getTime(), now)]
  if (start >= end) return
  const series = await listSeriesMarks(pool, run.sourceId, samplesStream)
  const span = { start: new Date(start), end: new Date(end) }
  await rereadSpan({ run, reader, series, range: span, believesEmptiness: true, signal })
}

/** Reads the whole hours that a span touches again, a day at a time. */
async function rereadHours({ run, reader, range, signal }: Reading): Promise<void> {
  const { context, sourceId } = run
  const ids = await readSignalIds(context, sourceId)
  const end = Math.min(
    floorHour(range.end.getTime() + hourMs - 1).getTime(),
    floorHour(context.clock.now().getTime()).getTime(),
  )
  for (let start = floorHour(range.start.getTime()).getTime(); start < end; start += dayMs) {
    const day = { start: new Date(start), end: new Date(Math.min(start + dayMs, end)) }
    await readHourly({ run, ids, reader, range: day, signal })
    context.stopping.throwIfAborted()
  }
}

/** The days that are over: the running one has not come to anything yet. */
function wholeDays({ calendar }: CalendarSeries, { from, to }: DayRange, now: Date): DayRange {
  const next = addDays(lastWholeDay(calendar, now), 1)
  return { from, to: to < next ? to : next }
}

/** Reads production days of a historian again: what they came to, their hours, their samples. Doing it again changes nothing. */
export async function rereadDays(
  context: IngestContext,
  sourceId: string,
  days: DayRange,
  signal: AbortSignal,
): Promise<RunCounts | null> {
  const reader = getSource(context, sourceId).source.series
  const groups = reader === undefined ? [] : await groupByCalendar(context, sourceId)
  if (reader === undefined || groups.length === 0) return null
  const bounds = groups.map(({ calendar }) => ({
    start: dayBounds(calendar, days.from).start.getTime(),
    end: dayBounds(calendar, days.to).start.getTime(),
  }))
  const range = {
    start: new Date(Math.min(...bounds.map(({ start }) => start))),
    end: new Date(Math.max(...bounds.map(({ end }) => end))),
  }
  return await recordRun(context, sourceId, BackfillDays.name, async (run) => {
    for (const series of groups) {
      const whole = wholeDays(series, days, context.clock.now())
      if (whole.from < whole.to) await readDailySeries(run, reader, series, whole, signal)
    }
    await rereadHours({ run, reader, range, signal })
    await rereadSamples({ run, reader, range, signal })
    return null
  })
}

const countsText = (what: string, counts: RunCounts | null): string[] =>
  counts === null ? [] : [`${what}: ${outcomeText(counts) ?? ''}`]

export const backfillDaysBinding = (context: JobContext) =>
  bindJob(BackfillDays, async ({ sourceId, from, to }, signal) => {
    const figures = await ingestDays(context, sourceId, { from, to }, signal)
    const series = await rereadDays(context, sourceId, { from, to }, signal)
    return [...countsText('Figures', figures), ...countsText('Series', series)].join('. ')
  })
