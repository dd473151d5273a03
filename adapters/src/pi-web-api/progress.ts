import type { RefusedRow, Sample, TimeRange } from '../port.ts'
import type { SamplePage } from './refuse-ahead.ts'
import { toSample } from './sample.ts'
import { refuseStream, type Stream } from './stream.ts'
import { instantAfter, ticksBetween, ticksSince, timestampAfter } from './timestamp.ts'
import type { RecordedStream, TimedValue } from './wire.ts'

/** How often a stream may break off at one place after the other before it is refused: its archive fails, not a sample. */
const breaksMax = 6

/** Samples of one stream that are passed in one reading since the archive can't give them; each takes two calls to find. */
const passedMax = 50

/** How far one stream has been read. PI gives no cursor: the last timestamp is asked for again and what was seen of it dropped. */
export interface Progress {
  readonly stream: Stream
  /** The last timestamp as the server wrote it, or the start of the range. */
  cursor: string
  /** The same in ticks since the start of the range. */
  ticks: number
  /** How often each value was seen at the cursor: several events may share a timestamp, and a value. */
  seen: ReadonlyMap<string, number>
  /** Set when a whole page held one timestamp, or the stream broke off: it is then asked alone, for as many values as one call may have. */
  isAlone: boolean
  /** How often it has broken off since a sample was passed. */
  breaks: number
  /** Samples passed that the archive can't give. */
  passed: number
  /** Those among them that no sample has been read behind yet: perhaps not they are broken, but the archive. */
  unproven: number
  /** Where it broke off last, in ticks; NaN where it never did. */
  brokenAt: number
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
  return {
    stream,
    cursor: range.start.toISOString(),
    ticks: 0,
    seen: new Map(),
    isAlone: false,
    breaks: 0,
    passed: 0,
    unproven: 0,
    brokenAt: NaN,
  }
}

/** Takes one answer about one stream in; true once the stream is read to its end or can't go on. */
export function takeAnswer(progress: Progress, answer: RecordedStream, asked: Asked, page: SamplePage): boolean {
  const isDone = takePart(progress, answer, asked, page)
  return isDone && progress.unproven > 0 ? breakOff(progress, 'nothing can be read behind it', page) : isDone
}

function takePart(progress: Progress, answer: RecordedStream, asked: Asked, page: SamplePage): boolean {
  const { range, until, maxCount } = asked
  const baseMs = range.start.getTime()
  const { items, ticks } = inOrder(answer.Items ?? [], baseMs)
  const { taken, fault } = takeItems(progress, { items, ticks }, asked, page)
  if (fault !== null) return goOn(progress, fault, { items, ticks }, asked, page)
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

/** An item at which a stream broke off. */
interface Fault {
  readonly index: number
  /** NaN where its timestamp is none. */
  readonly ticks: number
  readonly message: string
}

/** How many items were new, and where the stream broke off among them. */
function takeItems(
  progress: Progress,
  { items, ticks }: Items,
  asked: Asked,
  page: SamplePage,
): { taken: number; fault: Fault | null } {
  const baseMs = asked.range.start.getTime()
  const endTicks = ticksBetween(baseMs, asked.range.end.getTime())
  const seen = new Map(progress.seen)
  let taken = 0
  for (let index = 0; index < items.length; index++) {
    // Safe: the index is within both lists.
    const item = items[index] as TimedValue
    const at = ticks[index] as number
    const message = faultOf(item, at)
    if (message !== null) return { taken, fault: { index, ticks: at, message } }
    if (at < progress.ticks || (at === progress.ticks && dropSeen(seen, item))) continue
    taken += 1
    progress.unproven = 0
    // PI includes both ends; a range here is half-open.
    if (at < 0 || at >= endTicks) continue
    const sample: Sample = toSample(progress.stream, instantAfter(baseMs, at), item)
    page.rows.push(sample)
    if (sample.at.getTime() > page.lastMs) page.lastMs = sample.at.getTime()
  }
  return { taken, fault: null }
}

function faultOf(item: TimedValue, ticks: number): string | null {
  if (item.Errors && item.Errors.length > 0)
    return item.Errors.flatMap(({ Message }) => Message).join(' ') || 'an error'
  return Number.isNaN(ticks) ? `${JSON.stringify(item.Timestamp)} is not a timestamp` : null
}

/**
 * What becomes of a stream that broke off; true where it is read to its end or can't go on. It is asked again from its last sample, alone.
 * Where it breaks off at the same one once more, that sample is what is wrong: it is refused, and the stream goes on behind it. A fault
 * without a timestamp, too many of them, or one that nothing can be read behind, is about the stream: it is refused, so that nothing of
 * it counts as read.
 */
function goOn(progress: Progress, fault: Fault, { items, ticks }: Items, { range }: Asked, page: SamplePage): boolean {
  const baseMs = range.start.getTime()
  progress.breaks += 1
  const isTooMuch = progress.breaks > breaksMax || progress.passed >= passedMax
  if (Number.isNaN(fault.ticks) || isTooMuch) return breakOff(progress, fault.message, page)
  if (fault.ticks >= ticksBetween(baseMs, range.end.getTime())) return true
  progress.isAlone = true
  // Passed before: another stream lags behind, and the call began there.
  if (fault.ticks < progress.ticks) return false
  if (fault.ticks === progress.brokenAt) {
    page.refused.push(refuseItem(progress, fault, baseMs))
    progress.passed += 1
    progress.unproven += 1
    progress.breaks = 0
    const next = fault.ticks + 1
    moveCursor(progress, [], ticks, { ticks: next, text: timestampAfter(baseMs, next) })
    return false
  }
  progress.brokenAt = fault.ticks
  const before = items.slice(0, fault.index)
  const last = ticks[fault.index - 1] ?? -Infinity
  if (last >= progress.ticks) {
    moveCursor(progress, before, ticks, { ticks: last, text: before.at(-1)?.Timestamp ?? progress.cursor })
  }
  return false
}

/** The key holds the instant, unlike that of a refused stream: the rest of the stream is not in doubt. */
function refuseItem({ stream }: Progress, { ticks, message }: Fault, baseMs: number): RefusedRow {
  const at = timestampAfter(baseMs, ticks)
  return {
    ...refuseStream(stream, `its sample at ${at} can't be read: ${message.slice(0, 300)}`, 'wrong-shape'),
    key: `${stream.tag} ${at}`,
    row: { tag: stream.tag, at },
    subject: { objectId: stream.tag, day: null },
  }
}

function breakOff(progress: Progress, message: string, page: SamplePage): true {
  const text = `its samples break off after ${progress.cursor}: ${message.slice(0, 300)}`
  page.refused.push(refuseStream(progress.stream, text, 'wrong-shape'))
  progress.unproven = 0
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
