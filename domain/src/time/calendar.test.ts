import { describe, expect, it } from 'vitest'
import { calendarRule, createCalendar, type CalendarRule } from './calendar.ts'
import { productionDay } from './production-day.ts'

const oslo: CalendarRule = { validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }

describe('createCalendar', () => {
  it('sorts its rules, and each holds from its own day on', () => {
    const later: CalendarRule = { ...oslo, validFrom: '2026-03-01', dayStart: '00:00' }
    const calendar = createCalendar('shelf', [later, oslo])
    expect(calendarRule(calendar, '2026-02-28')).toEqual(oslo)
    expect(calendarRule(calendar, '2026-03-01')).toEqual(later)
  })

  it.each<[string, CalendarRule[], RegExp]>([
    ['no rule', [], /since ever/],
    ['no rule that holds since ever', [{ ...oslo, validFrom: '2020-01-01' }], /since ever/],
    ['two rules that hold since ever', [oslo, { ...oslo, dayStart: '00:00' }], /same day/],
    [
      'two rules of one day',
      [oslo, { ...oslo, validFrom: '2020-01-01' }, { ...oslo, validFrom: '2020-01-01', dayStart: '05:00' }],
      /same day/,
    ],
    ['an unknown zone', [{ ...oslo, timeZone: 'Europe/Oslow' }], /"Europe\/Oslow" is not a time zone/],
    ['a bare offset', [{ ...oslo, timeZone: '+01:00' }], /not a time zone/],
    ['an hour of 24', [{ ...oslo, dayStart: '24:00' }], /"24:00" is not a time/],
    ['a time without its zero', [{ ...oslo, dayStart: '6:00' }], /"6:00" is not a time/],
    ['a day that does not exist', [oslo, { ...oslo, validFrom: '2026-02-30' }], /"2026-02-30" is not a day/],
  ])('refuses %s', (_case, rules, reason) => {
    expect(() => createCalendar('shelf', rules)).toThrow(RangeError)
    expect(() => createCalendar('shelf', rules)).toThrow(reason)
  })

  it('refuses a change of rule after which a day would end before it starts', () => {
    const rules: CalendarRule[] = [
      { validFrom: null, timeZone: 'Pacific/Pago_Pago', dayStart: '23:00' },
      { validFrom: '2026-06-02', timeZone: 'Pacific/Kiritimati', dayStart: '00:00' },
    ]
    expect(() => createCalendar('moved', rules)).toThrow(/the day before 2026-06-02 would last -24 h/)
  })
})

describe('a change of rule', () => {
  it('makes one shorter day where the day starts earlier from then on', () => {
    const calendar = createCalendar('shelf', [oslo, { ...oslo, validFrom: '2026-06-02', dayStart: '00:00' }])
    expect(productionDay(calendar, '2026-06-01').hours).toBe(18)
    expect(productionDay(calendar, '2026-06-02').hours).toBe(24)
  })

  it('makes one longer day where the zone moves west', () => {
    const calendar = createCalendar('moved', [oslo, { validFrom: '2026-06-02', timeZone: 'UTC', dayStart: '06:00' }])
    expect(productionDay(calendar, '2026-06-01')).toEqual({
      day: '2026-06-01',
      start: '2026-06-01T04:00:00.000Z',
      end: '2026-06-02T06:00:00.000Z',
      hours: 26,
      timeZone: 'Europe/Oslo',
    })
  })
})
