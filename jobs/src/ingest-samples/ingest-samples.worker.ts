import { listSeriesMarks, readLeastMark } from '@tieback/store'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { readSpan, samplesStream } from '../ingest/read-span.ts'
import { recordRun, type RunCounts } from '../ingest/run-record.ts'
import { bindJob } from '../queue.ts'
import { IngestSamples } from './ingest-samples.job.ts'
import { planLiveSpans } from './live-spans.ts'

/**
 * Reads what is new of every series, each from where it stands. Running it twice changes nothing. Of series that are far behind only
 * the newest samples are read here; `catch-up-samples` fills the gap beside it.
 */
export async function ingestSamples(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<RunCounts | null> {
  const { source } = getSource(context, sourceId)
  const reader = source.series
  const marks = await listSeriesMarks(context.pool, sourceId, samplesStream)
  // Not discovered yet: discovery starts this job again as soon as it is done.
  if (reader === undefined || marks.length === 0) return null
  const now = context.clock.now()
  return await recordRun(context, sourceId, IngestSamples.name, async (run) => {
    let newest: Date | null = null
    for (const span of planLiveSpans(marks, now)) {
      const result = await readSpan({ run, reader, span, isLive: true, signal })
      if (result.newest !== null && (newest === null || result.newest > newest)) newest = result.newest
    }
    const least = await readLeastMark(context.pool, sourceId, samplesStream)
    if (least !== null) await run.advance(samplesStream, least)
    return newest
  })
}

export const ingestSamplesBinding = (context: JobContext) =>
  bindJob(IngestSamples, ({ sourceId }, signal) => ingestSamples(context, sourceId, signal))
