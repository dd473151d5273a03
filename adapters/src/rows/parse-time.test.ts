import { describe, expect, it } from 'vitest'
import { labelledDay, parseDay, parseInstant } from './parse-time.ts'

describe('parseDay', () => {
  it.each(['2024-03-13', '2024-03-13T00:00:00', '2024-03-13 00:00', '2024-03-13T00:00:00.000'])('reads %s', (text) => {
    expect(parseDay(text)).toBe('2024-03-13')
  })

  it.each([['2024-03-13T06:00:00'], ['2024-02-30'], ['13.03.2024'], ['2024-3-13'], [''], [null], [20240313]])(
    'refuses %j',
    (raw) => {
      expect(parseDay(raw)).toBeNull()
    },
  )

  it('turns a label by the end of the day into the day that ended', () => {
    expect(labelledDay('2024-03-01', 'end')).toBe('2024-02-29')
    expect(labelledDay('2024-03-01', 'start')).toBe('2024-03-01')
  })
})

describe('parseInstant', () => {
  const oslo = (text: string, repeated: 'earlier' | 'later' = 'later') =>
    parseInstant(text, 'Europe/Oslo', repeated)?.toISOString()

  it('reads a text without a zone as local time', () => {
    expect(oslo('2024-01-15T06:58:41')).toBe('2024-01-15T05:58:41.000Z')
    expect(oslo('2024-07-15 06:58:41.25')).toBe('2024-07-15T04:58:41.250Z')
  })

  it('reads a zone in the text as it stands', () => {
    expect(oslo('2024-01-15T06:58:41Z')).toBe('2024-01-15T06:58:41.000Z')
    expect(oslo('2024-01-15T06:58:41+05:30')).toBe('2024-01-15T01:28:41.000Z')
  })

  it('reads the hour that repeats in autumn as asked, and every other hour in one way', () => {
    expect(oslo('2024-10-27T02:30:00', 'earlier')).toBe('2024-10-27T00:30:00.000Z')
    expect(oslo('2024-10-27T02:30:00', 'later')).toBe('2024-10-27T01:30:00.000Z')
    for (const text of ['2024-10-27T01:59:59', '2024-10-27T03:00:00', '2024-03-31T02:30:00', '2024-10-28T02:30:00']) {
      expect(oslo(text, 'earlier')).toBe(oslo(text, 'later'))
    }
  })

  it.each([['yesterday'], ['2024-01-15'], ['2024-13-01T00:00:00'], [null], [42]])('refuses %j', (raw) => {
    expect(parseInstant(raw, 'Europe/Oslo', 'later')).toBeNull()
  })
})
