import { describe, expect, it } from 'vitest'
import { parseFileDay } from './parse-file-day.ts'

describe('parseFileDay', () => {
  it.each(['2014-04-07', '2014-04-07 00:00:00', '07-Apr-14', '7-Apr-2014', '07.04.2014', '7.4.2014 00:00'])(
    'reads %s',
    (text) => {
      expect(parseFileDay(text)).toBe('2014-04-07')
    },
  )

  it('takes two digits from 70 on for the last century', () => {
    expect([parseFileDay('01-Jan-71'), parseFileDay('01-Jan-69')]).toEqual(['1971-01-01', '2069-01-01'])
  })

  it.each(['04/07/2014', '31.02.2014', '07-Foo-14', '2014-04-07 12:00', '20140407', ''])('refuses %j', (text) => {
    expect(parseFileDay(text)).toBeNull()
  })
})
