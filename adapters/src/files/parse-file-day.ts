import type { DayLabel } from '@tieback/contracts'
import { parseDay } from '../rows/parse-time.ts'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * A day as spreadsheets save it: `2014-04-07`, `2014-04-07 00:00:00`, `07-Apr-14`, `7-Apr-2014` or `07.04.2014`.
 * Null for anything else: `04/07/2014` is April in one country and July in another.
 */
export function parseFileDay(text: string): DayLabel | null {
  const named = /^(\d{1,2})[- ]([A-Za-z]{3})[- ](\d{2}|\d{4})$/.exec(text)
  if (named !== null) {
    const [, day = '', month = '', year = ''] = named
    return toDay(fullYear(year), months.indexOf(month.toLowerCase()) + 1, Number(day))
  }
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: 00:00(?::00)?)?$/.exec(text)
  if (dotted !== null) return toDay(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]))
  return parseDay(text)
}

/** Two digits are of this century below 70, as spreadsheets have it. */
function fullYear(text: string): number {
  const year = Number(text)
  return text.length === 4 ? year : year + (year < 70 ? 2000 : 1900)
}

/** Null where no such day exists. */
export function toDay(year: number, month: number, day: number): DayLabel | null {
  return parseDay(`${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)
}
