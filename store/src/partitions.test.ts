import { beforeEach, describe, expect, it } from 'vitest'
import { commit, fact, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import { readFacts, writeFacts } from './fact.repository.ts'
import { writeHourly } from './hourly.repository.ts'
import { signalIdOf } from './node-id.ts'
import { dropSamplesBefore, readSamples, writeSamples } from './sample.repository.ts'
import { writeSignals } from './signal.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { SampleInput } from './types.ts'

let database: TestDatabase
const signalId = signalIdOf(sourceId, 'WHP')

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  const signal = {
    nodeId: wellId('W1'),
    sourceKey: 'WHP',
    name: 'Wellhead pressure',
    quantity: 'wellhead_pressure',
    unit: 'bar',
    reference: null,
    basis: 'gauge',
    interpolation: 'linear',
    expectedPeriodS: 300,
  } as const
  await commit(database.pool, (tx) => writeSignals(tx, sourceId, [signal]))
  return database.dispose
})

const partitionsOf = async (table: string): Promise<string[]> => {
  const { rows } = await database.pool.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass order by 1`,
    [table],
  )
  return rows.map(({ name }) => name)
}

const sample = (at: string): SampleInput => ({ signalId, at: new Date(at), value: 1, quality: 'good', reason: null })
const writeAll = (...instants: string[]) => commit(database.pool, (tx) => writeSamples(tx, instants.map(sample)))
const readAll = async (): Promise<string[]> => {
  const range = { from: new Date('2020-01-01T00:00:00Z'), to: new Date('2030-01-01T00:00:00Z') }
  const { at } = await readSamples(database.pool, { signalId, ...range, asOf: await newest(database.pool) })
  return at.map((ms) => new Date(ms).toISOString())
}

describe('partitions', () => {
  it('are made for each year that facts are written to, however far away, and not again', async () => {
    const days = ['1900-01-01', '2026-12-31', '2027-01-01', '2199-12-31']
    for (const value of [1, 2])
      await commit(database.pool, (tx) =>
        writeFacts(
          tx,
          'day',
          days.map((day) => fact({ day, value })),
        ),
      )
    expect(await partitionsOf('fact_daily_production')).toEqual(
      ['1900', '2026', '2027', '2199'].map((year) => `fact_daily_production_${year}`),
    )
    const range = { grain: 'day', nodeIds: 'all', from: '1900-01-01', to: '2200-01-01' } as const
    const rows = await readFacts(database.pool, { ...range, asOf: await newest(database.pool) })
    expect(rows.map(({ day, value }) => [day, value])).toEqual(days.map((day) => [day, 2]))
  })

  it('are made for each month of hours, in UTC', async () => {
    const hours = ['2026-01-31T23:00:00Z', '2026-02-01T00:00:00Z', '2026-12-31T23:00:00Z'].map((hour) => new Date(hour))
    const statistics = { average: 1, minimum: 0, maximum: 2, last: 1, goodShare: 1, count: 12 }
    await commit(database.pool, (tx) =>
      writeHourly(
        tx,
        hours.map((hour) => ({ signalId, hour, ...statistics })),
      ),
    )
    expect(await partitionsOf('fact_hourly_timeseries')).toEqual(
      ['202601', '202602', '202612'].map((month) => `fact_hourly_timeseries_${month}`),
    )
  })

  it('vanish with a transaction that fails, and are made by the next', async () => {
    const failing = commit(database.pool, async (tx) => {
      await writeFacts(tx, 'day', [fact({ day: '1955-05-05' })])
      throw new Error('failed')
    })
    await expect(failing).rejects.toThrow('failed')
    expect(await partitionsOf('fact_daily_production')).toEqual([])
    await commit(database.pool, (tx) => writeFacts(tx, 'day', [fact({ day: '1955-05-05' })]))
    expect(await partitionsOf('fact_daily_production')).toEqual(['fact_daily_production_1955'])
  })

  it('keep readers waiting at no time', async () => {
    await commit(database.pool, (tx) => writeFacts(tx, 'day', [fact()]))
    const asOf = await newest(database.pool)
    const query = { grain: 'day', nodeIds: 'all', from: '2026-01-01', to: '2027-01-01', asOf } as const
    await commit(database.pool, async (tx) => {
      await writeFacts(tx, 'day', [fact({ day: '1999-01-01' })])
      // The new partition isn't committed yet: a reader that had to wait for that would never come back.
      expect(await readFacts(database.pool, query)).toHaveLength(1)
    })
  })
})

describe('dropSamplesBefore', () => {
  it('drops whole days that end at or before the instant, and keeps the rest', async () => {
    await writeAll(
      '2026-03-01T23:59:59.999Z',
      '2026-03-02T00:00:00.000Z',
      '2026-03-02T12:00:00.000Z',
      '2026-03-03T00:00:00.000Z',
    )
    expect(await dropSamplesBefore(database.pool, new Date('2026-03-01T23:59:59.999Z'))).toBe(0)
    expect(await dropSamplesBefore(database.pool, new Date('2026-03-02T23:00:00.000Z'))).toBe(1)
    expect(await readAll()).toEqual([
      '2026-03-02T00:00:00.000Z',
      '2026-03-02T12:00:00.000Z',
      '2026-03-03T00:00:00.000Z',
    ])
    expect(await dropSamplesBefore(database.pool, new Date('2026-03-03T00:00:00.000Z'))).toBe(1)
    expect(await partitionsOf('sample')).toEqual(['sample_20260303'])
  })

  it('finishes what an interrupted run began', async () => {
    await writeAll('2026-03-01T12:00:00.000Z', '2026-03-02T12:00:00.000Z')
    const reader = await database.pool.connect()
    await reader.query('begin')
    await reader.query('select count(*) from sample')
    // A reader's transaction holds the detach up half way; there it is cancelled.
    const dropper = await database.pool.connect()
    const { rows } = await dropper.query<{ pid: number }>('select pg_backend_pid() as pid')
    const detaching = dropper
      .query('alter table sample detach partition sample_20260301 concurrently')
      .catch((error: unknown) => error)
    const isPending = async (): Promise<boolean> =>
      (await database.pool.query('select 1 from pg_inherits where inhdetachpending')).rowCount === 1
    await expect.poll(isPending).toBe(true)
    await database.pool.query('select pg_cancel_backend($1)', [rows[0]?.pid])
    expect(await detaching).toBeInstanceOf(Error)
    await reader.query('commit')
    reader.release()
    dropper.release()
    expect(await dropSamplesBefore(database.pool, new Date('2026-03-02T00:00:00.000Z'))).toBe(1)
    expect(await readAll()).toEqual(['2026-03-02T12:00:00.000Z'])
  })

  it('lets days that were dropped be filled again', async () => {
    await writeAll('2026-03-01T12:00:00.000Z')
    await dropSamplesBefore(database.pool, new Date('2026-03-02T00:00:00.000Z'))
    await writeAll('2026-03-01T13:00:00.000Z')
    expect(await readAll()).toEqual(['2026-03-01T13:00:00.000Z'])
  })
})
