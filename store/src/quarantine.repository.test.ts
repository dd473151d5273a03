import { beforeEach, describe, expect, it } from 'vitest'
import { commit, known, seed, sourceId, wellId } from '../test/fixtures.ts'
import { InvalidCursor } from './change.repository.ts'
import {
  describeWhollyRefused,
  groupQuarantine,
  listQuarantine,
  quarantine,
  refuseAgain,
  resolveQuarantine,
  resolveReadSeries,
  resolveUnseen,
} from './quarantine.repository.ts'
import { advanceSeries, listSeriesMarks } from './series-watermark.repository.ts'
import { writeSignals } from './signal.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { QuarantineRow, RefusedInput, SignalInput } from './types.ts'

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

const series = (sourceKey: string): SignalInput => ({
  sourceKey,
  nodeId: wellId('W1'),
  name: sourceKey,
  quantity: 'oil_production',
  unit: 'm3/d',
  reference: 'metric',
  basis: null,
  interpolation: 'linear',
  expectedPeriodS: 5,
})

describe('refusals of series', () => {
  const stream = (key: string, message = 'no right to read it') =>
    refused(key, { dataset: 'streams', reason: 'unmapped-signal', message })
  const advance = (stream: string, completeTo: Date, ...keys: string[]) =>
    commit(database.pool, async (tx) => {
      const ids = new Map((await listSeriesMarks(tx.client, sourceId, stream)).map((mark) => [mark.sourceKey, mark]))
      const advances = keys.map((key) => ({ signalId: ids.get(key)?.signalId ?? '', completeTo, newestAt: null }))
      await advanceSeries(tx, stream, advances)
    })
  const read = async (...keys: string[]): Promise<number> =>
    (await commit(database.pool, (tx) => resolveReadSeries(tx, sourceId, keys))).result
  const [nine, ten] = [new Date('2026-03-01T09:00:00Z'), new Date('2026-03-01T10:00:00Z')]

  beforeEach(async () => {
    await commit(database.pool, (tx) => writeSignals(tx, sourceId, ['A', 'B'].map(series)))
  })

  it('are dealt with once they were read, and no other row is', async () => {
    await put(stream('A'), stream('B'), refused('A'), refused('A 09:00', { dataset: 'recorded' }))
    expect(await read('A', 'nobody’s')).toBe(1)
    expect((await keysOf({ isResolved: false })).toSorted()).toEqual(['A', 'A 09:00', 'B'])
    expect(await read('A')).toBe(0)
  })

  it('are kept while another stream of the series stands behind its source', async () => {
    await put(stream('A'))
    await advance('samples', ten, 'A', 'B')
    await advance('hourly', ten, 'B')
    await advance('hourly', nine, 'A')
    expect(await read('A')).toBe(0)
    await advance('hourly', ten, 'A')
    expect(await read('A')).toBe(1)
  })

  it('say of a source that nothing of it can be read where they are about all its series', async () => {
    const tell = () => describeWhollyRefused(database.pool, sourceId)
    expect(await tell()).toBeNull()
    await put(stream('A', 'older'))
    await put(refused('B', { dataset: 'recorded' }))
    expect(await tell()).toBeNull()
    await put(stream('B', 'newer'))
    expect(await tell()).toBe('None of its 2 series can be read: see its quarantine. newer')
    await read('B')
    expect(await tell()).toBeNull()
    await put(refused('B', { dataset: 'signals', reason: 'unknown-unit' }))
    expect(await tell()).toBe('None of its 2 series can be read: see its quarantine. older')
  })

  it('say nothing of a source without series', async () => {
    await put(refused('A', { dataset: 'streams' }))
    expect(await describeWhollyRefused(database.pool, 'another')).toBeNull()
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
