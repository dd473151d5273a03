import { describe, expect, it } from 'vitest'
import { toInstant, toLocalField } from './local-field.ts'

describe('a local date field', () => {
  it('shows the clock of the site and reads it back, whatever zone the reader is in', () => {
    expect(toLocalField('2026-11-19T08:00:30.000Z', 'Europe/Oslo')).toBe('2026-11-19T09:00')
    expect(toInstant('2026-11-19T09:00', 'Europe/Oslo')).toBe('2026-11-19T08:00:00.000Z')
    expect(toInstant('2026-07-19T09:00', 'Europe/Oslo')).toBe('2026-07-19T07:00:00.000Z')
    expect(toInstant('2026-11-19T09:00', 'America/Halifax')).toBe('2026-11-19T13:00:00.000Z')
  })

  it('has no instant until it is whole', () => {
    expect(toInstant('', 'UTC')).toBeNull()
    expect(toInstant('2026-11-', 'UTC')).toBeNull()
  })
})
