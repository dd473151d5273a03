import { describe, expect, it } from 'vitest'
import { sayDuration, sayFigure } from './wording.ts'

describe('sayDuration', () => {
  it.each([
    [50_000, '50 s'],
    [50 * 60_000, '50 min'],
    [119 * 60_000, '119 min'],
    [120 * 60_000, '2 h'],
    [310 * 60_000, '5 h 10 min'],
    [119.6 * 60_000, '2 h'],
    [52 * 3_600_000, '2 d 4 h'],
    [86_400_000, '1 d'],
  ])('says %i ms as %s', (ms, text) => {
    expect(sayDuration(ms)).toBe(text)
  })
})

describe('sayFigure', () => {
  it('gives four digits and the unit', () => {
    expect(sayFigure(68.42451, { unit: 'bar', reference: null, basis: 'gauge' })).toBe('68.42 barg')
    expect(sayFigure(1_234_567, { unit: 'm3/d', reference: 'metric', basis: null })).toBe('1235000 Sm³/d')
  })
})
