import type { DayLabel, Granularity, Period } from '@tieback/contracts'
import { addDays, addMonths, type Calendar, dayBounds, firstOfMonth, listDays } from '@tieback/domain'

const hourMs = 3_600_000

/** A step of the time axis with the production days it holds; hours hold none. */
export interface AxisPeriod extends Period {
  readonly days: readonly DayLabel[]
}

function dayPeriod(calendar: Calendar, label: string, days: readonly DayLabel[]): AxisPeriod {
  const [first = label] = days
  const { start } = dayBounds(calendar, first)
  const { end } = dayBounds(calendar, days.at(-1) ?? first)
  return {
    label,
    days,
    start: start.toISOString(),
    end: end.toISOString(),
    hours: (end.getTime() - start.getTime()) / hourMs,
  }
}

function listHours(calendar: Calendar, from: DayLabel, to: DayLabel): AxisPeriod[] {
  // Whole hours of UTC, which is what sources make statistics of: where the day starts at half past, its first hour begins before.
  const start = Math.floor(dayBounds(calendar, from).start.getTime() / hourMs) * hourMs
  const end = dayBounds(calendar, addDays(to, -1)).end.getTime()
  const periods: AxisPeriod[] = []
  // By instant, not by counting: a day has 23 or 25 of them when the clocks change.
  for (let at = start; at < end; at += hourMs) {
    const label = new Date(at).toISOString()
    periods.push({ label, start: label, end: new Date(at + hourMs).toISOString(), hours: 1, days: [] })
  }
  return periods
}

/** The steps from `from` to `to` (exclusive) in production days. Months are cut to the range at both ends. */
export function listPeriods(calendar: Calendar, from: DayLabel, to: DayLabel, granularity: Granularity): AxisPeriod[] {
  if (granularity === 'hour') return listHours(calendar, from, to)
  if (granularity === 'day') return listDays(from, to).map((day) => dayPeriod(calendar, day, [day]))
  const periods: AxisPeriod[] = []
  for (let month = firstOfMonth(from); month < to; month = addMonths(month, 1)) {
    const next = addMonths(month, 1)
    const days = listDays(month < from ? from : month, next < to ? next : to)
    periods.push(dayPeriod(calendar, month, days))
  }
  return periods
}
