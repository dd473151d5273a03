import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  dayLabelMs,
  daysBetween,
  firstOfMonth,
  isDayLabel,
  listDays,
  toDayLabel,
} from './day-label.ts'

const anyDay = fc.integer({ min: -36_500, max: 73_000 }).map((days) => addDays('2000-01-01', days))

describe('isDayLabel', () => {
  it.each(['2026-11-19', '2024-02-29', '1900-01-01', '9999-12-31'])('takes %s', (text) => {
    expect(isDayLabel(text)).toBe(true)
  })

  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '2026-11-19T00:00', '19.11.2026', '0050-01-01', ''])(
    'refuses "%s"',
    (text) => {
      expect(isDayLabel(text)).toBe(false)
      expect(() => dayLabelMs(text)).toThrow(RangeError)
    },
  )
})

describe('counting days', () => {
  it('crosses months, leap days and years', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
    expect(addDays('2023-02-28', 1)).toBe('2023-03-01')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
  })

  it('counts back what it added', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -20_000, max: 20_000 }), (day, days) => {
        expect(daysBetween(day, addDays(day, days))).toBe(days)
      }),
    )
  })

  it('lists the first day and not the last', () => {
    expect(listDays('2026-10-30', '2026-11-02')).toEqual(['2026-10-30', '2026-10-31', '2026-11-01'])
    expect(listDays('2026-11-02', '2026-11-02')).toEqual([])
    expect(listDays('2026-11-03', '2026-11-02')).toEqual([])
  })

  it('refuses to leave the years that a label can hold', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError)
    expect(() => addDays('0100-01-01', -1)).toThrow(RangeError)
    expect(addDays('0100-01-02', -1)).toBe('0100-01-01')
    expect(() => toDayLabel(Number.NaN)).toThrow(RangeError)
  })
})

describe('months', () => {
  it('finds the first of the month and walks by whole months', () => {
    expect(firstOfMonth('2024-02-29')).toBe('2024-02-01')
    expect(addMonths('2025-12-01', 1)).toBe('2026-01-01')
    expect(addMonths('2026-01-01', -13)).toBe('2024-12-01')
  })

  it('refuses to add a month to a day within one', () => {
    expect(() => addMonths('2026-01-31', 1)).toThrow(/first of a month/)
  })
})
