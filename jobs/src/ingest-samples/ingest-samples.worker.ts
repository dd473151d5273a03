import { readWatermark } from '@tieback/store'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { readSamples, readSignalIds } from '../ingest/read-series.ts'
import { recordRun, type RunCounts } from '../ingest/run-record.ts'
import { bindJob } from '../queue.ts'
import { IngestSamples } from './ingest-samples.job.ts'

const samplesStream = 'samples'

/** Span read at the first run: enough for the last values of every series, little enough to be on the screen at once. */
const firstReadMs = 2 * 3_600_000

/** Read again behind the watermark each time: compression holds a sample back until the next one comes. */
const overlapMs = 10 * 60_000

/** Longest span of one run: after an outage the next runs read on, hour by hour. */
const spanMaxMs = 6 * 3_600_000

/** Reads the samples since the watermark. Running it twice changes nothing. */
export async function ingestSamples(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<RunCounts | null> {
  const { source } = getSource(context, sourceId)
  const reader = source.series
  const ids = await readSignalIds(context, sourceId)
  // Not discovered yet: discovery starts this job again as soon as it is done.
  if (reader === undefined || ids.size === 0) return null
  const now = context.clock.now()
  const mark = await readWatermark(context.pool, sourceId, samplesStream)
  const start = new Date(mark === undefined ? now.getTime() - firstReadMs : mark.completeTo.getTime() - overlapMs)
  const end = new Date(Math.min(now.getTime(), start.getTime() + spanMaxMs))
  return await recordRun(context, sourceId, IngestSamples.name, async (run) => {
    const newest = await readSamples({ run, ids, reader, range: { start, end }, signal })
    // A span that the source has nothing of has been read too; waiting for it would stop the stream for ever.
    await run.advance(samplesStream, end)
    return newest
  })
}

export const ingestSamplesBinding = (context: JobContext) =>
  bindJob(IngestSamples, ({ sourceId }, signal) => ingestSamples(context, sourceId, signal))
