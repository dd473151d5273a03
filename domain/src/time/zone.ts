const dayMs = 86_400_000
// Since 1900 no zone has held an offset for less than 6.9 days (Gaza holds one for a week in 2040), so none hides between two probes.
const probeMs = 3 * dayMs
const probesPerSpan = 128
const spanMs = probeMs * probesPerSpan

/** A change of a zone's offset: from `at` on, `after` holds. All in milliseconds; offsets are local minus UTC. */
export interface ZoneTransition {
  readonly at: number
  readonly before: number
  readonly after: number
}

/** One span of a zone's time: its offset at the start, and the changes after it, earliest first. */
interface ZoneSpan {
  readonly first: number
  readonly transitions: readonly ZoneTransition[]
}

interface Zone {
  readonly format: Intl.DateTimeFormat
  readonly spans: Map<number, ZoneSpan>
}

const zones = new Map<string, Zone>()

/** Whether the runtime's time-zone data know this IANA name. Bare offsets such as `+01:00` are not names: PostgreSQL reads their sign the other way round. */
export const isTimeZone = (timeZone: string): boolean => {
  if (!/^[A-Za-z]/.test(timeZone)) return false
  try {
    zoneOf(timeZone)
    return true
  } catch {
    return false
  }
}

/**
 * Local minus UTC at an instant, in milliseconds.
 *
 * throws  RangeError for an unknown zone or an instant outside of what Date can hold
 * cost    a table look-up; the first in a zone and year reads about 130 offsets from Intl
 */
export const zoneOffsetMs = (timeZone: string, instantMs: number): number => {
  const span = spanOf(zoneOf(timeZone), Math.floor(instantMs / spanMs))
  return span.transitions.findLast((transition) => transition.at <= instantMs)?.after ?? span.first
}

/**
 * The instant at which a zone's clocks show a local time, in milliseconds; `localMs` is that local time read as if it were UTC.
 *
 * A time that the clocks skip is read with the offset before the gap; a time that they show twice is the later instant.
 *
 * source  PostgreSQL, DetermineTimeZoneOffset: what `timestamp AT TIME ZONE` does, so that both sides draw the same day
 */
export const localToInstantMs = (timeZone: string, localMs: number): number => {
  // No zone is farther than a day from UTC, so these two stand on either side of any change that could matter.
  const before = zoneOffsetMs(timeZone, localMs - dayMs)
  const after = zoneOffsetMs(timeZone, localMs + dayMs)
  if (before === after) return localMs - before
  const isShownAfter = zoneOffsetMs(timeZone, localMs - after) === after
  return isShownAfter ? localMs - after : localMs - before
}

/** Every change of a zone's offset in [fromMs, toMs), earliest first. */
export const listTransitions = (timeZone: string, fromMs: number, toMs: number): ZoneTransition[] => {
  const zone = zoneOf(timeZone)
  const found: ZoneTransition[] = []
  for (let index = Math.floor(fromMs / spanMs); index * spanMs < toMs; index++) {
    found.push(...spanOf(zone, index).transitions)
  }
  return found.filter(({ at }) => at >= fromMs && at < toMs)
}

const zoneOf = (timeZone: string): Zone => {
  const known = zones.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  const zone: Zone = { format, spans: new Map() }
  zones.set(timeZone, zone)
  return zone
}

const spanOf = (zone: Zone, index: number): ZoneSpan => {
  const known = zone.spans.get(index)
  if (known !== undefined) return known
  const span = readSpan(zone.format, index * spanMs)
  zone.spans.set(index, span)
  return span
}

const readSpan = (format: Intl.DateTimeFormat, start: number): ZoneSpan => {
  const first = readOffset(format, start)
  const transitions: ZoneTransition[] = []
  let before = first
  for (let probe = 1; probe <= probesPerSpan; probe++) {
    const to = start + probe * probeMs
    const after = readOffset(format, to)
    if (after === before) continue
    const at = findTransition(format, to - probeMs, to, after)
    // A change at the very end belongs to the next span, whose first offset it is.
    if (at < start + spanMs) transitions.push({ at, before, after })
    before = after
  }
  return { first, transitions }
}

/** First second of (from, to] at which the offset is `after`. */
const findTransition = (format: Intl.DateTimeFormat, from: number, to: number, after: number): number => {
  let low = from / 1000
  let high = to / 1000
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (readOffset(format, middle * 1000) === after) high = middle
    else low = middle
  }
  return high * 1000
}

/** Reads the `GMT`, `GMT+01:00` or `GMT-00:44:30` that ends every text of this format. */
const readOffset = (format: Intl.DateTimeFormat, instantMs: number): number => {
  const text = format.format(instantMs)
  const offset = text.slice(text.lastIndexOf('GMT') + 'GMT'.length)
  if (offset === '') return 0
  const [hours = 0, minutes = 0, seconds = 0] = offset.slice(1).split(':').map(Number)
  const size = ((hours * 60 + minutes) * 60 + seconds) * 1000
  return offset.startsWith('-') ? -size : size
}
