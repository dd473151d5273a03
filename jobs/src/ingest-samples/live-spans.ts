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

/** Where a series is to be read from: from its newest sample, since it is as late as its source is, and so is the next one. */
function startOf({ completeTo, newestAt }: SeriesMark, now: number): number {
  if (completeTo === null) return now - firstReadMs
  const mark = completeTo.getTime()
  if (mark < now - frontMs) return now - frontMs
  const newest = newestAt?.getTime() ?? mark
  return Math.max(Math.min(mark, newest), mark - silentMsMax) - overlapMs
}

const isMarkMoved = ({ completeTo }: SeriesMark, now: number): boolean =>
  completeTo === null || completeTo.getTime() >= now - frontMs

/**
 * What is to be read of a source's series now: each from its own newest sample to this moment. The live front comes first and
 * whole, however long the backlog of some series is: whoever looks at the screen wants the last ten minutes, and those are read
 * without moving the mark, so that what lies before them is not forgotten.
 */
export function planLiveSpans(marks: readonly SeriesMark[], now: Date): SeriesSpan[] {
  const end = now.getTime()
  const groups = Map.groupBy(marks, (mark) => {
    const age = end - startOf(mark, end)
    return `${String(isMarkMoved(mark, end))} ${String(spanEdgesMs.findIndex((edge) => age <= edge))}`
  })
  return [...groups.values()].map((series) => {
    const start = Math.min(...series.map((mark) => startOf(mark, end)))
    return {
      series,
      range: { start: new Date(start), end: now },
      movesMarks: series.every((mark) => isMarkMoved(mark, end)),
    }
  })
}

/** Series that are behind the live front, the furthest first. */
export function listBehind(marks: readonly SeriesMark[], now: Date): (SeriesMark & { readonly completeTo: Date })[] {
  return marks
    .flatMap((mark) =>
      mark.completeTo === null || isMarkMoved(mark, now.getTime()) ? [] : [{ ...mark, completeTo: mark.completeTo }],
    )
    .sort((a, b) => a.completeTo.getTime() - b.completeTo.getTime())
}
