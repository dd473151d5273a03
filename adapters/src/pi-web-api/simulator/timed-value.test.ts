import { describe, expect, it } from 'vitest'
import { formatInstant, formatTimestamp } from './timed-value.ts'

const atMs = Date.parse('2026-11-19T09:30:10.120Z')

describe('timestamps', () => {
  it.each([
    [Date.parse('2026-11-19T09:30:10Z'), 0, '2026-11-19T09:30:10Z'],
    [atMs, 0, '2026-11-19T09:30:10.12Z'],
    [atMs, 30, '2026-11-19T09:30:10.120003Z'],
    [atMs, 4_567, '2026-11-19T09:30:10.1204567Z'],
    [Date.parse('2026-11-19T09:30:10Z'), 1, '2026-11-19T09:30:10.0000001Z'],
  ])('have as many decimals as they need (%#)', (ms, ticks, text) => {
    expect(formatTimestamp(ms, ticks)).toBe(text)
  })

  it('of worked-out instants are whole ticks', () => {
    expect(formatInstant(Date.parse('2026-11-19T09:30:00Z') + 0.5)).toBe('2026-11-19T09:30:00.0005Z')
  })
})
