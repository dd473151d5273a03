import { describe, expect, it } from 'vitest'
import { quietUntil } from './quiet-hours.ts'

const hours = (from: string, to: string, timeZone = 'Europe/Oslo') => ({ from, to, timeZone })
const ask = (windows: Parameters<typeof quietUntil>[0], now: string) =>
  quietUntil(windows, new Date(now))?.toISOString() ?? null

describe('quietUntil', () => {
  it.each([
    ['2026-01-15T05:59:59Z', null],
    ['2026-01-15T06:00:00Z', '2026-01-15T08:00:00.000Z'],
    ['2026-01-15T07:59:59Z', '2026-01-15T08:00:00.000Z'],
    ['2026-01-15T08:00:00Z', null],
    ['2026-07-15T05:00:00Z', '2026-07-15T07:00:00.000Z'],
  ])('goes by the local clock, start included and end excluded: %s', (now, expected) => {
    expect(ask([hours('07:00', '09:00')], now)).toBe(expected)
  })

  it.each([
    ['2026-01-15T20:59:00Z', null],
    ['2026-01-15T21:00:00Z', '2026-01-16T05:00:00.000Z'],
    ['2026-01-16T04:59:00Z', '2026-01-16T05:00:00.000Z'],
    ['2026-01-16T05:00:00Z', null],
  ])('goes over midnight where the end is before the start: %s', (now, expected) => {
    expect(ask([hours('22:00', '06:00')], now)).toBe(expected)
  })

  it('is an hour shorter in the night of spring and an hour longer in that of autumn', () => {
    const night = [hours('22:00', '06:00')]
    expect(ask(night, '2026-03-28T21:00:00Z')).toBe('2026-03-29T04:00:00.000Z')
    expect(ask(night, '2026-10-24T20:00:00Z')).toBe('2026-10-25T05:00:00.000Z')
  })

  it('holds from the first of a repeated time to the second of another', () => {
    // Oslo's clocks show 02:00 to 03:00 twice, from 00:00Z and from 01:00Z.
    const repeated = [hours('02:15', '02:45')]
    expect(ask(repeated, '2026-10-25T00:14:00Z')).toBe(null)
    expect(ask(repeated, '2026-10-25T00:15:00Z')).toBe('2026-10-25T01:45:00.000Z')
    expect(ask(repeated, '2026-10-25T01:44:00Z')).toBe('2026-10-25T01:45:00.000Z')
    expect(ask(repeated, '2026-10-25T01:45:00Z')).toBe(null)
  })

  it('takes windows that meet or overlap for one, in whatever zones', () => {
    const windows = [hours('07:00', '09:00'), hours('08:30', '10:00', 'UTC'), hours('12:00', '13:00', 'UTC')]
    expect(ask(windows, '2026-01-15T06:30:00Z')).toBe('2026-01-15T08:00:00.000Z')
    expect(ask(windows, '2026-01-15T08:30:00Z')).toBe('2026-01-15T10:00:00.000Z')
    expect(ask([hours('07:00', '09:30'), hours('08:30', '10:00', 'UTC')], '2026-01-15T06:30:00Z')).toBe(
      '2026-01-15T10:00:00.000Z',
    )
  })

  it('holds never where start and end are the same or nothing is set', () => {
    expect(ask([hours('07:00', '07:00')], '2026-01-15T06:00:00Z')).toBe(null)
    expect(ask([], '2026-01-15T06:00:00Z')).toBe(null)
  })

  it('comes to an end where windows cover the whole day', () => {
    const always = [hours('00:00', '12:00'), hours('12:00', '00:00')]
    expect(ask(always, '2026-01-15T06:00:00Z')).not.toBe(null)
  })
})
