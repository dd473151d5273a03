import type { DayLabel, ProductionDay } from '@tieback/contracts'
import { calendarRule, dayStartMs, type Calendar } from './calendar.ts'
import { addDays, toDayLabel } from './day-label.ts'

const hourMs = 3_600_000

/** Half-open [start, end). */
export interface DayBounds {
  readonly start: Date
  readonly end: Date
}

/**
 * When a production day runs. It ends where the next one starts, under the next one's rule, so days tile time.
 * They are 23 or 25 hours long where the clocks change, and empty where a zone skips a whole day (Apia, 30 December 2011).
 */
export const dayBounds = (calendar: Calendar, day: DayLabel): DayBounds => ({
  start: new Date(dayStartMs(calendar, day)),
  end: new Date(dayStartMs(calendar, addDays(day, 1))),
})

/** A production day with all that an answer says of it. */
export const productionDay = (calendar: Calendar, day: DayLabel): ProductionDay => {
  const { start, end } = dayBounds(calendar, day)
  return {
    day,
    start: start.toISOString(),
    end: end.toISOString(),
    hours: (end.getTime() - start.getTime()) / hourMs,
    timeZone: calendarRule(calendar, day).timeZone,
  }
}

/** The production day that an instant belongs to. */
export const productionDayOf = (calendar: Calendar, instant: Date): DayLabel => {
  const at = instant.getTime()
  // The UTC date is at most two days off, whatever the zone and the start of its day; the starts themselves decide.
  let day = toDayLabel(at)
  while (dayStartMs(calendar, day) > at) day = addDays(day, -1)
  for (let next = addDays(day, 1); dayStartMs(calendar, next) <= at; next = addDays(next, 1)) day = next
  return day
}

/** The newest production day that is over. */
export const lastWholeDay = (calendar: Calendar, now: Date): DayLabel => addDays(productionDayOf(calendar, now), -1)
