import type { DayLabel } from '@tieback/contracts'

const dayMs = 86_400_000
// Date takes the years before 100 for those after 1900; a label has four digits.
const firstMs = Date.UTC(100, 0, 1)
const endMs = Date.UTC(10_000, 0, 1)

/** Whether the text names a day that exists, as `YYYY-MM-DD`; years 0100 to 9999. */
export const isDayLabel = (text: string): boolean => !Number.isNaN(parseLabel(text))

/**
 * Midnight of the label read as if it were UTC, in milliseconds: a number to count with, not an instant of the site.
 *
 * throws  RangeError where the label names no day
 */
export const dayLabelMs = (day: DayLabel): number => {
  const ms = parseLabel(day)
  if (Number.isNaN(ms)) throw new RangeError(`"${day}" is not a day such as 2026-11-19`)
  return ms
}

/** The day `days` later, or earlier where negative. */
export const addDays = (day: DayLabel, days: number): DayLabel => toDayLabel(dayLabelMs(day) + days * dayMs)

/** How many days after `from` the day `to` is; negative where it comes before. */
export const daysBetween = (from: DayLabel, to: DayLabel): number => (dayLabelMs(to) - dayLabelMs(from)) / dayMs

/** The days of [from, to), earliest first; none where `to` isn't after `from`. */
export const listDays = (from: DayLabel, to: DayLabel): DayLabel[] => {
  const start = dayLabelMs(from)
  const length = Math.max(0, daysBetween(from, to))
  return Array.from({ length }, (_, index) => formatLabel(start + index * dayMs))
}

/** The first day of the month that a day is in. */
export const firstOfMonth = (day: DayLabel): DayLabel => {
  dayLabelMs(day)
  return `${day.slice(0, 8)}01`
}

/**
 * The first day of the month `months` later, or earlier where negative.
 *
 * throws  RangeError where `monthStart` isn't the first of a month: 31 January plus one month has no one answer
 */
export const addMonths = (monthStart: DayLabel, months: number): DayLabel => {
  if (firstOfMonth(monthStart) !== monthStart) throw new RangeError(`"${monthStart}" is not the first of a month`)
  const date = new Date(dayLabelMs(monthStart))
  date.setUTCMonth(date.getUTCMonth() + months)
  return toDayLabel(date.getTime())
}

/**
 * The label of the UTC date that a count of milliseconds falls on.
 *
 * throws  RangeError outside of the years 0100 to 9999
 */
export const toDayLabel = (ms: number): DayLabel => {
  if (!(ms >= firstMs && ms < endMs)) throw new RangeError('a day must lie in the years 0100 to 9999')
  return formatLabel(ms)
}

const formatLabel = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** NaN where the text names no day. */
const parseLabel = (text: string): number => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return Number.NaN
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(5, 7)) - 1
  const date = new Date(Date.UTC(year, month, Number(text.slice(8))))
  // Date carries 30 February over into March.
  return date.getUTCFullYear() === year && date.getUTCMonth() === month ? date.getTime() : Number.NaN
}
