import { Quality } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { hasValue, isEstimated, isMeasured, lowestStatus, qualityClass, worstQuality } from './quality.ts'

describe('qualityClass', () => {
  it('puts every quality in one class', () => {
    expect(Quality.options.map((quality) => [quality, qualityClass(quality)])).toEqual([
      ['good', 'measured'],
      ['uncertain', 'measured'],
      ['substituted', 'estimated'],
      ['estimated', 'estimated'],
      ['stale', 'measured'],
      ['bad', 'missing'],
      ['missing', 'missing'],
    ])
  })

  it('gives a number to the first five qualities alone', () => {
    expect(Quality.options.filter(hasValue)).toEqual(Quality.options.slice(0, 5))
  })

  it('calls a stale value measured and a substituted one estimated', () => {
    expect([isMeasured('stale'), isEstimated('stale')]).toEqual([true, false])
    expect([isMeasured('substituted'), isEstimated('substituted')]).toEqual([false, true])
  })
})

describe('worstQuality', () => {
  it('ranks qualities in the order of the contract', () => {
    for (const [index, quality] of Quality.options.entries()) {
      expect(worstQuality(Quality.options.slice(0, index + 1))).toBe(quality)
      expect(worstQuality(Quality.options.slice(0, index + 1).reverse())).toBe(quality)
    }
  })

  it('is missing of nothing', () => {
    expect(worstQuality([])).toBe('missing')
  })
})

describe('lowestStatus', () => {
  it('is as settled as the least settled input', () => {
    expect(lowestStatus(['approved', 'provisional', 'verified'])).toBe('provisional')
    expect(lowestStatus(['approved', 'verified'])).toBe('verified')
    expect(lowestStatus(['approved'])).toBe('approved')
  })

  it('passes over inputs without a status', () => {
    expect(lowestStatus([null, 'approved', null])).toBe('approved')
    expect(lowestStatus([null])).toBeNull()
    expect(lowestStatus([])).toBeNull()
  })
})
