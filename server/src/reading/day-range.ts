import type { DayLabel } from '@tieback/contracts'
import { addDays, type Calendar, daysBetween, productionDayOf } from '@tieback/domain'
import { ProblemError } from '../platform/http/problems.ts'
import type { ReadingTime } from './reader.ts'

/** Days of a range that nobody gave. */
const daysByDefault = 30

/** First and last day that a reading may name: beyond them a typing error is likelier than a history. */
const firstDay = '1900-01-01'
const lastDay = '2200-01-01'

export interface DayRange {
  readonly from: DayLabel
  /** Exclusive. */
  readonly to: DayLabel
}

/** The range asked for, its gaps filled: up to the day that is running now, 30 days back. Throws where it is empty or too long. */
export function resolveRange(
  query: { from?: DayLabel | undefined; to?: DayLabel | undefined },
  { at }: ReadingTime,
  calendar: Calendar,
  daysMax: number,
): DayRange {
  const to = query.to ?? productionDayOf(calendar, at)
  const from = query.from ?? addDays(to, -daysByDefault)
  if (from >= to || from < firstDay || to > lastDay) {
    const errors = [
      { path: 'query.from', message: `expected a day before ${to}, from ${firstDay} on, up to ${lastDay}` },
    ]
    throw new ProblemError(
      'invalid-request',
      `The range from ${from} to ${to} (exclusive) holds no day that can be read.`,
      { errors },
    )
  }
  const days = daysBetween(from, to)
  if (days > daysMax) {
    throw new ProblemError(
      'range-too-long',
      `${days} days asked for, ${daysMax} at most. Ask for less, or for a coarser granularity.`,
    )
  }
  return { from, to }
}
