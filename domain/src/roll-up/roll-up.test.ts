import { Quality } from '@tieback/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rollUpDays, type DayFact } from './roll-up-days.ts'
import { rollUp, type FactPart } from './roll-up.ts'

const part = (changes: Partial<FactPart> = {}): FactPart => ({
  value: 100,
  quality: 'good',
  status: 'approved',
  coverage: null,
  weight: 100,
  ...changes,
})
const missing = part({ value: null, quality: 'missing', status: null })

const anyPart: fc.Arbitrary<FactPart> = fc.record({
  value: fc.option(fc.double({ min: -1e4, max: 1e6, noNaN: true })),
  quality: fc.constantFrom(...Quality.options),
  status: fc.constantFrom('provisional', 'verified', 'approved', null),
  coverage: fc.constant(null),
  weight: fc.option(fc.oneof(fc.constantFrom(-10, 0), fc.double({ min: 1e-3, max: 1e6, noNaN: true }))),
})

describe('rollUp', () => {
  it('adds what is there and says what is not', () => {
    const total = rollUp([part(), part({ value: 50, quality: 'estimated', weight: 50 }), { ...missing, weight: 50 }])
    expect(total).toEqual({
      value: 150,
      quality: 'estimated',
      status: 'approved',
      coverage: { coverage: 0.75, measured: 0.5, estimated: 0.25, missing: 0.25 },
    })
  })

  it('is null, not zero, where no part has a value', () => {
    expect(rollUp([missing])).toMatchObject({ value: null, quality: 'missing', coverage: { coverage: 0 } })
    expect(rollUp([])).toEqual({ value: null, quality: 'missing', status: null, coverage: null })
  })

  it('keeps a measured zero', () => {
    expect(rollUp([part({ value: 0 }), missing]).value).toBe(0)
  })

  it('is bad only where every input was sent and none was usable', () => {
    const bad = part({ value: null, quality: 'bad' })
    expect(rollUp([bad, bad]).quality).toBe('bad')
    expect(rollUp([bad, missing]).quality).toBe('missing')
  })

  it('never adds a number whose quality says that it is none', () => {
    expect(rollUp([part(), part({ value: 9999, quality: 'bad' })])).toMatchObject({
      value: 100,
      coverage: { missing: 0.5 },
    })
  })

  it('takes the lowest status, that of a row without a value included', () => {
    expect(rollUp([part(), part({ value: null, quality: 'missing', status: 'provisional' })]).status).toBe(
      'provisional',
    )
  })

  it('hands on the coverage of a part that is itself a sum', () => {
    const half = { coverage: 0.5, measured: 0.5, estimated: 0, missing: 0.5 }
    expect(rollUp([part({ coverage: half }), part()]).coverage?.coverage).toBe(0.75)
  })

  it('gives a part of unknown weight the mean of its siblings, and equal weights where none is known', () => {
    expect(
      rollUp([part({ weight: 300 }), part({ weight: 100 }), { ...missing, weight: null }]).coverage?.missing,
    ).toBeCloseTo(1 / 3)
    expect(rollUp([part({ weight: null }), { ...missing, weight: null }]).coverage?.missing).toBe(0.5)
    expect(rollUp([part({ weight: null }), { ...missing, weight: 700 }]).coverage?.missing).toBe(0.5)
  })

  it('counts a negative weight as none', () => {
    expect(rollUp([part(), { ...missing, weight: -50 }]).coverage?.coverage).toBe(1)
  })

  it('never covers more when a bad or missing input of any weight is added', () => {
    fc.assert(
      fc.property(fc.array(anyPart, { maxLength: 12 }), anyPart, (parts, extra) => {
        const before = rollUp(parts)
        const after = rollUp([...parts, { ...extra, value: null, quality: 'missing' }])
        expect(after.value).toBe(before.value)
        expect(after.coverage?.coverage ?? 0).toBeLessThanOrEqual((before.coverage?.coverage ?? 0) + 1e-12)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('rollUpDays', () => {
  const day = (changes: Partial<DayFact> = {}): DayFact => ({
    value: 10,
    quality: 'good',
    status: 'approved',
    coverage: null,
    potential: 10,
    ...changes,
  })
  const noDay = day({ value: null, quality: 'missing', status: null })

  it('adds the days, with the worst quality and the lowest status among them', () => {
    const total = rollUpDays([day(), day({ value: 5, quality: 'uncertain', status: 'provisional' })])
    expect(total).toMatchObject({ value: 15, quality: 'uncertain', status: 'provisional', coverage: { coverage: 1 } })
  })

  it('weighs a missing day by its potential', () => {
    expect(rollUpDays([day({ potential: 30 }), { ...noDay, potential: 10 }]).coverage?.missing).toBe(0.25)
  })

  it('weighs days equally where none has a potential', () => {
    const days = [1, 2, 3].map((value) => day({ value, potential: null }))
    expect(rollUpDays([...days, { ...noDay, potential: null }]).coverage?.missing).toBe(0.25)
  })

  it('is nothing for an empty range', () => {
    expect(rollUpDays([])).toEqual({ value: null, quality: 'missing', status: null, coverage: null })
  })
})
