import { addDays, dayBounds, daysBetween, type Calendar } from '@tieback/domain'

/** The field's production days by index: 0 is the first day of its history. Looked up millions of times, so kept as numbers. */
export interface DayTable {
  readonly calendar: Calendar
  readonly firstDay: string
  label(index: number): string
  indexOf(day: string): number
  /** Milliseconds since 1970 at which the day starts; the next day's start is its end. */
  startMs(index: number): number
  hours(index: number): number
  indexAt(instantMs: number): number
}

export const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Days of one calendar. Holds what it has looked up, which never changes an answer. */
export function createDayTable(calendar: Calendar, firstDay: string): DayTable {
  const starts = new Map<number, number>()
  const labels = new Map<number, string>()
  const label = (index: number): string => {
    const known = labels.get(index)
    if (known !== undefined) return known
    const made = addDays(firstDay, index)
    labels.set(index, made)
    return made
  }
  const startMs = (index: number): number => {
    const known = starts.get(index)
    if (known !== undefined) return known
    const start = dayBounds(calendar, label(index)).start.getTime()
    starts.set(index, start)
    return start
  }
  return {
    calendar,
    firstDay,
    label,
    indexOf: (day) => daysBetween(firstDay, day),
    startMs,
    hours: (index) => (startMs(index + 1) - startMs(index)) / hourMs,
    indexAt(instantMs) {
      // The guess by 24-hour days is at most a day off, whatever the clocks did in between.
      let index = Math.floor((instantMs - startMs(0)) / dayMs)
      while (startMs(index) > instantMs) index--
      while (startMs(index + 1) <= instantMs) index++
      return index
    },
  }
}
