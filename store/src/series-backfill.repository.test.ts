import { beforeEach, describe, expect, it } from 'vitest'
import { commit, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import { signalIdOf } from './node-id.ts'
import { readUsualWaits, writeSamples } from './sample.repository.ts'
import {
  listMissingDays,
  listUnreadSeries,
  type MissingDays,
  noteMissingDays,
  restMissingDays,
  settleMissingDays,
} from './series-backfill.repository.ts'
import { advanceSeries } from './series-watermark.repository.ts'
import { writeSignals } from './signal.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase
const [a, b] = ['A', 'B'].map((key) => signalIdOf(sourceId, key)) as [string, string]

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  const signal = { nodeId: wellId('W1'), name: 'A series', quantity: 'choke', unit: '%' } as const
  const meaning = { reference: null, basis: null, interpolation: 'linear', expectedPeriodS: null } as const
  const signals = ['A', 'B'].map((sourceKey) => ({ ...signal, ...meaning, sourceKey }))
  await commit(database.pool, (tx) => writeSignals(tx, sourceId, signals))
  return database.dispose
})

const note = (...days: MissingDays[]) => commit(database.pool, (tx) => noteMissingDays(tx, 'daily', days))
const list = (triedBefore = new Date(0), stream = 'daily') =>
  listMissingDays(database.pool, { sourceId, stream, triedBefore })

describe('days that series miss', () => {
  it('are those noted, from the first to the last, the newest first, each stream its own', async () => {
    await note(
      { signalId: a, from: '2026-01-05', to: '2026-01-07' },
      { signalId: b, from: '2026-02-01', to: '2026-02-01' },
    )
    await note(
      { signalId: a, from: '2026-01-01', to: '2026-01-02' },
      { signalId: a, from: '2026-01-06', to: '2026-01-09' },
    )
    await note({ signalId: b, from: '2026-02-01', to: '2026-02-03' })
    const all = [
      { signalId: b, from: '2026-02-01', to: '2026-02-03' },
      { signalId: a, from: '2026-01-01', to: '2026-01-09' },
    ]
    expect(await list()).toEqual(all)
    await note({ signalId: a, from: '2026-01-05', to: '2026-01-07' })
    expect(await list()).toEqual(all)
    expect(await list(new Date(0), 'hourly')).toEqual([])
    expect(
      await listMissingDays(database.pool, { sourceId: 'another', stream: 'daily', triedBefore: new Date(0) }),
    ).toEqual([])
  })

  it('grow fewer from their end as they are read, but not where others have come behind them', async () => {
    await note(
      { signalId: a, from: '2026-01-01', to: '2026-01-09' },
      { signalId: b, from: '2026-01-06', to: '2026-01-09' },
    )
    const settle = (from: string, to: string) =>
      commit(database.pool, (tx) => settleMissingDays(tx, 'daily', { signalIds: [a, b], from, to }))
    await settle('2026-01-05', '2026-01-09')
    expect(await list()).toEqual([{ signalId: a, from: '2026-01-01', to: '2026-01-05' }])
    await note({ signalId: a, from: '2026-01-09', to: '2026-01-10' })
    await settle('2026-01-01', '2026-01-05')
    expect(await list()).toEqual([{ signalId: a, from: '2026-01-01', to: '2026-01-10' }])
    await settle('2026-01-01', '2026-01-10')
    expect(await list()).toEqual([])
  })

  it('rest once they were refused, until they are asked for by a later time', async () => {
    await note({ signalId: a, from: '2026-01-01', to: '2026-01-09' })
    const at = new Date('2026-01-10T10:00:00Z')
    await commit(database.pool, (tx) => restMissingDays(tx, 'daily', { signalIds: [a], at }))
    expect(await list(at)).toEqual([])
    expect(await list(new Date(at.getTime() + 1))).toHaveLength(1)
  })
})

describe('series that nothing has been read of', () => {
  it('have no mark of any stream, and nothing that they miss', async () => {
    expect(new Set(await listUnreadSeries(database.pool, sourceId))).toEqual(new Set([a, b]))
    await commit(database.pool, (tx) =>
      advanceSeries(tx, 'samples', [{ signalId: a, completeTo: new Date(), newestAt: null }]),
    )
    expect(await listUnreadSeries(database.pool, sourceId)).toEqual([b])
    await note({ signalId: b, from: '2026-01-01', to: '2026-01-02' })
    expect(await listUnreadSeries(database.pool, sourceId)).toEqual([])
    expect(await listUnreadSeries(database.pool, 'another')).toEqual([])
  })
})

describe('the usual wait of a series', () => {
  const at = new Date('2026-03-02T00:00:00Z')
  const write = (signalId: string, samples: number, everyS: number) =>
    commit(database.pool, (tx) =>
      writeSamples(
        tx,
        Array.from({ length: samples }, (_, index) => ({
          signalId,
          at: new Date(at.getTime() - (samples - index) * everyS * 1_000),
          ...({ value: index, quality: 'good', reason: null } as const),
        })),
      ),
    )
  const waits = async (since: string) =>
    readUsualWaits(database.pool, { signalIds: [a, b], since: new Date(since), at, asOf: await newest(database.pool) })

  it('is that of its newest samples, and unknown of one that has few', async () => {
    await write(a, 500, 300)
    await write(b, 60, 5)
    expect(await waits('2026-03-01T00:00:00Z')).toEqual(new Map([[a, 300_000]]))
    await write(a, 100, 5)
    await write(b, 65, 5)
    expect(await waits('2026-03-01T00:00:00Z')).toEqual(
      new Map([
        [a, 5_000],
        [b, 5_000],
      ]),
    )
    expect(await waits('2026-03-01T23:59:00Z')).toEqual(new Map())
  })
})
