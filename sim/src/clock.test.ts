import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSimClock } from './clock.ts'

const realStart = new Date('2026-01-01T00:00:00Z')
const epoch = new Date('2030-06-01T12:00:00Z')

describe('the simulated clock', () => {
  beforeEach(() => vi.useFakeTimers({ now: realStart }))
  afterEach(() => vi.useRealTimers())

  it('shows the epoch when it starts', () => {
    expect(createSimClock({ epoch, realStart, speed: 60 }).now()).toEqual(epoch)
  })

  it('runs as many times faster than time as its speed says', () => {
    const clock = createSimClock({ epoch, realStart, speed: 60 })
    vi.setSystemTime(new Date('2026-01-01T00:01:00Z'))
    expect(clock.now()).toEqual(new Date('2030-06-01T13:00:00Z'))
  })

  it('agrees with a clock of the same settings in another process that started later', () => {
    const first = createSimClock({ epoch, realStart, speed: 10 })
    vi.setSystemTime(new Date('2026-01-01T07:30:00Z'))
    expect(createSimClock({ epoch, realStart, speed: 10 }).now()).toEqual(first.now())
  })

  it.each([0, -1, Number.NaN, Infinity])('refuses a speed of %s', (speed) => {
    expect(() => createSimClock({ epoch, realStart, speed })).toThrow(RangeError)
  })
})
