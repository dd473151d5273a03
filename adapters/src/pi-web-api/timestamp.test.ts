import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantAfter, ticksBetween, ticksSince } from './timestamp.ts'

const baseMs = Date.parse('2024-03-14T08:00:00Z')

describe('ticksSince', () => {
  it.each([
    ['2024-03-14T08:00:00Z', 0],
    ['2024-03-14T08:00:00.5Z', 5_000_000],
    ['2024-03-14T08:00:00.12Z', 1_200_000],
    ['2024-03-14T08:00:00.1239999Z', 1_239_999],
    ['2024-03-14T08:00:00.0000001Z', 1],
    ['2024-03-14T08:00:00.00000019Z', 1],
    ['2024-03-14T07:59:59.9999999Z', -1],
    ['2024-03-15T08:00:01Z', 864_010_000_000],
  ])('reads %s', (text, ticks) => {
    expect(ticksSince(baseMs, text)).toBe(ticks)
  })

  it('knows leap days', () => {
    expect(ticksSince(Date.parse('2024-02-29T00:00:00Z'), '2024-02-29T00:00:00Z')).toBe(0)
    expect(ticksSince(0, '2023-02-29T00:00:00Z')).toBeNaN()
    expect(ticksSince(0, '2100-02-29T00:00:00Z')).toBeNaN()
  })

  it('tells a day from the one before it that differs in one part, and from one that doesn’t exist', () => {
    const days = ['2024-03-14', '2023-03-14', '2023-04-14', '2023-04-30', '2023-04-31', '2023-04-30', '2024-03-14']
    const starts = days.map((day) => ticksSince(0, `${day}T00:00:00Z`) / 10_000)
    expect(starts).toEqual(days.map((day) => (day === '2023-04-31' ? NaN : Date.parse(`${day}T00:00:00Z`))))
  })

  it('reads what a Date reads, whatever the instant and the number of decimals', () => {
    const instants = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 3 }), (at, decimals) => {
        const text =
          decimals === 0 ? `${at.toISOString().slice(0, 19)}Z` : `${at.toISOString().slice(0, 20 + decimals)}Z`
        const ms = Date.parse(text)
        expect(ticksSince(ms, text)).toBe(0)
        expect(instantAfter(ms, ticksSince(ms, text)).getTime()).toBe(ms)
      }),
    )
  })

  it.each([
    '14-Mar-24 08:00:00',
    '03/04/2024 08:00:00',
    '2024-03-14T08:00:00',
    '2024-03-14T08:00:00+01:00',
    '2024-03-14',
    '2024-13-14T08:00:00Z',
    '2024-04-31T08:00:00Z',
    '2024-03-14T24:00:00Z',
    '2024-03-14T08:00:00.Z',
    '2024-03-14T08:00:00.1x3Z',
    '2024-03-14 08:00:00Z',
    '',
  ])('refuses %j', (text) => {
    expect(ticksSince(baseMs, text)).toBeNaN()
  })
})

describe('instantAfter', () => {
  it('cuts off to the millisecond, before the base as after it', () => {
    expect(instantAfter(1_000, 19_999).getTime()).toBe(1_001)
    expect(instantAfter(1_000, -1).getTime()).toBe(999)
  })

  it('undoes ticksBetween', () => {
    expect(instantAfter(5_000, ticksBetween(5_000, 7_123)).getTime()).toBe(7_123)
  })
})
