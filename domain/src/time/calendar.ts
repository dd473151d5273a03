import type { DayLabel } from '@tieback/contracts'
import { addDays, dayLabelMs, isDayLabel } from './day-label.ts'
import { isTimeZone, localToInstantMs } from './zone.ts'

const hourMs = 3_600_000
/** The longest day that an answer may carry: the contract's bound of `ProductionDay.hours`. */
const dayHoursMax = 49

/** One dated rule of a site: the zone of its clocks and the local time at which a production day starts. */
export interface CalendarRule {
  /** First day that the rule holds for; null for the first rule, which holds since ever. */
  readonly validFrom: DayLabel | null
  /** IANA name. */
  readonly timeZone: string
  /** `HH:MM` */
  readonly dayStart: string
}

/** The production days of a site. Rules are sorted, and the first has `validFrom` null: build it with `createCalendar`. */
export interface Calendar {
  readonly id: string
  readonly rules: readonly CalendarRule[]
}

/**
 * A calendar whose rules are known to be sound, sorted by date.
 *
 * throws  RangeError: no rule, not exactly one that holds since ever, two of one date, an unknown zone, a bad time or day,
 *         or a change of rule that would make a day end before it starts or last more than 49 hours
 */
export const createCalendar = (id: string, rules: readonly CalendarRule[]): Calendar => {
  const refuse = (reason: string): never => {
    throw new RangeError(`calendar "${id}": ${reason}`)
  }
  for (const { validFrom, timeZone, dayStart } of rules) {
    if (validFrom !== null && !isDayLabel(validFrom)) refuse(`"${validFrom}" is not a day`)
    if (!isTimeZone(timeZone)) refuse(`"${timeZone}" is not a time zone`)
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(dayStart)) refuse(`"${dayStart}" is not a time such as 06:00`)
  }
  const sorted = rules.toSorted((a, b) => (a.validFrom ?? '').localeCompare(b.validFrom ?? ''))
  if (sorted[0]?.validFrom !== null) refuse('the first rule must hold since ever (validFrom null)')
  const dates = sorted.map((rule) => rule.validFrom)
  if (new Set(dates).size < dates.length) refuse('two rules start on the same day')

  const calendar: Calendar = { id, rules: sorted }
  for (const date of dates) {
    if (date === null) continue
    const hours = (dayStartMs(calendar, date) - dayStartMs(calendar, addDays(date, -1))) / hourMs
    if (hours <= 0 || hours > dayHoursMax) refuse(`the day before ${date} would last ${hours} h`)
  }
  return calendar
}

/** The rule that holds for a day. */
export const calendarRule = (calendar: Calendar, day: DayLabel): CalendarRule => {
  const rule = calendar.rules.findLast(({ validFrom }) => validFrom === null || validFrom <= day)
  if (rule === undefined) throw new RangeError(`calendar "${calendar.id}" has no rule for ${day}`)
  return rule
}

/** When a production day starts, in milliseconds of UTC. */
export const dayStartMs = (calendar: Calendar, day: DayLabel): number => {
  const { timeZone, dayStart } = calendarRule(calendar, day)
  const minutes = Number(dayStart.slice(0, 2)) * 60 + Number(dayStart.slice(3))
  return localToInstantMs(timeZone, dayLabelMs(day) + minutes * 60_000)
}
