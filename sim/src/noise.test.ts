import { describe, expect, it } from 'vitest'
import { gaussian, hashOf, seedFor, uniform, wander } from './noise.ts'

const many = Array.from({ length: 20_000 }, (_, index) => index)

describe('noise', () => {
  it('gives the same number for the same keys and another for any other key', () => {
    expect(hashOf(1, 2, 3, 4)).toBe(hashOf(1, 2, 3, 4))
    expect(
      new Set([hashOf(1, 2, 3, 4), hashOf(2, 2, 3, 4), hashOf(1, 3, 3, 4), hashOf(1, 2, 4, 4), hashOf(1, 2, 3, 5)])
        .size,
    ).toBe(5)
  })

  it('spreads evenly over 0 to 1', () => {
    const tenths = Array.from({ length: 10 }, () => 0)
    for (const key of many) tenths[Math.floor(10 * uniform(7, key))]! += 1
    for (const count of tenths) expect(count).toBeGreaterThan(1_800)
    for (const count of tenths) expect(count).toBeLessThan(2_200)
  })

  it('has mean 0 and deviation 1 where it is to look normal', () => {
    const values = many.map((key) => gaussian(7, key))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(variance).toBeGreaterThan(0.94)
    expect(variance).toBeLessThan(1.06)
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(3.5)
  })

  it('wanders without a jump, across whole positions too', () => {
    for (let position = -3; position < 3; position += 0.01) {
      const step = Math.abs(wander(7, 1, position + 0.01) - wander(7, 1, position))
      expect(step).toBeLessThan(0.04)
    }
  })

  it('gives each use a seed of its own', () => {
    const uses = ['slot', 'offset', 'fault', 'drift', 'choke', 'tolls', 'stlol']
    expect(new Set(uses.map((use) => seedFor(7, use))).size).toBe(uses.length)
  })
})
