import { describe, expect, it } from 'vitest'
import { isOutage } from './errors.ts'

const withCode = (code: string) => Object.assign(new Error('said otherwise'), { code })

describe('an outage of the store', () => {
  it.each([
    withCode('ECONNREFUSED'),
    withCode('08006'),
    withCode('57P03'),
    new Error('Query read timeout'),
    new Error('timeout exceeded when trying to connect'),
    new Error('Connection terminated unexpectedly'),
  ])('is %s', (error) => {
    expect(isOutage(error)).toBe(true)
  })

  it.each([
    withCode('42P01'),
    withCode('ENOENT'),
    new Error('The answer says Query read timeout'),
    'Query read timeout',
    null,
  ])('is not %s', (error) => {
    expect(isOutage(error)).toBe(false)
  })
})
