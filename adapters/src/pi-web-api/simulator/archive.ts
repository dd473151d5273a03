import { eventMs, type Sensors, type SensorEvent, type Tag } from '@tieback/sim'

/** Events of a tag around a range, as arrays to sweep over: one before the start and one after the end where there are any. */
export interface Trace {
  readonly at: Float64Array
  /** NaN where the archive holds a state. */
  readonly value: Float64Array
  readonly events: readonly SensorEvent[]
}

/** What the archive holds over [startMs, endMs], bounded by now, with the neighbours that interpolation needs. */
export function traceOf(sensors: Sensors, tag: Tag, startMs: number, endMs: number, nowMs: number): Trace {
  const inside = sensors.recorded(tag, startMs, Math.min(endMs, nowMs))
  const before = sensors.lastBefore(tag, Math.min(startMs, nowMs))
  const after = endMs < nowMs ? sensors.nextAfter(tag, endMs, nowMs) : null
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
