import { rollUp, type RolledUp } from './roll-up.ts'

/** One expected day of a range. A day without a fact has value null and quality missing. */
export interface DayFact extends RolledUp {
  /** Volume that could have been delivered that day; null where unknown. */
  readonly potential: number | null
}

/**
 * The total over the days of a range, to be given whole: a day left out is a day not expected.
 * Coverage is weighted by potential, and equally where no day has one.
 */
export const rollUpDays = (days: readonly DayFact[]): RolledUp =>
  rollUp(days.map(({ potential, ...fact }) => ({ ...fact, weight: potential })))
