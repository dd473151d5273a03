import type { PoolClient } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { before, commit, known, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import { readHourly, writeHourly } from './hourly.repository.ts'
import { adoptHypertables } from './hypertables.ts'
import { signalIdOf } from './node-id.ts'
import { dropSamplesBefore, readSamples, replaceSamples, writeSamples } from './sample.repository.ts'
import { writeSignals } from './signal.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { SampleInput } from './types.ts'

let database: TestDatabase
let client: PoolClient
const signalId = signalIdOf(sourceId, 'WHP')

beforeEach(async () => {
  database = await startTestDatabase()
  client = await database.pool.connect()
  await seed(database.pool)
  const about = { quantity: 'wellhead_pressure', unit: 'bar', reference: null, basis: 'gauge' } as const
  const series = { nodeId: wellId('W1'), sourceKey: 'WHP', name: 'Wellhead pressure' }
  await commit(database.pool, (tx) =>
    writeSignals(tx, sourceId, [{ ...about, ...series, interpolation: 'linear', expectedPeriodS: 300 }]),
  )
})
afterEach(async () => {
  client.release()
  await database.dispose()
})

/** Functions with the names and parameters of TimescaleDB's. They note what they are called with, and a chunk is whatever is old enough. */
async function standInForTimescale(): Promise<void> {
  await client.query(`
    create table called (id int generated always as identity, call text);
    create function create_hypertable(relation regclass, time_column_name name, chunk_time_interval interval, create_default_indexes boolean)
      returns void language sql as $$ insert into called (call)
        select format('create_hypertable %s %s %s %s', relation, time_column_name, chunk_time_interval, create_default_indexes) $$;
    create function add_compression_policy(hypertable regclass, compress_after interval)
      returns void language sql as $$ insert into called (call) select format('add_compression_policy %s %s', hypertable, compress_after) $$;
    create function drop_chunks(relation regclass, older_than timestamptz)
      returns setof text language sql as $$
        with gone as (delete from sample where at < date_trunc('day', older_than, 'UTC') returning date_trunc('day', at, 'UTC') as chunk)
        select distinct chunk::text from gone $$;`)
}

/** Adopts with a stand-in for the one statement that plain Postgres doesn't know; gives what was called, and that statement. */
async function adopt(): Promise<string[]> {
  const altered: string[] = []
  const query = (text: string, values?: unknown[]): unknown => {
    if (!text.includes('timescaledb.')) return client.query(text, values)
    altered.push(text)
    return Promise.resolve({ rows: [], rowCount: 0 })
  }
  // Safe: adopting sends texts with values, and nothing else.
  await adoptHypertables({ query } as unknown as PoolClient)
  const { rows } = await client.query<{ call: string }>('select call from called order by id')
  return [...rows.map(({ call }) => call), ...altered]
}

const kindOf = async (table: string): Promise<unknown> =>
  (await client.query(`select relkind from pg_class where oid = $1::regclass`, [table])).rows[0]

const sample = (at: string, value: number): SampleInput => ({
  signalId,
  at: new Date(at),
  value,
  quality: 'good',
  reason: null,
})
const write = (...rows: SampleInput[]) => commit(database.pool, (tx) => writeSamples(tx, rows))
const span = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2027-01-01T00:00:00Z') }
const read = async (asOf?: Date): Promise<readonly (number | null)[]> =>
  (await readSamples(database.pool, { signalId, ...span, asOf: asOf ?? (await newest(database.pool)) })).value

describe('tables of series', () => {
  it('stay partitioned by Postgres where there is no TimescaleDB', async () => {
    await adoptHypertables(client)
    expect([await kindOf('sample'), await kindOf('fact_hourly_timeseries')]).toEqual([
      { relkind: 'p' },
      { relkind: 'p' },
    ])
  })

  it('become hypertables where there is, compressed by series once they are old', async () => {
    await standInForTimescale()
    expect(await adopt()).toEqual([
      'create_hypertable sample at 1 day f',
      'add_compression_policy sample 3 days',
      'create_hypertable fact_hourly_timeseries hour 1 mon f',
      'add_compression_policy fact_hourly_timeseries 2 mons',
      `alter table sample set (timescaledb.compress, timescaledb.compress_segmentby = 'signal_id', timescaledb.compress_orderby = 'at, ordinal, known_to')`,
      `alter table fact_hourly_timeseries set (timescaledb.compress, timescaledb.compress_segmentby = 'signal_id', timescaledb.compress_orderby = 'hour, known_to')`,
    ])
  })

  it('are adopted once, and not where they hold something', async () => {
    await standInForTimescale()
    await write(sample('2026-03-01T10:00:00Z', 1))
    const first = await adopt()
    expect(first.some((call) => call.includes(' sample '))).toBe(false)
    expect((await adopt()).filter((call) => call.startsWith('create'))).toHaveLength(1)
    expect(await read()).toEqual([1])
  })

  it('stay as they are where adopting fails half way', async () => {
    await standInForTimescale()
    await client.query('drop function add_compression_policy')
    await expect(adopt()).rejects.toThrow('add_compression_policy')
    expect(await kindOf('sample')).toEqual({ relkind: 'p' })
    await write(sample('2026-03-01T10:00:00Z', 1))
    expect(await read()).toEqual([1])
  })
})

describe('a hypertable', () => {
  beforeEach(async () => {
    await standInForTimescale()
    await adopt()
  })

  it('keeps versions as partitions do', async () => {
    await write(sample('2026-03-01T10:00:00Z', 1), sample('2026-03-02T10:00:00Z', 2))
    expect((await write(sample('2026-03-01T10:00:00Z', 1))).knownAt).toBeNull()
    const corrected = known(await write(sample('2026-03-01T10:00:00Z', 3), sample('2026-03-03T10:00:00Z', 4)))
    expect(await read()).toEqual([3, 2, 4])
    expect(await read(before(corrected))).toEqual([1, 2])
    const replaced = await commit(database.pool, async (tx) => {
      await writeSamples(tx, [sample('2026-03-03T10:00:00Z', 5)])
      return replaceSamples(tx, { signalIds: [signalId], ...span }, [sample('2026-03-03T10:00:00Z', 6)])
    })
    expect(replaced.result).toEqual({ written: 1, unchanged: 0, withdrawn: 2 })
    expect(await read()).toEqual([6])
  })

  it('keeps hours', async () => {
    const hour = { signalId, hour: new Date('2026-03-01T10:00:00Z'), average: 1, minimum: 1, maximum: 1, last: 1 }
    for (const average of [1, 2, 2])
      await commit(database.pool, (tx) => writeHourly(tx, [{ ...hour, average, goodShare: 1, count: 1 }]))
    const query = { signalIds: [signalId], ...span, asOf: await newest(database.pool) }
    expect((await readHourly(database.pool, query)).map(({ average }) => average)).toEqual([2])
  })

  it('makes no partitions, and loses whole days by its chunks', async () => {
    await write(sample('2026-03-01T10:00:00Z', 1), sample('2026-03-02T10:00:00Z', 2), sample('2026-03-03T10:00:00Z', 3))
    expect((await client.query(`select from pg_inherits where inhparent = 'sample'::regclass`)).rowCount).toBe(0)
    expect(await dropSamplesBefore(database.pool, new Date('2026-03-03T05:00:00Z'))).toBe(2)
    expect(await read()).toEqual([3])
  })

  it('refuses a series that is not known', async () => {
    await expect(write({ ...sample('2026-03-01T10:00:00Z', 1), signalId: 'sig-nowhere' })).rejects.toThrow(
      'foreign key',
    )
  })
})
