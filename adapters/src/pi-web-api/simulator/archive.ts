import { eventMs, type SensorEvent, type Tag } from '@tieback/sim'

/** A tag under the name it has now. */
export interface Point {
  readonly tag: Tag
  readonly name: string
}

/** An element of the asset framework with what it has below it. Attributes with a point are streams, the others are constants. */
export interface AssetElement {
  readonly name: string
  readonly template: string
  readonly attributes: readonly AssetAttribute[]
  readonly elements: readonly AssetElement[]
}

export interface AssetAttribute {
  readonly name: string
  readonly point: Point | null
}

/** An event as it is answered. `raw`, where it is given, is what `Value` and `Good` say in place of value and state. */
export interface ArchivedEvent extends SensorEvent {
  readonly raw?: { readonly Value: unknown; readonly Good: boolean }
}

/** Events of tags; ranges include both ends, as the historian's own do. */
export interface Events {
  /** Whether there are events for times to come, which the server else looks for nowhere. */
  readonly holdsFuture?: boolean
  recorded(tag: Tag, fromMs: number, toMs: number): readonly ArchivedEvent[]
  /** The newest event at or before an instant; null before there is any. */
  lastAt(tag: Tag, instantMs: number): ArchivedEvent | null
  lastBefore(tag: Tag, instantMs: number): ArchivedEvent | null
  /** The oldest event after an instant, none later than `untilMs`. */
  nextAfter(tag: Tag, instantMs: number, untilMs: number): ArchivedEvent | null
}

/** What the simulator speaks for: points, their events, and a tree of assets over them. */
export interface PiArchive {
  readonly events: Events
  /** Points there are at an instant, as they are then named; the same array as long as nothing changed. */
  listPoints(nowMs: number): readonly Point[]
  /** Roots of the asset database; made from the points of now. */
  listAssets(nowMs: number): readonly AssetElement[]
  /**
   * Items of a `recorded` answer as JSON, with the fields that an adapter selects and no others; for benchmarks, where
   * making objects of each event would measure the simulator. Left out: they are made one by one.
   */
  readonly writeRecorded?: (tag: Tag, fromMs: number, toMs: number, maxCount: number) => string
}

/** Events of a tag around a range, as arrays to sweep over: one before the start and one after the end where there are any. */
export interface Trace {
  readonly at: Float64Array
  /** NaN where the archive holds a state. */
  readonly value: Float64Array
  readonly events: readonly ArchivedEvent[]
}

/** What the archive holds over [startMs, endMs], bounded by now, with the neighbours that interpolation needs. */
export function traceOf(archive: Events, tag: Tag, startMs: number, endMs: number, nowMs: number): Trace {
  const inside = archive.recorded(tag, startMs, Math.min(endMs, nowMs))
  const before = archive.lastBefore(tag, Math.min(startMs, nowMs))
  const after = endMs < nowMs ? archive.nextAfter(tag, endMs, nowMs) : null
  const events = [...(before === null ? [] : [before]), ...inside, ...(after === null ? [] : [after])]
  return {
    events,
    at: Float64Array.from(events, eventMs),
    value: Float64Array.from(events, ({ value }) => value ?? Number.NaN),
  }
}

/** Index of the last event at or before an instant, −1 before the first. */
export function indexAt(trace: Trace, ms: number): number {
  let low = 0
  let high = trace.at.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((trace.at[middle] ?? Infinity) <= ms) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Value at an instant, by line or by step; NaN where the last event before it is a state or there is none. */
export function valueAt(trace: Trace, ms: number, isStep: boolean): number {
  const index = indexAt(trace, ms)
  const from = trace.value[index] ?? Number.NaN
  const to = trace.value[index + 1] ?? Number.NaN
  // Towards a state, or past the newest event, the last good value holds.
  if (isStep || Number.isNaN(to)) return from
  const start = trace.at[index] ?? ms
  const length = (trace.at[index + 1] ?? ms) - start
  return length > 0 ? from + ((to - from) * (ms - start)) / length : from
}
