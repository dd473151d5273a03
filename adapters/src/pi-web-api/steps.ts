import type { Page, RefusedRow, TimeRange } from '../port.ts'
import { shrinkSpan } from './call-limits.ts'
import type { ReadTools } from './read-tools.ts'
import type { Stream, StreamResult } from './stream.ts'
import { askStreams } from './streams.ts'
import type { RecordedStream } from './wire.ts'

/** What of a stream's answer tells whether it failed; the rest is for whoever asked. */
type AnswerHead = Pick<RecordedStream, 'WebId' | 'Name' | 'Path' | 'Errors' | 'WebException'>

interface StepQuestion<Answer extends AnswerHead, Row> {
  readonly ask: (streams: readonly Stream[], window: TimeRange, isShrinkable: boolean) => Promise<readonly Answer[]>
  readonly toRows: (stream: Stream, answer: Answer, window: TimeRange) => readonly Row[]
}

/** What the server works out by step for one group of streams, as many steps at a time as one call may answer. */
export async function* readSteps<Answer extends AnswerHead, Row>(
  streams: readonly Stream[],
  range: TimeRange,
  { stepS, valuesPerStep }: { readonly stepS: number; readonly valuesPerStep: number },
  tools: ReadTools,
  { ask, toRows }: StepQuestion<Answer, Row>,
): AsyncGenerator<Page<Row>> {
  const { limits, directory, signal } = tools
  const stepMs = stepS * 1000
  let spanMs = range.end.getTime() - range.start.getTime()
  for (let start = range.start; start < range.end;) {
    const stepsPerCall = Math.max(1, Math.floor(limits.itemsPerCall / (streams.length * valuesPerStep)))
    const steps = Math.min(stepsPerCall, Math.max(1, Math.floor(spanMs / stepMs)))
    const window = { start, end: new Date(Math.min(start.getTime() + steps * stepMs, range.end.getTime())) }
    // Where one step of all of them is more than one call may answer, there are fewer of them in a call.
    const most = Math.max(1, Math.floor(limits.itemsPerCall / valuesPerStep))
    if (streams.length > most) {
      const rest = { start, end: range.end }
      yield* readSteps(streams.slice(0, most), rest, { stepS, valuesPerStep }, tools, { ask, toRows })
      yield* readSteps(streams.slice(most), rest, { stepS, valuesPerStep }, tools, { ask, toRows })
      return
    }
    const results: readonly StreamResult<Answer>[] | null = await askStreams(
      streams,
      (asked) => ask(asked, window, steps > 1),
      { directory, limits, signal },
    ).catch((error: unknown) => {
      const total = steps * streams.length * valuesPerStep
      const shorterMs = shrinkSpan(error, limits, { spanMs: steps * stepMs, total })
      // One step is the least that can be asked for, however long it takes the server.
      if (steps === 1 && shorterMs < stepMs) throw error
      spanMs = shorterMs
      return null
    })
    if (results === null) continue
    start = window.end
    yield toPage(results, window, toRows)
  }
}

function toPage<Answer, Row>(
  results: readonly StreamResult<Answer>[],
  window: TimeRange,
  toRows: (stream: Stream, answer: Answer, window: TimeRange) => readonly Row[],
): Page<Row> {
  const rows: Row[] = []
  const refused: RefusedRow[] = []
  for (const result of results) {
    if ('refused' in result) refused.push(result.refused)
    else for (const row of toRows(result.stream, result.answer, window)) rows.push(row)
  }
  return { rows, refused, updatedTo: null }
}
