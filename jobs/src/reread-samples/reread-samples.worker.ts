import { listSeriesMarks, readWatermark } from '@tieback/store'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { samplesStream } from '../ingest/read-span.ts'
import { rereadSpan } from '../ingest/reread-span.ts'
import { recordRun, type RunCounts } from '../ingest/run-record.ts'
import { listBehind } from '../ingest-samples/live-spans.ts'
import { bindJob } from '../queue.ts'
import { RereadSamples } from './reread-samples.job.ts'
import { rereadSilences } from './reread-silences.ts'

const lookBackSDefault = 7_200

/** What is newer than this is the live front's: it reads it again in a moment itself. */
const frontMs = 60_000

/** Name of the mark of what has been read again. */
const lookBackStream = 'samples-look-back'

/** Longest span made up for that nobody looked back in, such as quiet hours; after more, days are read again when somebody asks. */
const missedMsMax = 86_400_000

/**
 * Reads the last hours again, since nobody has looked back and before, with longer silences that ended in them, and makes the samples
 * there what the source has now. Running it twice changes nothing.
 */
export async function rereadSamples(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<RunCounts | null> {
  const { source, every } = getSource(context, sourceId)
  const reader = source.series
  // A series without a mark hasn't been read at all.
  const marks = (await listSeriesMarks(context.pool, sourceId, samplesStream)).filter(
    ({ completeTo }) => completeTo !== null,
  )
  if (reader === undefined || marks.length === 0) return null
  const now = context.clock.now()
  const end = now.getTime() - frontMs
  const last = (await readWatermark(context.pool, sourceId, lookBackStream))?.completeTo.getTime() ?? end
  const sinceLastMs = Math.min(missedMsMax, end - last)
  const start = new Date(end - sinceLastMs - (every?.lookBackS ?? lookBackSDefault) * 1_000)
  const range = { start, end: new Date(end) }
  const behind = listBehind(marks, now)
  const behindIds = new Set(behind.map(({ signalId }) => signalId))
  const series = marks.filter(({ signalId }) => !behindIds.has(signalId))
  return await recordRun(context, sourceId, RereadSamples.name, async (run) => {
    const rereading = { run, reader, series, range, believesEmptiness: false, signal }
    await rereadSilences(rereading, sinceLastMs)
    await rereadSpan(rereading)
    // What these have missed is caught up beside this; before that they are looked back in too.
    const reached = behind.filter(({ completeTo }) => completeTo > start)
    const reachedTo = new Date(Math.max(...reached.map(({ completeTo }) => completeTo.getTime())))
    if (reached.length > 0) await rereadSpan({ ...rereading, series: reached, range: { start, end: reachedTo } })
    await run.advance(lookBackStream, range.end)
    return null
  })
}

export const rereadSamplesBinding = (context: JobContext) =>
  bindJob(RereadSamples, ({ sourceId }, signal) => rereadSamples(context, sourceId, signal))
