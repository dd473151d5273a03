import type { SeriesMark } from '@tieback/store'
import type { SeriesSpan } from '../ingest/read-span.ts'

const minuteMs = 60_000

/** Span read of a series that is new: enough for its last values, little enough to be on the screen at once. */
const firstReadMs = 120 * minuteMs

/** Read again behind the newest sample: some historians take samples of a few seconds in out of order. */
const overlapMs = 30_000

/** A series whose mark is further back is caught up beside this job: here its newest samples are read, and its mark stands. */
const frontMs = 10 * minuteMs

/** How far behind its mark a silent series is read: what reaches the historian later than this is found by reading back. */
export const silentMsMax = 90 * minuteMs

/** Series are read together with others that begin as far back: few calls, and none reads far back for another's sake. */
const spanEdgesMs = [minuteMs, 3 * minuteMs, 10 * minuteMs, 40 * minuteMs, Infinity]

/**
 * Where a series is to be read on from: its newest sample before the mark, since it is as late as its source is, and so is the next one;
 * no further back than `silentMsMax`, where there is none.
 *
 * newestAt  null: it has none, or nobody knows of one
 */
function resumeAt(completeTo: Date, newestAt: Date | null): number {
  const mark = completeTo.getTime()
  const newest = newestAt?.getTime() ?? mark
  return Math.max(Math.min(mark, newest), mark - silentMsMax) - overlapMs
}

function startOf({ completeTo, newestAt }: SeriesMark, now: number): number {
  if (completeTo === null) return now - firstReadMs
  return completeTo.getTime() < now - frontMs ? now - frontMs : resumeAt(completeTo, newestAt)
}

const isMarkMoved = ({ completeTo }: SeriesMark, now: number): boolean =>
  completeTo === null || completeTo.getTime() >= now - frontMs

/** The place of a span among those that are read together, by how far back it begins. */
const edgeOf = (ageMs: number): number => spanEdgesMs.findIndex((edge) => ageMs <= edge)

/**
 * What is to be read of a source's series now: each from its own newest sample to this moment. The live front comes first and
 * whole, however long the backlog of some series is: whoever looks at the screen wants the last ten minutes, and those are read
 * without moving the mark, so that what lies before them is not forgotten.
 */
export function planLiveSpans(marks: readonly SeriesMark[], now: Date): SeriesSpan[] {
  const end = now.getTime()
  const groups = Map.groupBy(
    marks,
    (mark) => `${String(isMarkMoved(mark, end))} ${String(edgeOf(end - startOf(mark, end)))}`,
  )
  return [...groups.values()].map((series) => {
    const start = Math.min(...series.map((mark) => startOf(mark, end)))
    return {
      series,
      range: { start: new Date(start), end: now },
      movesMarks: series.every((mark) => isMarkMoved(mark, end)),
    }
  })
}

/** A series that is behind the live front. */
export type BehindMark = SeriesMark & { readonly completeTo: Date }

/**
 * What is to be read of series that are behind, up to `end`: from `from` on, or before it where a series was silent then. A station that
 * was cut off may send what it measured meanwhile after its live values, which the front has read by then.
 *
 * series  `newestAt` is their newest sample before the mark, whatever has come after it
 */
export function planBehindSpans(
  series: readonly BehindMark[],
  { from, end }: { from: number; end: number },
): SeriesSpan[] {
  const startBehind = ({ completeTo, newestAt }: BehindMark): number =>
    Math.min(from - overlapMs, resumeAt(completeTo, newestAt))
  const groups = Map.groupBy(series, (mark) => edgeOf(from - startBehind(mark)))
  return [...groups.values()].map((group) => ({
    series: group,
    range: { start: new Date(Math.min(...group.map(startBehind))), end: new Date(end) },
    movesMarks: true,
  }))
}

/** Series that are behind the live front, the furthest first. */
export function listBehind(marks: readonly SeriesMark[], now: Date): BehindMark[] {
  return marks
    .flatMap((mark) =>
      mark.completeTo === null || isMarkMoved(mark, now.getTime()) ? [] : [{ ...mark, completeTo: mark.completeTo }],
    )
    .sort((a, b) => a.completeTo.getTime() - b.completeTo.getTime())
}
