import { beforeEach, describe, expect, it } from 'vitest'
import { before, commit, fact, known, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import { InvalidCursor, readChanges } from './change.repository.ts'
import { withdrawFacts, writeFacts } from './fact.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { ChangePage, ChangeQuery, ChangeRow, FactInput, Grain } from './types.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  return database.dispose
})

const write = async (rows: FactInput[], grain: Grain = 'day'): Promise<Date> =>
  known(await commit(database.pool, (tx) => writeFacts(tx, grain, rows)))

const changesSince = async (since: Date, more: Partial<ChangeQuery> = {}): Promise<ChangePage> =>
  readChanges(database.pool, { since, asOf: await newest(database.pool), limit: 100, cursor: null, ...more })

describe('readChanges', () => {
  it('tells what a restatement moved, from what, and why', async () => {
    const since = await write([fact({ value: 100, status: 'approved' })])
    const knownAt = await write([fact({ value: 90, status: 'provisional', note: 'meter factor corrected' })])
    const { changes, counts } = await changesSince(since)
    expect(changes).toEqual([
      {
        knownAt,
        kind: 'restated',
        grain: 'day',
        nodeId: wellId('W1'),
        day: '2026-03-01',
        quantity: 'oil_production',
        measure: 'allocated',
        before: 100,
        after: 90,
        statusBefore: 'approved',
        statusAfter: 'provisional',
        note: 'meter factor corrected',
        sourceId,
      } satisfies ChangeRow,
    ])
    expect(counts).toEqual({ new: 0, restated: 1, status: 0, withdrawn: 0 })
  })

  it('tells status changes and withdrawals apart from restatements, days and months alike', async () => {
    const month = fact({ day: '2026-02-01', value: 3_000 })
    await write([fact(), fact({ day: '2026-03-02' })])
    const since = await write([month], 'month')
    await write([fact({ status: 'approved' })])
    await write([{ ...month, value: 2_900 }], 'month')
    await commit(database.pool, (tx) => withdrawFacts(tx, 'day', [fact({ day: '2026-03-02' })]))
    const { changes, counts } = await changesSince(since)
    expect(changes).toMatchObject([
      {
        kind: 'withdrawn',
        grain: 'day',
        day: '2026-03-02',
        before: 100,
        after: null,
        statusBefore: 'provisional',
        statusAfter: null,
      },
      { kind: 'restated', grain: 'month', day: '2026-02-01', before: 3_000, after: 2_900 },
      {
        kind: 'status',
        grain: 'day',
        day: '2026-03-01',
        before: 100,
        after: 100,
        statusBefore: 'provisional',
        statusAfter: 'approved',
      },
    ])
    expect(counts).toEqual({ new: 0, restated: 1, status: 1, withdrawn: 1 })
  })

  it('tells the version that readers knew when one that replaced it is withdrawn in the same transaction', async () => {
    const since = await write([fact({ value: 1 })])
    await commit(database.pool, async (tx) => {
      await writeFacts(tx, 'day', [fact({ value: 2 })])
      await withdrawFacts(tx, 'day', [fact()])
    })
    expect((await changesSince(since)).changes).toMatchObject([{ kind: 'withdrawn', before: 1, after: null }])
  })

  it('counts first numbers as new and lists them not, also after an empty row or a total', async () => {
    const since = await write([
      fact({ day: '2026-03-02', value: null, quality: 'missing' }),
      fact({ day: '2026-03-03', origin: 'roll-up', status: null }),
    ])
    await write([
      fact(),
      fact({ day: '2026-03-02' }),
      fact({ day: '2026-03-03' }),
      fact({ day: '2026-03-04', value: null, quality: 'bad' }),
    ])
    const { changes, counts } = await changesSince(since)
    expect(changes).toEqual([])
    expect(counts).toEqual({ new: 3, restated: 0, status: 0, withdrawn: 0 })
  })

  it('leaves out totals, and remarks that move neither number nor status', async () => {
    const total = fact({ nodeId: wellId('W2'), origin: 'roll-up', status: null })
    const since = await write([fact(), total])
    await write([fact({ note: 'looked at again', quality: 'uncertain' }), { ...total, value: 1 }])
    const { changes, counts } = await changesSince(since)
    expect(changes).toEqual([])
    expect(counts).toEqual({ new: 0, restated: 0, status: 0, withdrawn: 0 })
  })

  it('excludes since and includes asOf', async () => {
    await write([fact({ value: 1 })])
    const second = await write([fact({ value: 2 })])
    const third = await write([fact({ value: 3 })])
    expect((await changesSince(second)).changes).toMatchObject([{ before: 2, after: 3 }])
    expect((await changesSince(before(second), { asOf: second })).changes).toMatchObject([{ before: 1, after: 2 }])
    expect((await changesSince(third)).changes).toEqual([])
  })

  it('keeps to the nodes asked for, in its counts too', async () => {
    const elsewhere = fact({ nodeId: wellId('W2') })
    const since = await write([fact(), elsewhere])
    await write([fact({ value: 1 }), { ...elsewhere, value: 2 }])
    const page = await changesSince(since, { nodeIds: [wellId('W2')] })
    expect(page.changes).toMatchObject([{ nodeId: wellId('W2') }])
    expect(page.counts.restated).toBe(1)
  })

  it('tells each step of a fact that moved twice', async () => {
    const since = await write([fact({ value: 1 })])
    await write([fact({ value: 2 })])
    await write([fact({ value: 3 })])
    expect((await changesSince(since)).changes.map(({ before, after }) => [before, after])).toEqual([
      [2, 3],
      [1, 2],
    ])
  })

  it('gives every change once, in order, page by page, whatever is written meanwhile', async () => {
    const days = Array.from({ length: 25 }, (_, index) => `2026-03-${String(index + 1).padStart(2, '0')}`)
    const all = days.flatMap((day) => [fact({ day }), fact({ day, quantity: 'gas_production', nodeId: wellId('W2') })])
    const since = await write(all)
    await write(all.slice(0, 20).map((row) => ({ ...row, value: 1 })))
    await write(all.slice(20).map((row) => ({ ...row, value: 2 })))
    await commit(database.pool, (tx) => withdrawFacts(tx, 'day', all.slice(0, 5)))
    const asOf = await newest(database.pool)
    const whole = (await changesSince(since, { asOf })).changes
    expect(whole).toHaveLength(55)
    const paged: ChangeRow[] = []
    let cursor: string | null = null
    do {
      const page: ChangePage = await changesSince(since, { asOf, limit: 7, cursor })
      expect(page.counts).toEqual({ new: 0, restated: 50, status: 0, withdrawn: 5 })
      paged.push(...page.changes)
      cursor = page.nextCursor
      await write([fact({ day: '2026-04-01', value: paged.length })])
    } while (cursor !== null)
    expect(paged).toEqual(whole)
  })

  it('has no further page when the last one is full', async () => {
    const since = await write([fact(), fact({ day: '2026-03-02' })])
    await write([fact({ value: 1 }), fact({ day: '2026-03-02', value: 1 })])
    expect((await changesSince(since, { limit: 2 })).nextCursor).toBeNull()
    expect((await changesSince(since, { limit: 1 })).nextCursor).toMatch(/^[\w-]{1,200}$/)
  })

  it.each(['', 'nonsense', Buffer.from('["2026-03-01"]').toString('base64url')])(
    'refuses the cursor "%s"',
    async (cursor) => {
      await expect(changesSince(new Date(0), { cursor })).rejects.toThrow(InvalidCursor)
    },
  )
})
