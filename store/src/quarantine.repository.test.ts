import { beforeEach, describe, expect, it } from 'vitest'
import { commit, known, seed, sourceId } from '../test/fixtures.ts'
import { InvalidCursor } from './change.repository.ts'
import {
  groupQuarantine,
  listQuarantine,
  quarantine,
  refuseAgain,
  resolveQuarantine,
  resolveUnseen,
} from './quarantine.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { QuarantineRow, RefusedInput } from './types.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  return database.dispose
})

const refused = (key: string, more: Partial<RefusedInput> = {}): RefusedInput => ({
  dataset: 'well_day',
  key,
  reason: 'unknown-unit',
  message: 'Unit "furlong" is not known: map it',
  row: { key },
  ...more,
})
const put = (...rows: RefusedInput[]) => commit(database.pool, (tx) => quarantine(tx, sourceId, rows))
const list = async (more: object = {}): Promise<QuarantineRow[]> =>
  (await listQuarantine(database.pool, { limit: 100, cursor: null, ...more })).rows
const keysOf = async (more: object = {}): Promise<string[]> => (await list(more)).map(({ key }) => key)
const idOf = async (key: string): Promise<string> => (await list()).find((row) => row.key === key)?.id ?? ''

describe('a list of refused rows', () => {
  beforeEach(async () => {
    await put(refused('1'))
    await put(refused('2', { dataset: 'well_test' }))
    await put(refused('3', { reason: 'invalid-value' }))
    await put(refused('1'))
  })

  it('begins with the one refused last, however old it is', async () => {
    expect(await keysOf()).toEqual(['1', '3', '2'])
  })

  it('keeps to a dataset, a reason and certain rows', async () => {
    expect(await keysOf({ dataset: 'well_test' })).toEqual(['2'])
    expect(await keysOf({ reason: 'invalid-value' })).toEqual(['3'])
    expect(await keysOf({ dataset: 'well_test', reason: 'invalid-value' })).toEqual([])
    expect(await keysOf({ ids: [await idOf('2'), 'no id of ours', '9999999999999999999999'] })).toEqual(['2'])
  })

  it('goes on where the page before ended, also when rows were refused again meanwhile', async () => {
    const first = await listQuarantine(database.pool, { limit: 2, cursor: null })
    await put(refused('1'))
    const second = await listQuarantine(database.pool, { limit: 2, cursor: first.nextCursor })
    expect([...first.rows, ...second.rows].map(({ key }) => key)).toEqual(['1', '3', '2'])
    expect(second.nextCursor).toBeNull()
  })

  it.each(['nonsense', 'WzFd'])('refuses the cursor "%s"', async (cursor) => {
    await expect(listQuarantine(database.pool, { limit: 2, cursor })).rejects.toThrow(InvalidCursor)
  })
})

describe('groups of refused rows', () => {
  it('are those that share dataset and reason, most rows first, with the one refused last', async () => {
    const first = known(await put(refused('1')))
    await put(refused('2', { dataset: 'well_test' }))
    const last = known(await put(refused('3', { message: 'newest' })))
    expect(await groupQuarantine(database.pool, sourceId)).toMatchObject([
      {
        dataset: 'well_day',
        reason: 'unknown-unit',
        count: 2,
        firstSeen: first,
        lastSeen: last,
        sample: { key: '3', message: 'newest' },
      },
      { dataset: 'well_test', reason: 'unknown-unit', count: 1, sample: { key: '2' } },
    ])
  })

  it('leave out what was dealt with, and other sources', async () => {
    await put(refused('1'))
    await commit(database.pool, async (tx) => resolveQuarantine(tx, [await idOf('1')]))
    expect(await groupQuarantine(database.pool, sourceId)).toEqual([])
    expect(await groupQuarantine(database.pool, 'another')).toEqual([])
  })
})

describe('a row that was tried again', () => {
  it('is counted once more with what is wrong now, and was last seen when it was', async () => {
    await put(refused('1'))
    const [before] = await list()
    const again = { id: await idOf('1'), reason: 'unmapped-node', message: 'nobody knows it' }
    await commit(database.pool, (tx) => refuseAgain(tx, [again]))
    expect(await list()).toEqual([{ ...before, ...again, times: 2 }])
  })

  it('keeps its reason where the same row stands there for the new one already', async () => {
    await put(refused('1'), refused('1', { reason: 'unmapped-node', message: 'older' }))
    const [id] = (await list({ reason: 'unknown-unit' })).map((row) => row.id)
    await commit(database.pool, (tx) => refuseAgain(tx, [{ id: id ?? '', reason: 'unmapped-node', message: 'newer' }]))
    expect((await list()).map(({ reason, message, times }) => [reason, message, times]).toSorted()).toEqual([
      ['unknown-unit', 'newer', 2],
      ['unmapped-node', 'older', 1],
    ])
  })
})

describe('rows that a whole reading of their days did not meet', () => {
  const about = (day: string | null) => ({ subject: { objectId: 'W1', day } })
  const march = { from: '2026-03-01', to: '2026-03-11' }

  it('are dealt with where they are about these days and were last refused before it', async () => {
    await put(refused('first', about('2026-03-01')), refused('last', about('2026-03-10')))
    await put(refused('before', about('2026-02-28')), refused('after', about('2026-03-11')))
    await put(refused('any day', about(null)), refused('untold'))
    const before = known(await put(refused('met again', about('2026-03-05'))))
    await put(refused('new', about('2026-03-05')))
    const { result } = await commit(database.pool, (tx) => resolveUnseen(tx, sourceId, { ...march, before }))
    expect(result).toBe(2)
    expect((await keysOf({ isResolved: true })).toSorted()).toEqual(['first', 'last'])
  })

  it('are told by what was said of them last', async () => {
    await put(refused('1', about('2026-03-05')))
    await put(refused('1', about('2026-04-05')))
    const before = new Date('2200-01-01')
    await commit(database.pool, (tx) => resolveUnseen(tx, sourceId, { ...march, before }))
    expect(await keysOf({ isResolved: false })).toEqual(['1'])
  })

  it('are kept whatever their source calls a day', async () => {
    await put(refused('1', about('31 February')))
    expect(await keysOf()).toEqual(['1'])
  })
})
