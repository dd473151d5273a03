import type { Sample, TimeRange } from '../port.ts'
import type { SamplePage } from './refuse-ahead.ts'
import { toSample } from './sample.ts'
import { refuseStream, type Stream } from './stream.ts'
import { instantAfter, ticksBetween, ticksSince } from './timestamp.ts'
import type { RecordedStream, TimedValue } from './wire.ts'

/** How far one stream has been read. PI gives no cursor: the last timestamp is asked for again and what was seen of it dropped. */
export interface Progress {
  readonly stream: Stream
  /** The last timestamp as the server wrote it, or the start of the range. */
  cursor: string
  /** The same in ticks since the start of the range. */
  ticks: number
  /** How often each value was seen at the cursor: several events may share a timestamp, and a value. */
  seen: ReadonlyMap<string, number>
  /** Set when a whole page held one timestamp: it is then asked alone, for as many values as one call may have. */
  isAlone: boolean
}

/** What one call asked for. */
export interface Asked {
  readonly range: TimeRange
  /** The end of this call's span, which is the range's or lies before it. */
  readonly until: Date
  readonly startTicks: number
  readonly maxCount: number
}

export function startProgress(stream: Stream, range: TimeRange): Progress {
  return { stream, cursor: range.start.toISOString(), ticks: 0, seen: new Map(), isAlone: false }
}

/** Takes one answer about one stream in; true once the stream is read to its end or can't go on. */
export function takeAnswer(progress: Progress, answer: RecordedStream, asked: Asked, page: SamplePage): boolean {
  const { range, until, maxCount } = asked
  const baseMs = range.start.getTime()
  const { items, ticks } = inOrder(answer.Items ?? [], baseMs)
  const taken = takeItems(progress, { items, ticks }, asked, page)
  if (taken === null) return true
  // Exactly as many as asked for may be all there is, or a silent cut: ask again.
  if (items.length < maxCount) {
    if (until >= range.end) return true
    moveCursor(progress, items, ticks, { ticks: ticksBetween(baseMs, until.getTime()), text: until.toISOString() })
    progress.isAlone = false
    return false
  }
  // The page began at the cursor of a stream that lags behind, and came no further than this one already was.
  if (taken === 0 && asked.startTicks !== progress.ticks) return false
  if (taken === 0 && progress.isAlone) return breakOff(progress, `more than ${maxCount} samples on one timestamp`, page)
  progress.isAlone = taken === 0
  const last = ticks[ticks.length - 1] ?? progress.ticks
  moveCursor(progress, items, ticks, { ticks: last, text: items.at(-1)?.Timestamp ?? progress.cursor })
  return false
}

interface Items {
  readonly items: readonly TimedValue[]
  /** Ticks of each item since the start of the range; NaN where its timestamp is none. */
  readonly ticks: Float64Array
}

/** Items oldest first, as they nearly always come; those of one instant keep their order. */
function inOrder(items: readonly TimedValue[], baseMs: number): Items {
  // By index: an archive's every event comes through here.
  const ticks = new Float64Array(items.length)
  let isOrdered = true
  for (let index = 0; index < items.length; index++) {
    // Safe: the index is within the list.
    const at = ticksSince(baseMs, (items[index] as TimedValue).Timestamp)
    ticks[index] = at
    if (index > 0 && at < (ticks[index - 1] as number)) isOrdered = false
  }
  if (isOrdered) return { items, ticks }
  const order = items.map((_item, index) => index).sort((a, b) => (ticks[a] ?? 0) - (ticks[b] ?? 0) || a - b)
  return {
    items: order.flatMap((index) => items[index] ?? []),
    ticks: Float64Array.from(order, (index) => ticks[index] ?? 0),
  }
}

/** How many items were new; null where the stream broke off among them. */
function takeItems(progress: Progress, { items, ticks }: Items, asked: Asked, page: SamplePage): number | null {
  const baseMs = asked.range.start.getTime()
  const endTicks = ticksBetween(baseMs, asked.range.end.getTime())
  const seen = new Map(progress.seen)
  let taken = 0
  for (let index = 0; index < items.length; index++) {
    // Safe: the index is within both lists.
    const item = items[index] as TimedValue
    const at = ticks[index] as number
    const fault = faultOf(item, at)
    if (fault !== null) {
      breakOff(progress, fault, page)
      return null
    }
    if (at < progress.ticks || (at === progress.ticks && dropSeen(seen, item))) continue
    taken += 1
    // PI includes both ends; a range here is half-open.
    if (at < 0 || at >= endTicks) continue
    const sample: Sample = toSample(progress.stream, instantAfter(baseMs, at), item)
    page.rows.push(sample)
    if (sample.at.getTime() > page.lastMs) page.lastMs = sample.at.getTime()
  }
  return taken
}

function faultOf(item: TimedValue, ticks: number): string | null {
  if (item.Errors && item.Errors.length > 0)
    return item.Errors.flatMap(({ Message }) => Message).join(' ') || 'an error'
  return Number.isNaN(ticks) ? `${JSON.stringify(item.Timestamp)} is not a timestamp` : null
}

function breakOff(progress: Progress, message: string, page: SamplePage): true {
  const text = `its samples break off after ${progress.cursor}: ${message.slice(0, 300)}`
  page.refused.push(refuseStream(progress.stream, text, 'wrong-shape'))
  return true
}

function dropSeen(seen: Map<string, number>, item: TimedValue): boolean {
  const identity = JSON.stringify(item.Value)
  const count = seen.get(identity) ?? 0
  if (count > 0) seen.set(identity, count - 1)
  return count > 0
}

/** The cursor goes by the raw items: one that skipped bad states would stand still on a page of them. */
function moveCursor(
  progress: Progress,
  items: readonly TimedValue[],
  ticks: Float64Array,
  to: { readonly ticks: number; readonly text: string },
): void {
  progress.cursor = to.text
  progress.ticks = to.ticks
  const seen = new Map<string, number>()
  for (let index = items.length - 1; index >= 0 && ticks[index] === to.ticks; index--) {
    const identity = JSON.stringify(items[index]?.Value)
    seen.set(identity, (seen.get(identity) ?? 0) + 1)
  }
  progress.seen = seen
}
