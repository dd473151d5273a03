import { advanceSeries, listSeriesMarks, readLeastMark, type SeriesMark } from '@tieback/store'
import { BackfillHourly } from '../backfill-hourly/backfill-hourly.job.ts'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { hourlyStream, readHourly } from '../ingest/read-series.ts'
import { recordRun, type RunCounts } from '../ingest/run-record.ts'
import { bindJob } from '../queue.ts'
import { IngestHourly } from './ingest-hourly.job.ts'

const hourMs = 3_600_000

/** Hours read at the first run; the rest is filled in behind. */
export const firstReadHours = 24

/** Hours behind the mark that are read again: samples reach a historian late, compression closes an hour with the next sample. */
const overlapHours = 2

/** Longest span of one run: after a long outage the next runs read on. */
const hoursPerRunMax = 48

const floorHour = (instant: Date): Date => new Date(Math.floor(instant.getTime() / hourMs) * hourMs)

/** Series that stand alike, and the hours to be read of them. */
interface HourlySpan {
  readonly series: readonly SeriesMark[]
  readonly start: Date
  readonly end: Date
}

/**
 * What is to be read, those furthest behind first; nothing before there is a new hour. Stragglers and new series go with the others:
 * one that its source refuses for good would else bring a run every minute.
 */
function planHours(marks: readonly SeriesMark[], now: Date): HourlySpan[] {
  if (marks.some(({ completeTo }) => completeTo !== null && completeTo >= now)) return []
  const behind = marks.filter(({ completeTo }) => completeTo === null || completeTo < now)
  const groups = Map.groupBy(behind, ({ completeTo }) => completeTo?.getTime() ?? null)
  return Array.from(groups, ([mark, series]) => {
    const start = mark === null ? now.getTime() - firstReadHours * hourMs : mark - overlapHours * hourMs
    return { series, start: new Date(start), end: new Date(Math.min(now.getTime(), start + hoursPerRunMax * hourMs)) }
  }).toSorted((a, b) => a.start.getTime() - b.start.getTime())
}

/** Reads the whole hours since each series' mark, and the last ones again. Null where there is no new hour. Running it twice changes nothing. */
export async function ingestHourly(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<RunCounts | null> {
  const reader = getSource(context, sourceId).source.series
  if (reader === undefined) return null
  // Without a series nothing is discovered yet: discovery starts this job again as soon as it is done.
  const spans = planHours(await listSeriesMarks(context.pool, sourceId, hourlyStream), floorHour(context.clock.now()))
  if (spans.length === 0) return null
  return await recordRun(context, sourceId, IngestHourly.name, async (run) => {
    for (const { series, start, end } of spans) {
      const ids = new Map(series.map(({ sourceKey, signalId }) => [sourceKey, signalId]))
      const refused = await readHourly({ run, ids, reader, range: { start, end }, signal })
      // A span that the source has nothing of has been read too; waiting for it would stop the series for ever.
      const read = series.filter(({ signalId }) => !refused.has(signalId))
      await run.keep((tx) =>
        advanceSeries(
          tx,
          hourlyStream,
          read.map(({ signalId }) => ({ signalId, completeTo: end, newestAt: null })),
        ),
      )
    }
    const least = await readLeastMark(context.pool, sourceId, hourlyStream)
    if (least !== null) await run.advance(hourlyStream, least)
    return null
  })
}

export const ingestHourlyBinding = (context: JobContext) =>
  bindJob(IngestHourly, async ({ sourceId }, signal) => {
    const counts = await ingestHourly(context, sourceId, signal)
    // The past begins where the front began, so it can't start before; once complete it ends at once.
    if (counts !== null) await context.queue.add(BackfillHourly, sourceId, { sourceId })
    return counts
  })
