import type { Instant } from '@tieback/contracts'
import { localToInstantMs, zoneOffsetMs } from '@tieback/domain'

/** The text of a `datetime-local` field for an instant, on the clock of a zone: `2026-11-19T09:00`. */
export function toLocalField(instant: Instant, timeZone: string): string {
  const at = Date.parse(instant)
  return new Date(at + zoneOffsetMs(timeZone, at)).toISOString().slice(0, 16)
}

const fieldShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/

/** The instant that such a text means in the zone; null while the text isn't complete. */
export function toInstant(field: string, timeZone: string): Instant | null {
  const local = fieldShape.test(field) ? Date.parse(`${field}Z`) : NaN
  return Number.isNaN(local) ? null : new Date(localToInstantMs(timeZone, local)).toISOString()
}
