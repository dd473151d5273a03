import { eventMs, type Tag } from '@tieback/sim'
import type { FaultSet } from '../../http/simulator/fault-set.ts'
import type { ArchivedEvent, Events } from './archive.ts'
import type { PiFault } from './pi-faults.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

/** What the archive holds as its faults leave it. Asked anew for each request, so that faults come and go between two of them. */
export function withFaults(events: Events, faults: FaultSet<PiFault>, nowMs: number): Events {
  const layers: ((events: Events) => Events)[] = []
  if (faults.has('clock-skew')) layers.push((below) => skewed(below, faults.number('clock-skew') * minuteMs))
  if (faults.has('stuck')) layers.push((below) => until(below, nowMs - faults.number('stuck') * hourMs))
  if (faults.has('edited-history'))
    layers.push((below) => edited(below, nowMs - faults.number('edited-history') * hourMs))
  if (faults.has('equal-stamps')) layers.push((below) => repeated(below, faults.number('equal-stamps'), 0))
  if (faults.has('neighbours')) layers.push((below) => repeated(below, 2, 1))
  const change = changeOf(faults)
  if (change !== null) layers.push((below) => mapped(below, change))
  if (faults.has('future-event'))
    layers.push((below) => withFuture(below, nowMs, nowMs + faults.number('future-event') * minuteMs))
  return layers.reduce((below, layer) => layer(below), events)
}

type Change = (event: ArchivedEvent, tag: Tag) => ArchivedEvent

/** What becomes of each event by itself. */
function changeOf(faults: FaultSet<PiFault>): Change | null {
  if (faults.has('system-state')) {
    return (event) => ({ ...event, value: null, state: faults.number('system-state') })
  }
  if (faults.has('unknown-state')) {
    return (event, tag) =>
      tag.sort.pointType === 'Digital' ? { ...event, value: faults.number('unknown-state'), state: null } : event
  }
  if (faults.has('bad-numbers')) {
    return (event) => ({ ...event, raw: { Value: isEach(event, 2) ? event.value : 'Calculation failed', Good: false } })
  }
  if (faults.has('not-a-number')) {
    return (event) => (isEach(event, 3) ? { ...event, raw: { Value: 'NaN', Good: true } } : event)
  }
  if (faults.has('text-values')) {
    return (event) => (isEach(event, 2) ? { ...event, raw: { Value: String(event.value), Good: true } } : event)
  }
  return null
}

/** One of so many events, always the same ones. */
function isEach({ atMs }: ArchivedEvent, count: number): boolean {
  return Math.floor(atMs / 1_000) % count === 0
}

const orNull = (event: ArchivedEvent | null, change: (event: ArchivedEvent) => ArchivedEvent) =>
  event === null ? null : change(event)

function mapped(below: Events, change: Change): Events {
  return {
    recorded: (tag, fromMs, toMs) => below.recorded(tag, fromMs, toMs).map((event) => change(event, tag)),
    lastAt: (tag, ms) => orNull(below.lastAt(tag, ms), (event) => change(event, tag)),
    lastBefore: (tag, ms) => orNull(below.lastBefore(tag, ms), (event) => change(event, tag)),
    nextAfter: (tag, ms, untilMs) => orNull(below.nextAfter(tag, ms, untilMs), (event) => change(event, tag)),
  }
}

/** Every stamp is ahead by as much as the server's clock is. */
function skewed(below: Events, byMs: number): Events {
  const shift = (event: ArchivedEvent): ArchivedEvent => ({ ...event, atMs: event.atMs + byMs })
  return {
    ...below,
    recorded: (tag, fromMs, toMs) => below.recorded(tag, fromMs - byMs, toMs - byMs).map(shift),
    lastAt: (tag, ms) => orNull(below.lastAt(tag, ms - byMs), shift),
    lastBefore: (tag, ms) => orNull(below.lastBefore(tag, ms - byMs), shift),
    nextAfter: (tag, ms, untilMs) => orNull(below.nextAfter(tag, ms - byMs, untilMs - byMs), shift),
  }
}

/** Nothing after an instant. */
function until(below: Events, lastMs: number): Events {
  return {
    recorded: (tag, fromMs, toMs) => (fromMs > lastMs ? [] : below.recorded(tag, fromMs, Math.min(toMs, lastMs))),
    lastAt: (tag, ms) => below.lastAt(tag, Math.min(ms, lastMs)),
    lastBefore: (tag, ms) => below.lastBefore(tag, Math.min(ms, lastMs)),
    nextAfter: (tag, ms, untilMs) => (ms >= lastMs ? null : below.nextAfter(tag, ms, Math.min(untilMs, lastMs))),
  }
}

/** Each event several times, on one stamp or some ticks apart, with values that differ. */
function repeated(below: Events, times: number, ticksApart: number): Events {
  const repeat = (event: ArchivedEvent): ArchivedEvent[] =>
    Array.from({ length: times }, (_, copy) => ({
      ...event,
      ticks: Math.min(9_999, event.ticks + copy * ticksApart),
      value: event.value === null ? null : event.value + copy,
    }))
  return {
    ...below,
    recorded: (tag, fromMs, toMs) =>
      below
        .recorded(tag, fromMs - 1, toMs)
        .flatMap(repeat)
        .filter((event) => eventMs(event) >= fromMs && eventMs(event) <= toMs),
  }
}

/** From an instant on, of three events in a row one is changed, one deleted, and one added between. */
function edited(below: Events, sinceMs: number): Events {
  const edit = (event: ArchivedEvent): ArchivedEvent[] => {
    if (event.atMs < sinceMs || event.value === null) return [event]
    const turn = Math.floor(event.atMs / 1_000) % 3
    if (turn === 0) return [{ ...event, value: event.value + 1, isSubstituted: true }]
    return turn === 1 ? [] : [event, { ...event, atMs: event.atMs + 500, value: event.value + 2 }]
  }
  return {
    ...below,
    recorded: (tag, fromMs, toMs) =>
      below
        .recorded(tag, fromMs - 500, toMs)
        .flatMap(edit)
        .filter((event) => eventMs(event) >= fromMs && eventMs(event) <= toMs)
        .toSorted((a, b) => eventMs(a) - eventMs(b)),
  }
}

/** One more event, which lies ahead. */
function withFuture(below: Events, nowMs: number, aheadMs: number): Events {
  const made = (tag: Tag): ArchivedEvent | null =>
    orNull(below.lastAt(tag, nowMs), (last) => ({ ...last, atMs: Math.floor(aheadMs), ticks: 0 }))
  return {
    ...below,
    holdsFuture: true,
    recorded(tag, fromMs, toMs) {
      const ahead = fromMs <= aheadMs && toMs >= aheadMs ? made(tag) : null
      return [...below.recorded(tag, fromMs, Math.min(toMs, nowMs)), ...(ahead === null ? [] : [ahead])]
    },
    lastAt: (tag, ms) => (ms >= aheadMs ? made(tag) : below.lastAt(tag, Math.min(ms, nowMs))),
  }
}
