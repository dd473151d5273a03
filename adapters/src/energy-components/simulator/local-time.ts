import { localToInstantMs, zoneOffsetMs } from '@tieback/domain'

/** Local time without a zone and to the second, as the system of record prints every time. The autumn hour repeats. */
export function toLocalTime(timeZone: string, instantMs: number): string {
  return new Date(instantMs + zoneOffsetMs(timeZone, instantMs)).toISOString().slice(0, 19)
}

/** The instant of such a text, or of one that names its zone; null where it is none. */
export function fromLocalTime(timeZone: string, text: string): number | null {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text)
  const ms = Date.parse(hasZone ? text : `${text}Z`)
  if (Number.isNaN(ms)) return null
  return hasZone ? ms : localToInstantMs(timeZone, ms)
}

/** A production day as the system of record keys it: midnight, without a zone. */
export const toDaytime = (day: string): string => `${day}T00:00:00`
