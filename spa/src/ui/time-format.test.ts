import { describe, expect, it } from 'vitest'
import {
  formatAge,
  formatDay,
  formatDays,
  formatInstant,
  formatInstantFull,
  formatMonth,
  formatProductionDay,
} from './time-format.ts'

const now = Date.parse('2026-11-19T08:00:00Z')

describe('instants', () => {
  it('name their year where it is another, by the clock of the site', () => {
    expect(formatInstant('2016-12-01T00:00:00.000Z', 'UTC', now)).toBe('1 Dec 2016 00:00')
    expect(formatInstant('2025-12-31T23:30:00.000Z', 'Europe/Oslo', now)).toBe('1 Jan 00:30')
  })

  it('are printed in the zone of the site, not of the reader', () => {
    expect(formatInstant('2026-11-18T05:00:00.000Z', 'Europe/Oslo', now)).toBe('18 Nov 06:00')
    expect(formatInstant('2026-11-18T05:00:00.000Z', 'America/Halifax', now)).toBe('18 Nov 01:00')
    expect(formatInstantFull('2026-11-18T23:59:59.999Z', 'UTC')).toBe('18 Nov 2026 23:59:59')
  })

  it('print midnight as 00:00', () => {
    expect(formatInstant('2026-11-18T00:00:00.000Z', 'UTC', now)).toBe('18 Nov 00:00')
  })
})

describe('days', () => {
  it('keep their label whatever the zone', () => {
    expect(formatDay('2026-01-01')).toBe('1 Jan 2026')
    expect(formatMonth('2016-12-01')).toBe('December 2016')
  })

  it('print a range with the year once where it is the same', () => {
    expect(formatDays('2026-10-20', '2026-11-18')).toBe('20 Oct – 18 Nov 2026')
    expect(formatDays('2025-12-20', '2026-01-18')).toBe('20 Dec 2025 – 18 Jan 2026')
    expect(formatDays('2026-11-18', '2026-11-18')).toBe('18 Nov 2026')
  })

  it('say what they mean, with 23 and 25 hours and the year of other years', () => {
    const day = {
      day: '2026-10-24',
      start: '2026-10-24T04:00:00.000Z',
      end: '2026-10-25T05:00:00.000Z',
      hours: 25,
      timeZone: 'Europe/Oslo',
    }
    expect(formatProductionDay(day, now)).toBe('24 Oct 06:00 – 25 Oct 06:00 (Europe/Oslo, production day 25 h)')
    expect(formatProductionDay(day, Date.parse('2027-01-01T08:00:00Z'))).toContain(
      '24 Oct 2026 06:00 – 25 Oct 2026 06:00 (',
    )
  })
})

describe('ages', () => {
  it('use their largest whole unit', () => {
    expect(formatAge(59_999)).toBe('59 s')
    expect(formatAge(60_000)).toBe('1 min')
    expect(formatAge(3_599_999)).toBe('59 min')
    expect(formatAge(47.9 * 3_600_000)).toBe('47 h')
    expect(formatAge(48 * 3_600_000)).toBe('2 d')
    expect(formatAge(10.2 * 365.25 * 86_400_000)).toBe('10 y')
  })

  it('never go below zero when a clock runs ahead', () => {
    expect(formatAge(-5_000)).toBe('0 s')
  })

  it('refuse what is not a number', () => {
    expect(() => formatAge(NaN)).toThrow(RangeError)
  })
})
