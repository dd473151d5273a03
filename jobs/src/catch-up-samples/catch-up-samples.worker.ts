import { listSeriesMarks, readLatestSamples, readLeastMark } from '@tieback/store'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { knownNow } from '../ingest/known-now.ts'
import { readSpan, samplesStream } from '../ingest/read-span.ts'
import { recordRun } from '../ingest/run-record.ts'
import { type BehindMark, listBehind, planBehindSpans, silentMsMax } from '../ingest-samples/live-spans.ts'
import { bindJob } from '../queue.ts'
import { leaveAlone } from '../quiet-hours.ts'
import { CatchUpSamples } from './catch-up-samples.job.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** Rows aimed at in one chunk: some seconds of work, after which the marks stand and others get their turn. */
const rowsPerChunk = 500_000

const chunkMsFirst = 10 * minuteMs
const chunkMsMax = 7 * dayMs

/** How long a series that its source refuses is left alone before it is tried again. */
const restMs = 10 * minuteMs

/** How far catching up has come over several chunks, and what it leaves alone. */
export interface CatchUp {
  chunkMs: number
  /** Until when a series rests, by its id, ms. */
  readonly restingUntil: Map<string, number>
}

export const startCatchUp = (): CatchUp => ({ chunkMs: chunkMsFirst, restingUntil: new Map() })

/**
 * Reads the next chunk of what is missing; false when nothing is. Oldest first, unlike a backfill: a mark can only move over what
 * has been read, and the live front doesn't wait, since `ingest-samples` reads it beside this.
 */
export async function catchUpSamples(
  context: IngestContext,
  sourceId: string,
  state: CatchUp,
  signal: AbortSignal,
): Promise<boolean> {
  const reader = getSource(context, sourceId).source.series
  if (reader === undefined) return false
  const now = context.clock.now()
  const behind = listBehind(await listSeriesMarks(context.pool, sourceId, samplesStream), now).filter(
    ({ signalId }) => (state.restingUntil.get(signalId) ?? 0) <= now.getTime(),
  )
  const [furthest] = behind
  if (furthest === undefined) return false
  // What is older than samples are kept would be dropped again at once.
  const kept = now.getTime() - context.settings.sampleKeepDays * dayMs
  const from = Math.max(furthest.completeTo.getTime(), kept)
  const end = Math.min(from + state.chunkMs, now.getTime())
  const reached = await withNewestBefore(
    context,
    behind.filter(({ completeTo }) => completeTo.getTime() < end),
  )
  await recordRun(context, sourceId, CatchUpSamples.name, async (run) => {
    for (const span of planBehindSpans(reached, { from, end })) {
      const { refused } = await readSpan({ run, reader, span, isLive: false, signal })
      for (const id of refused) state.restingUntil.set(id, now.getTime() + restMs)
    }
    const least = await readLeastMark(context.pool, sourceId, samplesStream)
    if (least !== null) await run.advance(samplesStream, least)
    state.chunkMs = nextChunkMs(state.chunkMs, run.read)
    return null
  })
  return true
}

/** The series with their newest sample before their mark: the live front has noted newer ones since. */
async function withNewestBefore(
  { pool }: IngestContext,
  behind: readonly BehindMark[],
): Promise<readonly BehindMark[]> {
  const asOf = await knownNow(pool)
  const newest = new Map<string, Date>()
  for (const [markMs, together] of Map.groupBy(behind, ({ completeTo }) => completeTo.getTime())) {
    const rows = await readLatestSamples(pool, {
      signalIds: together.map(({ signalId }) => signalId),
      since: new Date(markMs - silentMsMax),
      at: new Date(markMs - 1),
      asOf,
    })
    for (const { signalId, at } of rows) newest.set(signalId, at)
  }
  // Silent for as long as one looks back, or never heard of: both are read from there.
  return behind.map((mark) => ({ ...mark, newestAt: newest.get(mark.signalId) ?? new Date(0) }))
}

/** Longer while chunks are light, four times at most from one to the next; shorter once one was too heavy. */
const nextChunkMs = (chunkMs: number, rows: number): number =>
  Math.min(chunkMsMax, Math.max(minuteMs, (chunkMs * rowsPerChunk) / Math.max(rows, rowsPerChunk / 4)))

export const catchUpSamplesBinding = (context: JobContext) => {
  const stateOf = new Map<string, CatchUp>()
  return bindJob(CatchUpSamples, async ({ sourceId }, signal) => {
    const state = stateOf.get(sourceId) ?? startCatchUp()
    stateOf.set(sourceId, state)
    let chunks = 0
    while (await catchUpSamples(context, sourceId, state, signal)) {
      chunks += 1
      context.stopping.throwIfAborted()
      if (leaveAlone(context, sourceId) !== null) break
    }
    return chunks === 0 ? 'nothing was missing' : `${String(chunks)} chunks read`
  })
}
