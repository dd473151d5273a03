import { createCalendar } from '@tieback/domain'
import { describe, expect, it } from 'vitest'
import { listPeriods } from './period-axis.ts'

const oslo = createCalendar('oslo', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
const kolkata = createCalendar('kolkata', [{ validFrom: null, timeZone: 'Asia/Kolkata', dayStart: '06:00' }])

describe('the time axis', () => {
  it('has 25 hours on the day the clocks go back, and 23 when they go forward', () => {
    expect(listPeriods(oslo, '2026-10-24', '2026-10-25', 'hour')).toHaveLength(25)
    expect(listPeriods(oslo, '2026-03-28', '2026-03-29', 'hour')).toHaveLength(23)
    expect(listPeriods(oslo, '2026-10-24', '2026-10-26', 'day').map(({ hours }) => hours)).toEqual([25, 24])
  })

  it('keeps to whole hours of UTC where the day starts at half past', () => {
    const hours = listPeriods(kolkata, '2026-03-10', '2026-03-11', 'hour')
    expect(hours.at(0)?.start).toBe('2026-03-10T00:00:00.000Z')
    expect(hours.at(-1)?.end).toBe('2026-03-11T01:00:00.000Z')
  })

  it('cuts months to the range', () => {
    const months = listPeriods(oslo, '2026-01-15', '2026-03-02', 'month')
    expect(months.map(({ label, days }) => [label, days.length])).toEqual([
      ['2026-01-01', 17],
      ['2026-02-01', 28],
      ['2026-03-01', 1],
    ])
  })
})
