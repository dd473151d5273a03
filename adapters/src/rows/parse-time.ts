import type { DayLabel } from '@tieback/contracts'
import { addDays, localToInstantMs, zoneOffsetMs } from '@tieback/domain'

const dayOnly = /^(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?$/
const dayTime = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/

/** A day from `2024-03-13` or from a midnight such as `2024-03-13T00:00:00`; null for anything else, a real time of day included. */
export function parseDay(raw: unknown): DayLabel | null {
  const day = typeof raw === 'string' ? dayOnly.exec(raw.trim())?.[1] : undefined
  if (day === undefined) return null
  const at = Date.parse(`${day}T00:00:00Z`)
  // Date.parse rolls 30 February over to March.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day ? null : day
}

/** The production day of a label that a source puts on its start or on its end. */
export function labelledDay(raw: unknown, dayLabel: 'start' | 'end'): DayLabel | null {
  const day = parseDay(raw)
  return day === null || dayLabel === 'start' ? day : addDays(day, -1)
}

/** How to read a local time that the clocks pass twice in autumn. */
export type RepeatedHour = 'earlier' | 'later'

/** The instant of an ISO text; without a zone of its own it is local time of `timeZone`. Null where it isn't a time. */
export function parseInstant(raw: unknown, timeZone: string, repeated: RepeatedHour): Date | null {
  const match = typeof raw === 'string' ? dayTime.exec(raw.trim()) : null
  if (match === null) return null
  const [, day = '', minutes = '', seconds = ':00', zone] = match
  const at = Date.parse(`${day}T${minutes}${seconds.slice(0, 7)}${zone ?? 'Z'}`)
  if (Number.isNaN(at)) return null
  if (zone !== undefined) return new Date(at)
  const later = localToInstantMs(timeZone, at)
  return new Date(repeated === 'later' ? later : earlierReading(timeZone, at, later))
}

/** The first pass of a repeated local time; any other local time has one reading. */
function earlierReading(timeZone: string, localMs: number, later: number): number {
  // A clock change moves less than a day, so the offset a day before is the one of the first pass.
  const earlier = localMs - zoneOffsetMs(timeZone, later - 86_400_000)
  return earlier < later && earlier + zoneOffsetMs(timeZone, earlier) === localMs ? earlier : later
}
