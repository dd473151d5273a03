import type { SeriesReader, TimeRange } from '@tieback/adapters'
import { listSampleGaps, type SeriesMark } from '@tieback/store'
import { readHourly } from '../ingest/read-series.ts'
import { rereadSpan } from '../ingest/reread-span.ts'
import type { Run } from '../ingest/run.ts'
import { silentMsMax } from '../ingest-samples/live-spans.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

interface Rereading {
  readonly run: Run
  readonly reader: SeriesReader
  /** None that is still being caught up: it has been silent for us alone. */
  readonly series: readonly SeriesMark[]
  /** What is read again anyway. */
  readonly range: TimeRange
  readonly signal: AbortSignal
}

/** A series that was silent when the range began, and its last sample before. */
interface Silence {
  readonly mark: SeriesMark
  readonly sinceMs: number
}

/** Silences shorter than this are ordinary, and what the live front leaves unread is never that close to where we look. */
const silentMsMin = 10 * minuteMs

/**
 * Reads silences again that have ended. A station that was cut off keeps what it measures, and sends hours of it once the line is
 * back, while its historian has answered all along: to us those hours were read, and empty. What the live front then finds begins
 * no more than `silentMsMax` back, and what lies before that would be missed for good.
 *
 * Comes before the range itself is read, which ends silences too: one that was left half done is found again.
 *
 * sinceLastMs  how long ago this was last done
 * cost         a look-up for each series; a few calls for those that have little to say
 */
export async function rereadSilences(rereading: Rereading, sinceLastMs: number): Promise<void> {
  const silences = await listSilences(rereading, sinceLastMs)
  // Together with those about as long: none reads far back for another's sake.
  const groups = Map.groupBy(silences, ({ sinceMs }) =>
    Math.ceil(Math.log2((rereading.range.end.getTime() - sinceMs) / hourMs)),
  )
  for (const group of groups.values()) await rereadSilence(rereading, group)
}

async function listSilences(
  { run, series, range: { start, end } }: Rereading,
  sinceLastMs: number,
): Promise<readonly Silence[]> {
  const { pool, settings, clock } = run.context
  // Where the live front has been since this was last done: whatever it left out lies across here.
  const at = new Date(Math.min(start.getTime(), end.getTime() - silentMsMax - sinceLastMs - silentMsMin))
  const marks = new Map(series.map((mark) => [mark.signalId, mark]))
  const since = new Date(clock.now().getTime() - settings.sampleKeepDays * dayMs)
  const rows = await listSampleGaps(pool, { signalIds: [...marks.keys()], at, since, leastMs: silentMsMin })
  return rows.flatMap(({ signalId, from }) => {
    const mark = marks.get(signalId)
    return mark === undefined ? [] : [{ mark, sinceMs: from.getTime() }]
  })
}

async function rereadSilence({ run, reader, range, signal }: Rereading, silences: readonly Silence[]): Promise<void> {
  const series = silences.map(({ mark }) => mark)
  const startMs = Math.min(...silences.map(({ sinceMs }) => sinceMs))
  const before = run.written
  const silence = { start: new Date(startMs), end: range.start }
  await rereadSpan({ run, reader, series, range: silence, believesEmptiness: false, signal })
  if (run.written === before) return
  const ids = new Map(series.map(({ sourceKey, signalId }) => [sourceKey, signalId]))
  // Up to now: whoever reads the newest hours reads none that ended two hours before.
  const endMs = Math.floor(range.end.getTime() / hourMs) * hourMs
  for (let fromMs = Math.floor(startMs / hourMs) * hourMs; fromMs < endMs; fromMs += dayMs) {
    const day = { start: new Date(fromMs), end: new Date(Math.min(fromMs + dayMs, endMs)) }
    await readHourly({ run, ids, reader, range: day, signal })
    run.context.stopping.throwIfAborted()
  }
}
