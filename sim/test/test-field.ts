import { createCalendar, type Calendar } from '@tieback/domain'
import { createField, type Field, type FieldOptions } from '../src/field.ts'

export const osloCalendar: Calendar = createCalendar('field', [
  { validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' },
])

/** Ten in the morning at the site. */
export const testEpoch = new Date('2026-11-19T09:00:00Z')

/** The field as the tests know it; 400 days unless told. */
export function createTestField(options: Partial<FieldOptions> = {}): Field {
  return createField({ seed: 7, epoch: testEpoch, calendar: osloCalendar, ...options })
}
