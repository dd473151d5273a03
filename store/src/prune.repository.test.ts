import { beforeEach, describe, expect, it } from 'vitest'
import { before, commit, fact, known, newest, seed, sourceId } from '../test/fixtures.ts'
import { readFacts, writeFacts } from './fact.repository.ts'
import { deleteCommitsBefore, deleteStandingsBefore, thinSourceStatesBefore } from './prune.repository.ts'
import { readSourceStandings, readSources, writeSourceState } from './source.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import { advanceWatermark, writeBackfill } from './watermark.repository.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  return database.dispose
})

const count = async (table: string): Promise<number> =>
  (await database.pool.query(`select from ${table}`)).rowCount ?? 0
const after = (at: Date): Date => new Date(at.getTime() + 1)

describe('forgetting commits', () => {
  it('takes nothing away that an earlier instant tells of, and keeps the newest, which the next one follows', async () => {
    const first = known(await commit(database.pool, (tx) => writeFacts(tx, 'day', [fact({ value: 1 })])))
    const second = known(await commit(database.pool, (tx) => writeFacts(tx, 'day', [fact({ value: 2 })])))
    const read = async (asOf: Date) =>
      (
        await readFacts(database.pool, {
          grain: 'day',
          nodeIds: [fact().nodeId],
          from: '2026-03-01',
          to: '2026-03-02',
          asOf,
        })
      ).map(({ value }) => value)
    expect(await deleteCommitsBefore(database.pool, after(second))).toBeGreaterThan(1)
    expect(await count('knowledge_commit')).toBe(1)
    expect(await newest(database.pool)).toEqual(second)
    expect([await read(before(second)), await read(second)]).toEqual([[1], [2]])
    expect(await read(before(first))).toEqual([])
    expect(known(await commit(database.pool, (tx) => writeFacts(tx, 'day', [fact({ value: 3 })])))).not.toEqual(second)
    expect(await deleteCommitsBefore(database.pool, second)).toBe(0)
  })
})

describe('forgetting how far reading had come', () => {
  it('goes by when it was superseded, and leaves what stands however old it is', async () => {
    const advance = async (hour: string): Promise<Date> => {
      const completeTo = new Date(`2026-03-01T${hour}:00:00Z`)
      const backfill = { stream: 'days', fromDay: '2026-03-01', reachedDay: '2026-02-01', untilDay: `2026-01-${hour}` }
      return known(
        await commit(database.pool, async (tx) => {
          await advanceWatermark(tx, sourceId, { stream: 'samples', completeTo, detail: {} })
          await writeBackfill(tx, sourceId, backfill)
        }),
      )
    }
    const [first, second, third] = [await advance('10'), await advance('11'), await advance('12')]
    const told = async (asOf: Date) => {
      const [row] = await readSources(database.pool, { asOf })
      return { watermarks: row?.watermarks, backfills: row?.backfills }
    }
    const [atSecond, atThird] = [await told(second), await told(third)]
    expect(await deleteStandingsBefore(database.pool, after(second))).toBe(2)
    expect([await told(second), await told(third)]).toEqual([atSecond, atThird])
    expect(await told(first)).toEqual({ watermarks: [], backfills: [] })
    expect(await deleteStandingsBefore(database.pool, new Date(Date.now() + 86_400_000))).toBe(2)
    expect(await told(third)).toEqual(atThird)
  })
})

describe('thinning out how sources stood', () => {
  // Rows are dated by hand: what is thinned out is months old.
  const states: readonly (readonly [at: string, status: 'ok' | 'down', dataAsOf: string, message: string | null])[] = [
    ['2026-01-01T10:00:00Z', 'ok', '2026-01-01T09:59:00Z', null],
    ['2026-01-01T11:00:00Z', 'ok', '2026-01-01T10:59:00Z', null],
    ['2026-01-01T12:00:00Z', 'down', '2026-01-01T10:59:00Z', 'gone'],
    ['2026-01-01T13:00:00Z', 'down', '2026-01-01T10:59:30Z', 'gone'],
    ['2026-01-01T14:00:00Z', 'down', '2026-01-01T10:59:30Z', 'gone still'],
    ['2026-01-01T15:00:00Z', 'ok', '2026-01-01T14:59:00Z', null],
    ['2026-01-01T16:00:00Z', 'ok', '2026-01-01T15:59:00Z', null],
    ['2026-01-01T23:59:00Z', 'ok', '2026-01-01T23:58:00Z', null],
    ['2026-01-02T00:01:00Z', 'ok', '2026-01-02T00:00:00Z', null],
    ['2026-01-02T10:00:00Z', 'ok', '2026-01-02T09:59:00Z', null],
    ['2026-01-02T11:00:00Z', 'ok', '2026-01-02T10:59:00Z', null],
  ]

  beforeEach(async () => {
    for (const [at, status, dataAsOf, message] of states) {
      await commit(database.pool, (tx) =>
        writeSourceState({ ...tx, knownAt: new Date(at) }, sourceId, { status, dataAsOf: new Date(dataAsOf), message }),
      )
    }
    await database.pool.query(`update source set registered_at = '2025-01-01'`)
  })

  const stateAt = async (at: string) =>
    (await readSourceStandings(database.pool, { asOf: new Date(at) })).find(({ id }) => id === sourceId)?.state

  it('keeps every turn and the last of each day, and touches nothing since', async () => {
    const since = '2026-01-02T10:30:00Z'
    const [turned, newestState] = [await stateAt('2026-01-01T14:30:00Z'), await stateAt('2026-01-02T11:30:00Z')]
    expect(await thinSourceStatesBefore(database.pool, new Date(since))).toBe(4)
    const { rows } = await database.pool.query<{ known_from: Date }>('select known_from from source_state order by 1')
    expect(rows.map(({ known_from: at }) => at.toISOString().slice(0, 16))).toEqual([
      '2026-01-01T10:00',
      '2026-01-01T12:00',
      '2026-01-01T14:00',
      '2026-01-01T15:00',
      '2026-01-01T23:59',
      '2026-01-02T10:00',
      '2026-01-02T11:00',
    ])
    expect(await stateAt('2026-01-01T14:30:00Z')).toEqual(turned)
    expect(await stateAt('2026-01-02T11:30:00Z')).toEqual(newestState)
    expect(await stateAt('2026-01-01T13:30:00Z')).toMatchObject({ status: 'down', message: 'gone' })
    expect(await stateAt('2026-01-01T17:00:00Z')).toEqual({
      status: 'ok',
      dataAsOf: new Date('2026-01-01T14:59:00Z'),
      message: null,
    })
    expect(await thinSourceStatesBefore(database.pool, new Date(since))).toBe(0)
  })
})
