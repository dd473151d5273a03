import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { medianOf, orderStatistic } from './order-statistic.ts'

describe('orderStatistic', () => {
  it('is the element that sorting puts there, for any numbers and share', () => {
    const anyNumbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), { minLength: 1 })
    fc.assert(
      fc.property(anyNumbers, fc.double({ min: 0, max: 1, noNaN: true }), (numbers, share) => {
        const sorted = Float64Array.from(numbers).sort()
        const found = orderStatistic(Float64Array.from(numbers), share)
        // By ===: zero has two signs, and either will do.
        expect(found === sorted[Math.floor((numbers.length - 1) * share)]).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('takes a million equal numbers, and none', () => {
    expect(medianOf(new Float64Array(1_000_000).fill(7))).toBe(7)
    expect(medianOf(new Float64Array())).toBeNaN()
  })
})
