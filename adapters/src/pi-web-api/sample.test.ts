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
})
