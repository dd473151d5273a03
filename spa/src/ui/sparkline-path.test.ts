import { describe, expect, it } from 'vitest'
import { sparklinePath } from './sparkline-path.ts'

const size = { width: 104, height: 24 }

describe('a sparkline', () => {
  it('spans its box, with the largest value on top', () => {
    expect(sparklinePath([0, 10], size)).toEqual({ path: 'M2 22L102 2', last: { x: 102, y: 2 } })
  })

  it('leaves a gap where a value is missing', () => {
    const line = sparklinePath([0, 5, null, 5, 10], size)
    expect(line?.path).toBe('M2 22L27 12M77 12L102 2')
  })

  it('shows a lone value, and has no last point when the last value is missing', () => {
    expect(sparklinePath([null, 4, null], size)).toEqual({ path: 'M52 12h0.1', last: null })
  })

  it('lies in the middle when nothing changes, zero included', () => {
    expect(sparklinePath([0, 0, 0], size)?.path).toBe('M2 12L52 12L102 12')
  })

  it('is nothing without a value', () => {
    expect(sparklinePath([null, null], size)).toBeNull()
    expect(sparklinePath([], size)).toBeNull()
  })

  it('takes a single day', () => {
    expect(sparklinePath([7], size)).toEqual({ path: 'M2 12h0.1', last: { x: 2, y: 12 } })
  })
})
