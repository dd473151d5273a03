import type { SourceLimits } from '@tieback/contracts'
import { beforeEach, describe, expect, it } from 'vitest'
import { commit, seed, sourceId, wellId } from '../test/fixtures.ts'
import { addFreshness, deleteFreshnessBefore, freshnessStep, readFreshness } from './freshness.repository.ts'
import { finishRun, listRuns, startRun } from './ingest-run.repository.ts'
import { signalIdOf } from './node-id.ts'
import { advanceSeries, listSeriesMarks, noteNewestSamples, readLeastMark } from './series-watermark.repository.ts'
import { writeSignals } from './signal.repository.ts'
import {
  clearSourceFailure,
  listSourceFailures,
  noteSourceFailure,
  retainSourceFailures,
} from './source-failure.repository.ts'
import {
  deleteTrafficBefore,
  readSourceTraffic,
  type TrafficReport,
  writeSourceTraffic,
} from './source-traffic.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import { describeChanges, listWireChanges, readWireSchemas, recordWireShapes } from './wire-schema.repository.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  return database.dispose
})

const at = (time: string): Date => new Date(`2026-03-01T${time}Z`)

describe('marks of series', () => {
  const [first, second] = ['A', 'B'].map((key) => signalIdOf(sourceId, key)) as [string, string]

  beforeEach(async () => {
    const signal = { nodeId: wellId('W1'), name: 'A series', quantity: 'choke', unit: '%' } as const
    const meaning = { reference: null, basis: null, interpolation: 'linear', expectedPeriodS: null } as const
    const signals = ['A', 'B'].map((sourceKey) => ({ ...signal, ...meaning, sourceKey }))
    await commit(database.pool, (tx) => writeSignals(tx, sourceId, signals))
  })

  const advance = (signalId: string, completeTo: string, newestAt: string | null) =>
    commit(database.pool, (tx) =>
      advanceSeries(tx, 'samples', [
        { signalId, completeTo: at(completeTo), newestAt: newestAt === null ? null : at(newestAt) },
      ]),
    )
  const marks = () => listSeriesMarks(database.pool, sourceId, 'samples')

  it('begin with nothing, move on, and never back', async () => {
    expect(await marks()).toEqual([
      { signalId: first, sourceKey: 'A', completeTo: null, newestAt: null },
      { signalId: second, sourceKey: 'B', completeTo: null, newestAt: null },
    ])
    await advance(first, '10:00:00', null)
    await advance(first, '09:00:00', '08:59:00')
    await advance(first, '09:30:00', '08:00:00')
    expect((await marks())[0]).toMatchObject({ completeTo: at('10:00:00'), newestAt: at('08:59:00') })
    await advance(first, '10:05:00', null)
    expect((await marks())[0]).toMatchObject({ completeTo: at('10:05:00'), newestAt: at('08:59:00') })
    expect(await listSeriesMarks(database.pool, sourceId, 'hourly')).toMatchObject([
      { completeTo: null },
      { completeTo: null },
    ])
  })

  it('stand where they are while newer samples are noted that came by themselves', async () => {
    await advance(first, '10:00:00', '09:59:00')
    const newestOf = new Map([
      [first, at('10:00:07')],
      [second, at('10:00:08')],
    ])
    await commit(database.pool, (tx) => noteNewestSamples(tx, 'samples', newestOf))
    await commit(database.pool, (tx) => noteNewestSamples(tx, 'samples', new Map([[first, at('10:00:05')]])))
    expect(await marks()).toMatchObject([
      { completeTo: at('10:00:00'), newestAt: at('10:00:07') },
      { completeTo: null, newestAt: null },
    ])
  })

  it('have the furthest behind as their least, of those that were ever read', async () => {
    expect(await readLeastMark(database.pool, sourceId, 'samples')).toBeNull()
    await advance(first, '10:00:00', null)
    expect(await readLeastMark(database.pool, sourceId, 'samples')).toEqual(at('10:00:00'))
    await advance(second, '09:00:00', null)
    expect(await readLeastMark(database.pool, sourceId, 'samples')).toEqual(at('09:00:00'))
  })
})

describe('how calls to a source fare', () => {
  const limits: SourceLimits = {
    timeoutMs: 1_000,
    attempts: 3,
    retryDelayMsMax: 10_000,
    breakerFailures: 5,
    breakerOpenMs: 30_000,
    concurrency: 4,
    callsPerS: null,
    burst: null,
    quietHours: [],
  }
  const report = (process: string, more: Partial<TrafficReport> = {}): TrafficReport => ({
    sourceId,
    process,
    breaker: 'closed',
    breakerUntil: null,
    callsPerMin: 10,
    failedPerMin: 1,
    retriedPerMin: 2,
    rateLimitedPerMin: 3,
    inFlight: 4,
    waiting: 5,
    limits,
    ...more,
  })
  const read = async (time: string) => (await readSourceTraffic(database.pool, at(time))).get(sourceId)

  it('is the sum over processes, with the worst of their breakers and the last of its probes', async () => {
    await writeSourceTraffic(database.pool, at('10:00:00'), [
      report('one', { breaker: 'open', breakerUntil: at('10:00:20') }),
      report('two', { breaker: 'half-open' }),
    ])
    await writeSourceTraffic(database.pool, at('10:00:05'), [
      report('three', { breaker: 'open', breakerUntil: at('10:00:30'), limits: { ...limits, concurrency: 8 } }),
    ])
    expect(await read('10:00:10')).toEqual({
      sourceId,
      at: at('10:00:05'),
      breaker: 'open',
      breakerUntil: at('10:00:30'),
      callsPerMin: 30,
      failedPerMin: 3,
      retriedPerMin: 6,
      rateLimitedPerMin: 9,
      inFlight: 12,
      waiting: 15,
      limits: { ...limits, concurrency: 8 },
    })
  })

  it('is what each process reported last, and nothing of one that has been silent for a minute', async () => {
    await writeSourceTraffic(database.pool, at('10:00:00'), [report('one'), report('two')])
    await writeSourceTraffic(database.pool, at('10:00:40'), [report('one', { callsPerMin: 99 })])
    expect(await read('10:01:10')).toMatchObject({ callsPerMin: 99, at: at('10:00:40') })
    expect(await read('10:02:00')).toBeUndefined()
    expect(await deleteTrafficBefore(database.pool, at('10:00:30'))).toBe(1)
  })
})

describe('jobs that fail at present', () => {
  const fail = (job: string, message: string) => noteSourceFailure(database.pool, { sourceId, job, message })
  const failing = async () =>
    (await listSourceFailures(database.pool, sourceId)).map(({ job, message }) => [job, message])

  it('stand until they succeed, the longest first, with what they said last', async () => {
    await fail('ingest-samples', 'away')
    await fail('ingest-hourly', 'away')
    await fail('ingest-samples', 'refused')
    expect(await failing()).toEqual([
      ['ingest-samples', 'refused'],
      ['ingest-hourly', 'away'],
    ])
    expect(await clearSourceFailure(database.pool, sourceId, 'ingest-samples')).toBe(true)
    expect(await clearSourceFailure(database.pool, sourceId, 'ingest-samples')).toBe(false)
    expect(await failing()).toEqual([['ingest-hourly', 'away']])
  })

  it('are forgotten once there is no such job any more', async () => {
    await fail('ingest-samples', 'away')
    await fail('renamed', 'away')
    await retainSourceFailures(database.pool, sourceId, ['ingest-samples'])
    expect(await failing()).toEqual([['ingest-samples', 'away']])
  })
})

describe('how fresh samples arrive', () => {
  it('is told by the upper ends of the steps that half, 95 and 99 of a hundred lie in', async () => {
    const add = (time: string, ...steps: [number, number][]) =>
      addFreshness(database.pool, { sourceId, visibleAt: at(time), samplesByStep: new Map(steps) })
    await add('10:10:00', [5, 50], [7, 40])
    await add('10:59:59', [5, 1], [30, 8])
    await add('11:00:00', [600, 1])
    const read = async (time: string) => (await readFreshness(database.pool, at(time))).get(sourceId)
    expect(await read('10:30:00')).toEqual({ samples: 100, p50S: 5, p95S: 30, p99S: 30 })
    expect(await read('11:00:00')).toEqual({ samples: 1, p50S: 600, p95S: 600, p99S: 600 })
    expect(await read('12:00:00')).toBeUndefined()
    expect(await deleteFreshnessBefore(database.pool, at('11:00:00'))).toBe(3)
  })

  it('counts a sample in the first step that holds it', () => {
    expect([-3, 0, 1, 1.001, 6.9, 30, 4_000].map(freshnessStep)).toEqual([1, 1, 1, 2, 7, 30, 1e9])
  })
})

describe('shapes on the wire', () => {
  const record = (time: string, fields: Record<string, string>) =>
    recordWireShapes(database.pool, sourceId, [{ dataset: 'wells', fields }], at(time))

  it('are versions, each with what differs from the one before', async () => {
    expect(await record('10:00:00', { choke: 'number' })).toEqual([])
    expect(await record('11:00:00', { choke: 'number' })).toEqual([])
    const changes = ['choke: number → string', 'whp: new']
    expect(await record('12:00:00', { choke: 'string', whp: 'number' })).toEqual([
      { dataset: 'wells', version: 2, since: at('12:00:00'), changes },
    ])
    expect((await readWireSchemas(database.pool)).get(sourceId)).toMatchObject([{ version: 2, changes }])
    expect(await listWireChanges(database.pool, sourceId, at('12:00:00'))).toHaveLength(1)
    expect(await listWireChanges(database.pool, sourceId, at('12:00:01'))).toEqual([])
  })

  it('say nothing new of types and absences that have been met before', async () => {
    await record('10:00:00', { choke: 'number', note: 'string' })
    await record('11:00:00', { choke: 'string' })
    for (const fields of [{ choke: 'number', note: 'null' }, { choke: 'string' }, { choke: 'number | string' }]) {
      expect(await record('12:00:00', fields)).toEqual([])
    }
  })

  it('take the first type of a field that was null before as no change', () => {
    expect(describeChanges({ choke: 'null' }, { choke: 'number' })).toEqual([])
    expect(describeChanges({ choke: 'null | number' }, { choke: 'null | object' })).toEqual([
      'choke: null | number → null | object',
    ])
  })
})

describe('runs', () => {
  const outcome = { status: 'succeeded', read: 5, written: 2, unchanged: 3, quarantined: 0, message: null } as const

  it('are listed newest first, page by page, by source, job and how they stood at an instant', async () => {
    const ids: string[] = []
    for (const job of ['a', 'b', 'a', 'b', 'a']) ids.push(await startRun(database.pool, { sourceId, job }))
    const asOf = new Date(Date.now() + 60_000)
    const before = (await listRuns(database.pool, { limit: 1, cursor: null, asOf })).runs[0]?.startedAt
    await finishRun(database.pool, ids[0] ?? '', { ...outcome, status: 'failed', message: 'away' })
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof listRuns>> = await listRuns(database.pool, { limit: 2, cursor, asOf })
      seen.push(...page.runs.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(seen).toEqual(ids.toReversed())
    const list = async (query: Partial<Parameters<typeof listRuns>[1]>) =>
      (await listRuns(database.pool, { limit: 10, cursor: null, asOf, ...query })).runs
    expect((await list({ job: 'b' })).map(({ id }) => id)).toEqual([ids[3], ids[1]])
    expect(await list({ sourceId: 'another' })).toEqual([])
    expect(await list({ status: 'failed' })).toMatchObject([
      { id: ids[0], sourceId, status: 'failed', message: 'away' },
    ])
    expect(await list({ status: 'failed', asOf: before ?? asOf })).toEqual([])
    expect(await list({ status: 'running', asOf: before ?? asOf })).toHaveLength(5)
    await expect(list({ cursor: 'x' })).rejects.toMatchObject({ name: 'InvalidCursor' })
  })
})
