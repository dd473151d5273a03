import type { DayLabel, Granularity, Period } from '@tieback/contracts'
import { addDays, addMonths, type Calendar, dayBounds, firstOfMonth, listDays } from '@tieback/domain'

const hourMs = 3_600_000

/** A step of the time axis with the production days it holds; hours hold none. */
export interface AxisPeriod extends Period {
  readonly days: readonly DayLabel[]
}

function dayPeriod(calendar: Calendar, label: string, days: readonly DayLabel[]): AxisPeriod {
  const { start } = dayBounds(calendar, days[0] ?? label)
  const { end } = dayBounds(calendar, days.at(-1) ?? label)
  const hours = (end.getTime() - start.getTime()) / hourMs
  return { label, days, start: start.toISOString(), end: end.toISOString(), hours }
}

function listHours(calendar: Calendar, from: DayLabel, to: DayLabel): AxisPeriod[] {
  const start = dayBounds(calendar, from).start.getTime()
  const end = dayBounds(calendar, addDays(to, -1)).end.getTime()
  return Array.from({ length: (end - start) / hourMs }, (_, index) => {
    const label = new Date(start + index * hourMs).toISOString()
    return { label, start: label, end: new Date(start + (index + 1) * hourMs).toISOString(), hours: 1, days: [] }
  })
}

/** The steps from `from` to `to` (exclusive) in production days. Months are cut to the range at both ends. */
export function listPeriods(calendar: Calendar, from: DayLabel, to: DayLabel, granularity: Granularity): AxisPeriod[] {
  if (granularity === 'hour') return listHours(calendar, from, to)
  const days = listDays(from, to)
  if (granularity === 'day') return days.map((day) => dayPeriod(calendar, day, [day]))
  const periods: AxisPeriod[] = []
  for (let month = firstOfMonth(from); month < to; month = addMonths(month, 1)) {
    const next = addMonths(month, 1)
    periods.push(
      dayPeriod(
        calendar,
        month,
        days.filter((day) => month <= day && day < next),
      ),
    )
  }
  return periods
}
