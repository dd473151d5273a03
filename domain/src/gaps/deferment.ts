import type { DayLabel } from '@tieback/contracts'

/** Something that kept wells from delivering. */
export interface DeferringEvent {
  readonly eventId: string
  /** A well, or a node above wells. */
  readonly nodeId: string
  readonly start: Date
  /** Null while it runs. */
  readonly end: Date | null
  /** Set on the children of a group event. */
  readonly parentEventId: string | null
  /** Share of the potential that is lost while it lasts, 0..1; 1 is shut in. */
  readonly lossShare: number
}

/** One well on one production day. */
export interface WellDay {
  readonly wellId: string
  /** The nodes above the well on that day, in any order. */
  readonly above: readonly string[]
  readonly day: DayLabel
  readonly start: Date
  readonly end: Date
  /** Volume that the well could have delivered in the whole day. */
  readonly potential: number
}

/** What one event cost one well on one day; always more than nothing. */
export interface WellDeferment {
  readonly eventId: string
  readonly wellId: string
  readonly day: DayLabel
  /** In the unit of the potential. */
  readonly deferred: number
}

/** An event's part of one day, in milliseconds. */
interface Spell {
  readonly eventId: string
  /** Start of the whole event: who was first keeps the well. */
  readonly since: number
  readonly start: number
  readonly end: number
  readonly lossShare: number
}

/**
 * Deferred volume by event, well and day. Per well and day it never exceeds the potential.
 *
 * Where events overlap, the earliest cause keeps the well until its own end, and a later one takes only what is still left.
 * Only leaves count: an event that has children in the list is nothing but their sum. One placed above wells defers every well below it.
 *
 * events  whole groups: a parent whose children were left out would be counted for all wells below it
 * now     where events that still run are cut off
 * throws  RangeError for a lossShare outside of 0..1
 */
export const deferByWell = (
  events: readonly DeferringEvent[],
  wellDays: readonly WellDay[],
  now: Date,
): WellDeferment[] => {
  const byNode = leavesByNode(events)
  return wellDays.flatMap((wellDay) => {
    const nodes = new Set([wellDay.wellId, ...wellDay.above])
    const candidates = [...nodes].flatMap((nodeId) => byNode.get(nodeId) ?? [])
    const spells = candidates
      .map((event) => clip(event, wellDay, now))
      .filter(({ start, end }) => start < end)
      .sort((a, b) => a.since - b.since || (a.eventId < b.eventId ? -1 : 1))
    return shareOut(spells, wellDay)
  })
}

const leavesByNode = (events: readonly DeferringEvent[]): Map<string, DeferringEvent[]> => {
  const wrong = events.find(({ lossShare }) => !(lossShare >= 0 && lossShare <= 1))
  if (wrong !== undefined)
    throw new RangeError(`event ${wrong.eventId}: a loss share must lie in 0..1, not ${wrong.lossShare}`)
  const groups = new Set(events.map(({ parentEventId }) => parentEventId))
  return Map.groupBy(
    events.filter(({ eventId }) => !groups.has(eventId)),
    ({ nodeId }) => nodeId,
  )
}

const clip = (event: DeferringEvent, day: WellDay, now: Date): Spell => ({
  eventId: event.eventId,
  since: event.start.getTime(),
  start: Math.max(event.start.getTime(), day.start.getTime()),
  end: Math.min((event.end ?? now).getTime(), day.end.getTime()),
  lossShare: event.lossShare,
})

/** Cuts the day wherever a spell starts or ends, and hands out each piece in the order of the spells. */
const shareOut = (spells: readonly Spell[], { wellId, day, start, end, potential }: WellDay): WellDeferment[] => {
  const dayMs = end.getTime() - start.getTime()
  const cuts = [...new Set(spells.flatMap((spell) => [spell.start, spell.end]))].sort((a, b) => a - b)
  const lostMs = new Map<string, number>()
  for (const [index, from] of cuts.entries()) {
    const to = cuts[index + 1] ?? from
    let left = 1
    for (const spell of spells) {
      if (spell.start > from || spell.end <= from) continue
      const share = Math.min(spell.lossShare, left)
      left -= share
      lostMs.set(spell.eventId, (lostMs.get(spell.eventId) ?? 0) + share * (to - from))
    }
  }
  return [...lostMs]
    .map(([eventId, ms]) => ({ eventId, wellId, day, deferred: potential * (ms / dayMs) }))
    .filter(({ deferred }) => deferred > 0)
}
