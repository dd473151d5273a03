import type { DayLabel, Instant, ProductionDay } from '@tieback/contracts'
import { serverNow } from './clock.ts'

// The interface speaks English, so that month names don't mix languages with the words around them.
const locale = 'en-GB'

const formats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options)
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, options)
  formats.set(key, made)
  return made
}

const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const dayMonth = { day: 'numeric', month: 'short' } as const

/** `06:00` of the zone. */
export function formatClock(instant: Instant | Date, timeZone: string): string {
  return dateFormat({ ...clock, timeZone }).format(new Date(instant))
}

/** `18 Nov 06:00` of the zone; with its year where that isn't the present one. */
export function formatInstant(instant: Instant | Date, timeZone: string, now: number = serverNow()): string {
  const date = new Date(instant)
  const year = dateFormat({ year: 'numeric', timeZone })
  const isThisYear = year.format(date) === year.format(now)
  const day = dateFormat({ ...dayMonth, ...(!isThisYear && { year: 'numeric' }), timeZone }).format(date)
  return `${day} ${formatClock(date, timeZone)}`
}

/** `18 Nov 2026 06:00:20` of the zone, for tooltips. */
export function formatInstantFull(instant: Instant | Date, timeZone: string): string {
  const date = new Date(instant)
  const day = dateFormat({ ...dayMonth, year: 'numeric', timeZone }).format(date)
  return `${day} ${dateFormat({ ...clock, second: '2-digit', timeZone }).format(date)}`
}

/** `18 Nov 2026`: a day label has no zone, so none is applied. */
export function formatDay(day: DayLabel): string {
  return dateFormat({ ...dayMonth, year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

/** `18 Nov`, for places where the year stands nearby. */
export function formatDayShort(day: DayLabel): string {
  return dateFormat({ ...dayMonth, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

/** `November 2026`, of the month that the day lies in. */
export function formatMonth(day: DayLabel): string {
  return dateFormat({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

/** First and last day of a range whose end is given inclusively: `20 Oct – 18 Nov 2026`; one day stands alone. */
export function formatDays(first: DayLabel, last: DayLabel): string {
  if (first === last) return formatDay(first)
  const start = first.slice(0, 4) === last.slice(0, 4) ? formatDayShort(first) : formatDay(first)
  return `${start} – ${formatDay(last)}`
}

/** `18 Nov 06:00 – 19 Nov 06:00 (Europe/Oslo, production day 24 h)`, with years where they aren't the present one. */
export function formatProductionDay(day: ProductionDay, now: number): string {
  const start = formatInstant(day.start, day.timeZone, now)
  const end = formatInstant(day.end, day.timeZone, now)
  return `${start} – ${end} (${day.timeZone}, production day ${String(day.hours)} h)`
}

const ageSteps = [
  { belowMs: 60_000, unitMs: 1_000, unit: 's' },
  { belowMs: 3_600_000, unitMs: 60_000, unit: 'min' },
  { belowMs: 48 * 3_600_000, unitMs: 3_600_000, unit: 'h' },
  { belowMs: 730 * 86_400_000, unitMs: 86_400_000, unit: 'd' },
  { belowMs: Infinity, unitMs: 365.25 * 86_400_000, unit: 'y' },
] as const

/** How long ago in its largest whole unit: `12 s`, `5 min`, `3 h`, `4 d`, `10 y`; what lies ahead counts as now. */
export function formatAge(ageMs: number): string {
  const age = Math.max(0, ageMs)
  for (const { belowMs, unitMs, unit } of ageSteps) if (age < belowMs) return `${Math.floor(age / unitMs)} ${unit}`
  throw new RangeError(`${ageMs} is not an age`)
}
