import { readWatermark } from '@tieback/store'
import { BackfillHourly } from '../backfill-hourly/backfill-hourly.job.ts'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { readHourly, readSignalIds } from '../ingest/read-series.ts'
import { recordRun, type RunCounts } from '../ingest/run-record.ts'
import { bindJob } from '../queue.ts'
import { IngestHourly } from './ingest-hourly.job.ts'

export const hourlyStream = 'hourly'

const hourMs = 3_600_000

/** Hours read at the first run; the rest is filled in behind. */
export const firstReadHours = 24

/** Hours behind the watermark that are read again: samples reach a historian late, compression closes an hour with the next sample. */
const overlapHours = 2

/** Longest span of one run: after a long outage the next runs read on. */
const hoursPerRunMax = 48

const floorHour = (instant: Date): Date => new Date(Math.floor(instant.getTime() / hourMs) * hourMs)

/** Reads the whole hours since the watermark, and the last ones again. Running it twice changes nothing. */
export async function ingestHourly(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<RunCounts | null> {
  const { source } = getSource(context, sourceId)
  const reader = source.series
  const ids = await readSignalIds(context, sourceId)
  // Not discovered yet: discovery starts this job again as soon as it is done.
  if (reader === undefined || ids.size === 0) return null
  const now = floorHour(context.clock.now())
  const mark = await readWatermark(context.pool, sourceId, hourlyStream)
  // A new hour is needed before there is anything to do; the overlap is read again with it.
  if (mark !== undefined && mark.completeTo >= now) return null
  const start =
    mark === undefined ? now.getTime() - firstReadHours * hourMs : mark.completeTo.getTime() - overlapHours * hourMs
  const end = new Date(Math.min(now.getTime(), start + hoursPerRunMax * hourMs))
  return await recordRun(context, sourceId, IngestHourly.name, async (run) => {
    await readHourly({ run, ids, reader, range: { start: new Date(start), end }, signal })
    // A span that the source has nothing of has been read too; waiting for it would stop the stream for ever.
    await run.advance(hourlyStream, end)
    return null
  })
}

export const ingestHourlyBinding = (context: JobContext) =>
  bindJob(IngestHourly, async ({ sourceId }, signal) => {
    const counts = await ingestHourly(context, sourceId, signal)
    // The past begins where the front began, so it can't start before; once complete it ends at once.
    if (counts !== null) await context.queue.add(BackfillHourly, sourceId, { sourceId })
  })
