import { backfillDaysMax, type DayLabel } from '@tieback/contracts'
import { addDays, daysBetween, isDayLabel } from '@tieback/domain'

/** A span of production days as its two fields hold it: half typed, perhaps. */
export interface BackfillFields {
  readonly from: string
  /** Exclusive. */
  readonly to: string
}

/** A span that can be asked for, or why it can't. */
export type BackfillRange =
  | {
      readonly fault: null
      readonly from: DayLabel
      readonly to: DayLabel
      readonly lastDay: DayLabel
      readonly days: number
    }
  | { readonly fault: 'incomplete' | 'empty' | 'too-long' | 'in-the-future' }

/** Days that are offered first: what a source may correct of its own accord. */
const daysByDefault = 7

/** The last days that are over. `today` is the site's. */
export const defaultFields = (today: DayLabel): BackfillFields => ({ from: addDays(today, -daysByDefault), to: today })

/** What the fields ask for. The day that runs now may be among it; none that hasn't begun. */
export function parseBackfill({ from, to }: BackfillFields, today: DayLabel): BackfillRange {
  if (!isDayLabel(from) || !isDayLabel(to)) return { fault: 'incomplete' }
  const days = daysBetween(from, to)
  if (days <= 0) return { fault: 'empty' }
  if (days > backfillDaysMax) return { fault: 'too-long' }
  if (to > addDays(today, 1)) return { fault: 'in-the-future' }
  return { fault: null, from, to, lastDay: addDays(to, -1), days }
}
