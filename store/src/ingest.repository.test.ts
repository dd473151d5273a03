import { beforeEach, describe, expect, it } from 'vitest'
import { before, commit, fact, known, newest, seed, source, sourceId } from '../test/fixtures.ts'
import { writeFacts } from './fact.repository.ts'
import { failInterruptedRuns, finishRun, startRun } from './ingest-run.repository.ts'
import { resolveAsOf } from './knowledge.ts'
import { listQuarantine, quarantine, resolveQuarantine } from './quarantine.repository.ts'
import { readSources, upsertSource, writeSourceState } from './source.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import { advanceWatermark, readBackfill, readWatermark, writeBackfill } from './watermark.repository.ts'
import type { QuarantineRow, RefusedInput, RunOutcome, SourceRow } from './types.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  return database.dispose
})

const clock = async (): Promise<Date> => {
  const { rows } = await database.pool.query<{ now: Date }>(`select clock_timestamp() + interval '2 ms' as now`)
  return rows[0]?.now ?? new Date(NaN)
}

const sourceAt = async (asOf: Date): Promise<SourceRow> => {
  const [row] = await readSources(database.pool, { asOf })
  if (row === undefined) throw new Error('the fixture has one source')
  return row
}

const outcome: RunOutcome = { status: 'succeeded', read: 10, written: 7, unchanged: 2, quarantined: 1, message: null }

describe('sources', () => {
  it('are idle, with nothing to show, before their first run', async () => {
    expect(await sourceAt(await newest(database.pool))).toEqual({
      ...source,
      state: { status: 'idle', dataAsOf: null, message: null },
      lastRunAt: null,
      lastSuccessAt: null,
      rowsLastDay: 0,
      quarantined: 0,
      watermarks: [],
      backfills: [],
      recentRuns: [],
    } satisfies SourceRow)
  })

  it('take a new configuration', async () => {
    await upsertSource(database.pool, { ...source, name: 'Renamed', expectedEveryS: null })
    expect(await sourceAt(await newest(database.pool))).toMatchObject({ name: 'Renamed', expectedEveryS: null })
  })

  it('keep a history of how they stood, written only when something changed', async () => {
    const ok = { status: 'ok', dataAsOf: new Date('2026-03-01T05:00:00.000Z'), message: null } as const
    const down = { status: 'down', dataAsOf: ok.dataAsOf, message: 'Connection refused: start the service' } as const
    const first = known(await commit(database.pool, (tx) => writeSourceState(tx, sourceId, ok)))
    expect(await commit(database.pool, (tx) => writeSourceState(tx, sourceId, ok))).toEqual({
      knownAt: null,
      result: false,
    })
    const second = known(await commit(database.pool, (tx) => writeSourceState(tx, sourceId, down)))
    expect((await sourceAt(before(first))).state.status).toBe('idle')
    expect((await sourceAt(before(second))).state).toEqual(ok)
    expect((await sourceAt(second)).state).toEqual(down)
  })

  it('keep the last of two states of one transaction', async () => {
    const state = { dataAsOf: null, message: null }
    await commit(database.pool, async (tx) => {
      await writeSourceState(tx, sourceId, { status: 'ok', ...state })
      await writeSourceState(tx, sourceId, { status: 'lagging', ...state })
    })
    expect((await sourceAt(await newest(database.pool))).state.status).toBe('lagging')
  })
})

describe('runs', () => {
  const start = () => startRun(database.pool, { sourceId, job: 'ingest-daily' })

  it('are running until they are finished, then carry what they did', async () => {
    const id = await start()
    const meanwhile = await clock()
    expect(await sourceAt(meanwhile)).toMatchObject({
      lastSuccessAt: null,
      recentRuns: [{ id, status: 'running', finishedAt: null }],
    })
    await finishRun(database.pool, id, outcome)
    const after = await sourceAt(await clock())
    expect(after).toMatchObject({ rowsLastDay: 7, recentRuns: [{ id, job: 'ingest-daily', ...outcome }] })
    expect(after.lastRunAt).toEqual(after.recentRuns[0]?.startedAt)
    expect(after.lastSuccessAt).toEqual(after.recentRuns[0]?.finishedAt)
  })

  it('look the same for ever to those who read at one instant', async () => {
    const id = await start()
    const resolved = await resolveAsOf(database.pool, new Date((await clock()).getTime() - 2))
    if ('inFuture' in resolved) throw new Error('the clock went backwards')
    const seen = await readSources(database.pool, resolved)
    await finishRun(database.pool, id, outcome)
    await start()
    expect(await readSources(database.pool, resolved)).toEqual(seen)
  })

  it('that failed are no success, and keep their message', async () => {
    await finishRun(database.pool, await start(), {
      ...outcome,
      status: 'failed',
      message: 'unauthorized: renew the token',
    })
    expect(await sourceAt(await clock())).toMatchObject({
      lastSuccessAt: null,
      recentRuns: [{ status: 'failed', message: 'unauthorized: renew the token' }],
    })
  })

  it('show the last ten, newest first', async () => {
    const ids: string[] = []
    for (let run = 0; run < 12; run += 1) ids.push(await start())
    expect((await sourceAt(await clock())).recentRuns.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 10))
  })

  it('that a killed process left behind are marked as failed; finished ones are left alone', async () => {
    await finishRun(database.pool, await start(), outcome)
    await start()
    expect(await failInterruptedRuns(database.pool, 'Tieback was stopped')).toBe(1)
    expect((await sourceAt(await clock())).recentRuns).toMatchObject([
      { status: 'failed', message: 'Tieback was stopped' },
      { status: 'succeeded' },
    ])
    expect(await failInterruptedRuns(database.pool, 'Tieback was stopped')).toBe(0)
  })
})

describe('watermarks', () => {
  const stream = 'daily'
  const mark = (time: string, detail = {}) => ({ stream, completeTo: new Date(time), detail })
  const advance = (time: string, detail = {}) =>
    commit(database.pool, (tx) => advanceWatermark(tx, sourceId, mark(time, detail)))

  it('move on and never back', async () => {
    expect(await readWatermark(database.pool, sourceId, stream)).toBeUndefined()
    expect((await advance('2026-03-02T00:00:00Z', { cursor: 'abc' })).result).toBe(true)
    expect(await advance('2026-03-01T00:00:00Z')).toEqual({ knownAt: null, result: false })
    expect((await advance('2026-03-02T00:00:00Z')).result).toBe(false)
    expect(await readWatermark(database.pool, sourceId, stream)).toEqual(
      mark('2026-03-02T00:00:00Z', { cursor: 'abc' }),
    )
    expect((await advance('2026-03-03T00:00:00Z')).result).toBe(true)
  })

  it('stay where they were when the rows read could not be written', async () => {
    const failing = commit(database.pool, async (tx) => {
      await advanceWatermark(tx, sourceId, mark('2026-03-02T00:00:00Z'))
      await writeFacts(tx, 'day', [fact({ nodeId: 'well-nowhere' })])
    })
    await expect(failing).rejects.toThrow('foreign key')
    expect(await readWatermark(database.pool, sourceId, stream)).toBeUndefined()
  })

  it('are shown as they stood', async () => {
    const first = known(await advance('2026-03-01T00:00:00Z'))
    await advance('2026-03-02T00:00:00Z')
    expect((await sourceAt(first)).watermarks).toEqual([mark('2026-03-01T00:00:00Z')])
    expect((await sourceAt(await newest(database.pool))).watermarks).toEqual([mark('2026-03-02T00:00:00Z')])
  })
})

describe('backfills', () => {
  const backfill = (reachedDay: string) => ({
    stream: 'daily',
    fromDay: '2026-03-01',
    reachedDay,
    untilDay: '2026-02-19',
  })
  const write = (reachedDay: string) => commit(database.pool, (tx) => writeBackfill(tx, sourceId, backfill(reachedDay)))

  it('show their share while they run, and nothing once done', async () => {
    await write('2026-03-01')
    expect((await sourceAt(await newest(database.pool))).backfills).toEqual([
      { ...backfill('2026-03-01'), doneShare: 0 },
    ])
    await write('2026-02-24')
    expect((await write('2026-02-24')).result).toBe(false)
    expect((await sourceAt(await newest(database.pool))).backfills).toMatchObject([
      { reachedDay: '2026-02-24', doneShare: 0.5 },
    ])
    await write('2026-02-19')
    expect((await sourceAt(await newest(database.pool))).backfills).toEqual([])
    expect(await readBackfill(database.pool, sourceId, 'daily')).toEqual(backfill('2026-02-19'))
  })
})

describe('quarantine', () => {
  const refused = (key: string, more: Partial<RefusedInput> = {}): RefusedInput => ({
    dataset: 'well_day',
    key,
    reason: 'unknown-unit',
    message: 'Unit "furlong" is not known: map it',
    row: { key, unit: 'furlong' },
    ...more,
  })
  const put = (...rows: RefusedInput[]) => commit(database.pool, (tx) => quarantine(tx, sourceId, rows))
  const list = async (more: object = {}): Promise<QuarantineRow[]> =>
    (await listQuarantine(database.pool, { limit: 100, cursor: null, ...more })).rows

  it('keeps each refused row whole, with its reason', async () => {
    const knownAt = known(await put(refused('1')))
    expect(await list()).toEqual([
      { ...refused('1'), id: '1', sourceId, firstSeen: knownAt, lastSeen: knownAt, times: 1, resolvedAt: null },
    ])
  })

  it('keeps a row that is refused again once, counting how often', async () => {
    expect((await put(refused('1'), refused('1'))).result).toEqual({ added: 1, repeated: 0 })
    expect((await put(refused('1', { message: 'newer words' }), refused('2'))).result).toEqual({
      added: 1,
      repeated: 1,
    })
    expect((await put(refused('1', { reason: 'invalid-value' }))).result).toEqual({ added: 1, repeated: 0 })
    expect((await list()).map(({ key, reason, times, message }) => [key, reason, times, message])).toEqual([
      ['1', 'invalid-value', 1, refused('1').message],
      ['2', 'unknown-unit', 1, refused('2').message],
      ['1', 'unknown-unit', 2, 'newer words'],
    ])
  })

  it('takes in whatever a source sends', async () => {
    const odd = { text: 'nul \0, half a pair \uD800, quote "', nested: [null, { deep: -0.1 }] }
    await put(refused('nul \0', { row: odd }), refused('nothing', { row: undefined }))
    expect((await list()).map(({ key, row }) => [key, row])).toEqual([
      ['nothing', null],
      ['nul \uFFFD', odd],
    ])
  })

  it('counts what nobody has dealt with, as it stood', async () => {
    await put(refused('1'), refused('2'))
    const both = await newest(database.pool)
    const [{ id } = { id: '' }] = await list()
    const resolved = await commit(database.pool, (tx) => resolveQuarantine(tx, [id]))
    expect(resolved.result).toBe(1)
    expect((await sourceAt(both)).quarantined).toBe(2)
    expect((await sourceAt(known(resolved))).quarantined).toBe(1)
    expect((await list({ isResolved: true })).map((row) => row.id)).toEqual([id])
    expect(await list({ isResolved: false })).toHaveLength(1)
    expect((await commit(database.pool, (tx) => resolveQuarantine(tx, [id]))).result).toBe(0)
  })

  it('opens a row again that is refused after it was dealt with', async () => {
    await put(refused('1'))
    const [{ id } = { id: '' }] = await list()
    await commit(database.pool, (tx) => resolveQuarantine(tx, [id]))
    await put(refused('1'))
    expect(await list({ isResolved: false })).toMatchObject([{ id, times: 2, resolvedAt: null }])
  })

  it('pages from the newest to the oldest', async () => {
    await put(...['1', '2', '3', '4', '5'].map((key) => refused(key)))
    const keys: string[] = []
    let cursor: string | null = null
    do {
      const page: { rows: QuarantineRow[]; nextCursor: string | null } = await listQuarantine(database.pool, {
        sourceId,
        limit: 2,
        cursor,
      })
      keys.push(...page.rows.map(({ key }) => key))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(keys).toEqual(['5', '4', '3', '2', '1'])
    expect(await list({ sourceId: 'another' })).toEqual([])
  })
})
