import { describe, expect, it } from 'vitest'
import { parseDuration, parsePiTime } from './pi-time.ts'

const now = Date.parse('2026-11-19T09:30:00Z')

describe('PI time', () => {
  it.each([
    ['*', '2026-11-19T09:30:00.000Z'],
    ['', '2026-11-19T09:30:00.000Z'],
    ['*-1d', '2026-11-18T09:30:00.000Z'],
    ['*-1h-30m', '2026-11-19T08:00:00.000Z'],
    ['t', '2026-11-19T00:00:00.000Z'],
    ['t+6h', '2026-11-19T06:00:00.000Z'],
    ['y+8h', '2026-11-18T08:00:00.000Z'],
    ['-1.5h', '2026-11-19T08:00:00.000Z'],
    ['2026-10-25T00:30:00Z', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T02:30:00+02:00', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T00:30:00', '2026-10-25T00:30:00.000Z'],
  ])('reads %j', (text, expected) => {
    expect(new Date(parsePiTime(text, now)).toISOString()).toBe(expected)
  })

  it('keeps ticks below the millisecond', () => {
    expect(parsePiTime('2026-10-25T00:30:00.1234567Z', now)).toBe(Date.parse('2026-10-25T00:30:00.123Z') + 0.4567)
  })

  it.each(['tomorrowish', '*-', '*+3x', '2026-13-45T00:00:00Z'])('refuses %j', (text) => {
    expect(() => parsePiTime(text, now)).toThrow('could not be parsed')
  })

  it.each([
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['-1h30m', -5_400_000],
    ['250ms', 250],
    ['3600s', 3_600_000],
  ])('reads the duration %j', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', '1', 'h', '1h x', '1y'])('knows no duration %j', (text) => {
    expect(parseDuration(text)).toBeNull()
  })
})
