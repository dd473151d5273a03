import { beforeEach, describe, expect, it } from 'vitest'
import { commit, seed } from '../test/fixtures.ts'
import { readCalendars, upsertCalendar } from './calendar.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { CalendarInput } from './types.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool, [])
  return database.dispose
})

const write = (calendar: CalendarInput) => commit(database.pool, (tx) => upsertCalendar(tx, calendar))
const readOne = async (wanted: string) => (await readCalendars(database.pool)).find(({ id }) => id === wanted)

const early = { validFrom: null, timeZone: 'Europe/Oslo', dayStart: '00:00' }
const later = { validFrom: '2020-01-01', timeZone: 'Europe/London', dayStart: '06:30' }

describe('calendars', () => {
  it('are read back as they were written, rules in order of date', async () => {
    await write({ id: 'site', rules: [later, early] })
    expect(await readOne('site')).toEqual({ id: 'site', rules: [early, later] })
  })

  it('take the new rules, and change nothing when they are the same', async () => {
    await write({ id: 'site', rules: [early, later] })
    expect((await write({ id: 'site', rules: [later, early] })).knownAt).toBeNull()
    expect((await write({ id: 'site', rules: [{ ...early, dayStart: '05:00' }] })).knownAt).not.toBeNull()
    expect(await readOne('site')).toEqual({ id: 'site', rules: [{ ...early, dayStart: '05:00' }] })
  })

  it.each([
    ['a zone nobody knows', [{ ...early, timeZone: 'Europe/Atlantis' }]],
    ['a time that is none', [{ ...early, dayStart: '24:30' }]],
    ['no rule that holds since ever', [later]],
  ])('refuse %s and store nothing', async (_, rules) => {
    await expect(write({ id: 'site', rules })).rejects.toThrow(RangeError)
    expect(await readOne('site')).toBeUndefined()
  })
})
