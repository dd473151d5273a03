import { settledAfterDays, type Field } from '@tieback/sim'
import type { EcRows } from './ec-rows.ts'
import { createDailyEntries } from './field-daily.ts'
import { createDefermentEntries, createWellTestEntries } from './field-events.ts'
import { createObjectEntries } from './field-objects.ts'
import { createPlanEntries } from './field-plan.ts'

/** The simulated field as its system of record tells it. Local times are those of the field's calendar. */
export function createFieldRows(field: Field): EcRows {
  const { timeZone } = field.days.calendar.rules.at(-1) ?? { timeZone: 'UTC' }
  const daily = createDailyEntries(field, timeZone, settledAfterDays)
  const objects = createObjectEntries(field, timeZone)
  const deferments = createDefermentEntries(field, timeZone)
  const wellTests = createWellTestEntries(field, timeZone)
  const plan = createPlanEntries(field, timeZone)
  return {
    entries(className, selection, now) {
      const nowMs = now.getTime()
      switch (className) {
        case 'deferment_event':
          return deferments(selection, nowMs)
        case 'well_test':
          return wellTests(selection, nowMs)
        case 'plan_well_day':
          return plan(selection, nowMs)
        default:
          return daily(className, selection, nowMs) ?? objects(className, selection, nowMs)
      }
    },
  }
}
