import { describe, expect, it } from 'vitest'
import { observeServerDate, serverNow } from './clock.ts'

describe('the server clock', () => {
  it('is the local one until an answer says otherwise, then follows the newest claim', () => {
    const local = Date.parse('2026-11-19T08:00:00Z')
    expect(serverNow(local)).toBe(local)
    observeServerDate('Thu, 19 Nov 2026 09:00:00 GMT', local)
    expect(serverNow(local)).toBe(Date.parse('2026-11-19T09:00:00Z'))
    observeServerDate('Thu, 19 Nov 2026 08:30:00 GMT', local)
    expect(serverNow(local), 'an answer out of a cache').toBe(Date.parse('2026-11-19T09:00:00Z'))
    observeServerDate('not a date', local)
    observeServerDate(null, local)
    expect(serverNow(local + 1)).toBe(Date.parse('2026-11-19T09:00:00.001Z'))
  })
})
