import { describe, expect, it } from 'vitest'
import { toReading } from './sample.ts'
import type { TimedValue } from './wire.ts'

const item = (overrides: Partial<TimedValue>): TimedValue => ({
  Timestamp: '2024-03-14T08:00:00Z',
  Value: 182.37,
  Good: true,
  ...overrides,
})

describe('toReading', () => {
  it.each([
    [{}, 'good'],
    [{ Questionable: true }, 'uncertain'],
    [{ Substituted: true }, 'substituted'],
    [{ Questionable: true, Substituted: true }, 'substituted'],
  ] as const)('gives a number with %j as %s', (flags, quality) => {
    expect(toReading(item(flags))).toEqual({ value: 182.37, quality, reason: null })
  })

  it("never takes a system state's code for a number", () => {
    const state = { Name: 'Pt Created', Value: 253, IsSystem: true }
    expect(toReading(item({ Good: false, Value: state }))).toEqual({
      value: null,
      quality: 'bad',
      reason: '253 Pt Created',
    })
  })

  it('gives the state of a digital point as a reason, good as it may be', () => {
    expect(toReading(item({ Value: { Name: 'OPEN', Value: 1, IsSystem: false } }))).toEqual({
      value: null,
      quality: 'bad',
      reason: '1 OPEN',
    })
  })

  it.each([
    [4021.7, 'flagged bad'],
    ['The PI point was not found', 'The PI point was not found'],
    [null, 'null'],
    [undefined, 'no value'],
  ])('takes no value flagged bad, %j', (value, reason) => {
    expect(toReading(item({ Good: false, Value: value }))).toEqual({ value: null, quality: 'bad', reason })
  })

  it.each([['NaN'], ['Infinity'], [true], ['2024-03-14T08:00:00Z'], [[1, 2]]])('takes no number from %j', (value) => {
    expect(toReading(item({ Value: value }))).toMatchObject({ value: null, quality: 'bad' })
  })

  it('names a system state by its code, whatever the site calls it', () => {
    const state = { Name: 'Ingen data', Value: 248, IsSystem: true }
    expect(toReading(item({ Good: false, Value: state })).reason).toBe('248 No Data')
    expect(toReading(item({ Good: false, Value: { ...state, IsSystem: false } })).reason).toBe('248 Ingen data')
  })

  it('gives the number that the mapping has for a state, with the quality of any number', () => {
    const states = new Map([[1, 100]])
    const open = { Name: 'OPEN', Value: 1, IsSystem: false }
    expect(toReading(item({ Value: open }), states)).toEqual({ value: 100, quality: 'good', reason: null })
    expect(toReading(item({ Value: open, Questionable: true }), states).quality).toBe('uncertain')
    expect(toReading(item({ Value: open, Good: false }), states)).toMatchObject({ value: null, quality: 'bad' })
    expect(toReading(item({ Value: { ...open, IsSystem: true } }), states)).toMatchObject({
      value: null,
      quality: 'bad',
    })
  })

  it('calls a state that the mapping has no number for unknown', () => {
    const { reason, value } = toReading(item({ Value: { Name: 'TRAVEL', Value: 7 } }), new Map([[1, 100]]))
    expect({ reason, value }).toEqual({ reason: 'unknown state 7 TRAVEL', value: null })
  })
})
