import { z } from 'zod'
import { measured } from './measured.ts'

/** No history begins earlier and no plan reaches further; arithmetic on days beyond leaves the four digits of a year. */
const dayFirst = '1900-01-01'
const dayLast = '2200-12-31'

/** Half-open, and two days wider than the days: in its time zone the first of them begins in 1899, and the last ends in 2201. */
const instantsFrom = '1899-12-30'
const instantsTo = '2201-01-03'

/** An instant in UTC with at most milliseconds, such as `2026-11-19T05:00:00.000Z`. */
export const Instant = z.iso
  .datetime({ offset: false, abort: true })
  .refine((instant) => instant >= instantsFrom && instant < instantsTo, {
    error: 'expected an instant of the years 1900 to 2200',
  })
export type Instant = z.infer<typeof Instant>

/** The label of a production day, such as `2026-11-19`. Means nothing without the calendar of a site. */
export const DayLabel = z.iso
  .date({ abort: true })
  .refine((day) => day >= dayFirst && day <= dayLast, { error: `expected a day from ${dayFirst} to ${dayLast}` })
export type DayLabel = z.infer<typeof DayLabel>

/** A production day as a reader needs it: its label, and the half-open instants that it runs between. */
export const ProductionDay = z.object({
  day: DayLabel,
  start: Instant,
  end: Instant,
  /** Length in hours; 23 and 25 where the clocks change. */
  hours: measured(z.number().min(0).max(49), { unit: 'h' }),
  timeZone: z.string().min(1),
})
export type ProductionDay = z.infer<typeof ProductionDay>

/**
 * `hour` facts are summaries of a source's samples; `day` is the production day;
 * `month` is the calendar month of production days, official where the source closes months, else the sum of its days.
 */
export const Granularity = z.enum(['hour', 'day', 'month'])
export type Granularity = z.infer<typeof Granularity>
