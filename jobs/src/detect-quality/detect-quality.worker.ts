import { type Doubt, judgeSeries, type Sibling } from '@tieback/domain'
import {
  listSeriesMarks,
  listSignals,
  type QualityMarkInput,
  readQualityMarks,
  readTree,
  replaceQualityMarks,
} from '@tieback/store'
import type { IngestContext, JobContext } from '../context.ts'
import { knownNow } from '../ingest/known-now.ts'
import { samplesStream } from '../ingest/read-span.ts'
import { recordRun, type Run, type RunCounts } from '../ingest/run-record.ts'
import { bindJob } from '../queue.ts'
import { DetectQuality } from './detect-quality.job.ts'
import { groupSeries } from './series-groups.ts'
import { listSpans, readWindows, type SeriesWindow } from './series-window.ts'

/**
 * Judges the newest window of each series of a source, up to where it has been read: a source that is down makes no series stale.
 * Marks only; no sample is touched. Running it twice changes nothing.
 *
 * returns  null where nothing has been read yet
 */
export async function detectQuality(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<RunCounts | null> {
  const { pool, clock } = context
  const asOf = await knownNow(pool)
  const now = clock.now()
  const groups = groupSeries(
    await listSignals(pool, { sourceId, asOf }),
    await listSeriesMarks(pool, sourceId, samplesStream),
    await readTree(pool, { day: now.toISOString().slice(0, 10), asOf }),
  )
  if (groups.length === 0) return null
  return await recordRun(context, sourceId, DetectQuality.name, async (run) => {
    for (const group of groups) {
      const spans = await listSpans(pool, group, { nowMs: now.getTime(), asOf })
      for await (const windows of readWindows(pool, spans, { asOf })) {
        signal.throwIfAborted()
        context.stopping.throwIfAborted()
        await judgePart(run, windows, asOf)
      }
    }
    return null
  })
}

async function judgePart(run: Run, windows: readonly SeriesWindow[], asOf: Date): Promise<void> {
  const { pool } = run.context
  for (const { count } of windows) run.read += count
  const signalIds = windows.map(({ series }) => series.signal.id)
  const from = new Date(Math.min(...windows.map(({ fromMs }) => fromMs)))
  const { marks } = await readQualityMarks(pool, { signalIds, from, openOnly: false, limit: null, cursor: null, asOf })
  const known = Map.groupBy(marks.toReversed(), ({ signalId }) => signalId)
  const found = judgeWindows(windows, known)
  if (marks.length === found.length && found.every(isAmong(marks))) {
    run.unchanged += marks.length
    return
  }
  // A mark of the future there isn't: a range without an end has all that is known since.
  await run.write('samples', (tx) => replaceQualityMarks(tx, signalIds, { from, to: null }, found))
}

/** Whether a mark is one of these, by what identifies it. */
function isAmong(marks: readonly QualityMarkInput[]): (mark: QualityMarkInput) => boolean {
  const textOf = ({ signalId, rule, from, to }: QualityMarkInput): string =>
    `${signalId} ${rule} ${from.getTime()} ${to?.getTime() ?? ''}`
  const texts = new Set(marks.map(textOf))
  return (mark) => texts.has(textOf(mark))
}

const toDoubt = ({ rule, from, to, message }: QualityMarkInput): Doubt => ({
  rule,
  fromMs: from.getTime(),
  toMs: to?.getTime() ?? null,
  message,
})

function judgeWindows(
  windows: readonly SeriesWindow[],
  known: ReadonlyMap<string, readonly QualityMarkInput[]>,
): QualityMarkInput[] {
  const findSiblings = siblingsAmong(windows)
  return windows.flatMap((window) => {
    const signalId = window.series.signal.id
    const doubts = judgeSeries(window.profile, {
      siblings: findSiblings(window),
      known: (known.get(signalId) ?? []).map(toDoubt),
      hourly: window.hourly,
      beforeMs: window.beforeMs,
      settledMs: window.settledMs,
      toMs: window.toMs,
    })
    return doubts.map(({ rule, fromMs, toMs, message }) => ({
      ...{ signalId, rule, message },
      from: new Date(fromMs),
      to: toMs === null ? null : new Date(toMs),
    }))
  })
}

/** Other series of the same node, and of the same quantity at the nodes beside it. */
function siblingsAmong(windows: readonly SeriesWindow[]): (window: SeriesWindow) => Sibling[] {
  const besideOf = ({ series: { parentId, signal } }: SeriesWindow): string =>
    `${parentId ?? signal.nodeId} ${signal.quantity}`
  const byNode = Map.groupBy(windows, ({ series }) => series.signal.nodeId)
  const byPlace = Map.groupBy(windows, besideOf)
  return (window) => {
    const { nodeId } = window.series.signal
    const ofNode = (byNode.get(nodeId) ?? []).filter((other) => other !== window)
    const beside = (byPlace.get(besideOf(window)) ?? []).filter(({ series }) => series.signal.nodeId !== nodeId)
    return [
      ...ofNode.map(({ profile }) => ({ profile, isSameNode: true })),
      ...beside.map(({ profile }) => ({ profile, isSameNode: false })),
    ]
  }
}

export const detectQualityBinding = (context: JobContext) =>
  bindJob(DetectQuality, ({ sourceId }, signal) => detectQuality(context, sourceId, signal))
