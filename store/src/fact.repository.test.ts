import { beforeEach, describe, expect, it } from 'vitest'
import { before, commit, fact, known, newest, seed, wellId } from '../test/fixtures.ts'
import { readDataRange, readFacts, readLatestDays, withdrawFacts, writeFacts } from './fact.repository.ts'
import { withKnowledge } from './knowledge.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { FactInput, FactRow } from './types.ts'

let database: TestDatabase

const year = { grain: 'day', from: '2026-01-01', to: '2027-01-01', nodeIds: 'all' } as const

const write = (...rows: FactInput[]) => commit(database.pool, (tx) => writeFacts(tx, 'day', rows))
const readAt = (asOf: Date): Promise<FactRow[]> => readFacts(database.pool, { ...year, asOf })
const valuesAt = async (asOf: Date): Promise<(number | null)[]> => (await readAt(asOf)).map(({ value }) => value)

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  return database.dispose
})

describe('two times on every fact', () => {
  it('reads a fact back as it was written, from the instant it became known', async () => {
    const row = fact({ note: 'first reading', flags: ['negative-volume', 'hours "odd"'], value: 0.1 + 0.2 })
    const knownAt = known(await write(row))
    expect(await readAt(knownAt)).toEqual([{ ...row, sourceId: 'ec-north' }])
    expect(await readAt(before(knownAt))).toEqual([])
  })

  it('changes nothing when the same fact comes again', async () => {
    await write(fact())
    const { knownAt, result } = await write(fact())
    expect(knownAt).toBeNull()
    expect(result).toEqual({ written: 0, unchanged: 1, restated: 0, keptFromSource: 0, touched: [] })
  })

  it('keeps the old number for those who read at an earlier instant when a fact is restated', async () => {
    const first = known(await write(fact({ value: 100 })))
    const second = await write(fact({ value: 90 }))
    expect(second.result).toMatchObject({
      written: 1,
      restated: 1,
      touched: [{ nodeId: wellId('W1'), day: '2026-03-01' }],
    })
    expect(await valuesAt(first)).toEqual([100])
    expect(await valuesAt(before(known(second)))).toEqual([100])
    expect(await valuesAt(known(second))).toEqual([90])
  })

  it.each([
    ['status', { status: 'approved' }],
    ['quality', { quality: 'estimated' }],
    ['note', { note: 'meter factor corrected' }],
    ['flags', { flags: ['negative-volume'] }],
  ] as const)('stores a new version without restating when only the %s differs', async (_, difference) => {
    await write(fact())
    expect((await write(fact(difference))).result).toMatchObject({ written: 1, restated: 0, unchanged: 0 })
    expect(await readAt(await newest(database.pool))).toMatchObject([difference])
  })

  it('does not count the first number after an empty row as restated', async () => {
    await write(fact({ value: null, quality: 'missing' }))
    expect((await write(fact({ value: 5 }))).result).toMatchObject({ written: 1, restated: 0 })
  })

  it('keeps null apart from zero', async () => {
    await write(fact({ value: 0 }))
    expect((await write(fact({ value: null, quality: 'missing' }))).result).toMatchObject({ restated: 1 })
    expect(await valuesAt(await newest(database.pool))).toEqual([null])
  })

  it('takes the last of several rows of one key', async () => {
    const { result } = await write(fact({ value: 1 }), fact({ value: 2 }), fact({ value: 3 }))
    expect(result).toMatchObject({ written: 1, unchanged: 0 })
    expect(await valuesAt(await newest(database.pool))).toEqual([3])
  })

  it('shows one version of what a transaction writes twice, and still knows what it moved', async () => {
    const first = known(await write(fact({ value: 1 })))
    const { knownAt, result } = await commit(database.pool, async (tx) => {
      await writeFacts(tx, 'day', [fact({ value: 2 })])
      return writeFacts(tx, 'day', [fact({ value: 2, status: 'verified' })])
    })
    expect(result).toMatchObject({ written: 1, restated: 1 })
    expect(await valuesAt(first)).toEqual([1])
    expect(await readAt(known({ knownAt }))).toMatchObject([{ value: 2, status: 'verified' }])
  })

  it('closes a withdrawn fact and can take it in again', async () => {
    const first = known(await write(fact()))
    const withdrawal = await commit(database.pool, (tx) =>
      withdrawFacts(tx, 'day', [fact(), fact({ day: '2026-03-09' })]),
    )
    expect(withdrawal.result).toEqual({ withdrawn: 1, touched: [{ nodeId: wellId('W1'), day: '2026-03-01' }] })
    expect(await valuesAt(first)).toEqual([100])
    expect(await valuesAt(known(withdrawal))).toEqual([])
    expect((await write(fact({ value: 7 }))).result).toMatchObject({ written: 1, restated: 0 })
    expect(await valuesAt(await newest(database.pool))).toEqual([7])
  })

  it('changes nothing when what is to be withdrawn is not there', async () => {
    const { knownAt, result } = await commit(database.pool, (tx) => withdrawFacts(tx, 'month', [fact()]))
    expect({ knownAt, result }).toEqual({ knownAt: null, result: { withdrawn: 0, touched: [] } })
  })

  it('takes a fact that is written and withdrawn in one transaction for never seen, and its predecessor for withdrawn', async () => {
    const first = known(await write(fact({ value: 1 })))
    const { knownAt } = await commit(database.pool, async (tx) => {
      await writeFacts(tx, 'day', [fact({ value: 2 })])
      await withdrawFacts(tx, 'day', [fact()])
    })
    expect(await valuesAt(first)).toEqual([1])
    expect(await valuesAt(known({ knownAt }))).toEqual([])
  })
})

describe('totals', () => {
  const total = fact({
    origin: 'roll-up',
    value: 50,
    status: null,
    coverage: { coverage: 0.75, measured: 0.5, estimated: 0.25, missing: 0.25 },
  })

  it('carry their coverage and no source', async () => {
    await write(total)
    expect(await readAt(await newest(database.pool))).toMatchObject([{ ...total, sourceId: null }])
  })

  it('never take the place of what a source gave', async () => {
    await write(fact())
    expect((await write(total)).result).toMatchObject({ written: 0, unchanged: 0, keptFromSource: 1 })
    expect(await valuesAt(await newest(database.pool))).toEqual([100])
  })

  it('give way to a source, which is then no restatement', async () => {
    await write(total)
    expect((await write(fact())).result).toMatchObject({ written: 1, restated: 0 })
    expect(await readAt(await newest(database.pool))).toMatchObject([{ value: 100, origin: 'source', coverage: null }])
  })

  it('can be written once the source has withdrawn its figure, in the same transaction too', async () => {
    await write(fact())
    await commit(database.pool, async (tx) => {
      await withdrawFacts(tx, 'day', [fact()])
      await writeFacts(tx, 'day', [total])
    })
    expect(await readAt(await newest(database.pool))).toMatchObject([{ value: 50, origin: 'roll-up' }])
  })

  it('are new versions when only their coverage moved', async () => {
    await write(total)
    const { result } = await write({ ...total, coverage: { coverage: 1, measured: 0.5, estimated: 0.5, missing: 0 } })
    expect(result).toMatchObject({ written: 1, restated: 0 })
  })
})

describe('bad input', () => {
  it.each([NaN, Infinity, -Infinity])('refuses %s and writes nothing of its batch', async (value) => {
    await expect(write(fact({ day: '2026-03-02' }), fact({ value }))).rejects.toThrow(RangeError)
    expect(await valuesAt(await newest(database.pool))).toEqual([])
  })

  it('refuses a null value of a quality that carries a number', async () => {
    await expect(write(fact({ value: null, quality: 'good' }))).rejects.toThrow('fact_null_is_not_zero')
  })

  it('refuses a fact of a source without status', async () => {
    await expect(write(fact({ status: null }))).rejects.toThrow('fact_status')
  })

  it('refuses a fact of a source in a transaction without one', async () => {
    const writing = withKnowledge(database.pool, { sourceId: null, runId: null, cause: 'test' }, (tx) =>
      writeFacts(tx, 'day', [fact()]),
    )
    await expect(writing).rejects.toThrow('needs a transaction with a source')
  })

  it('refuses a node that is not there', async () => {
    await expect(write(fact({ nodeId: 'well-nowhere' }))).rejects.toThrow('foreign key')
  })

  it.each(['1899-12-31', '2200-01-01'])('refuses %s, which no field has produced on', async (day) => {
    await expect(write(fact({ day }))).rejects.toThrow('outside 1900–2200')
  })

  it('refuses a month that does not start on its first day', async () => {
    await expect(commit(database.pool, (tx) => writeFacts(tx, 'month', [fact({ day: '2026-03-02' })]))).rejects.toThrow(
      'fact_first_of_month',
    )
  })
})

describe('reading', () => {
  it('includes from, excludes to, and crosses years', async () => {
    await write(...['2025-12-30', '2025-12-31', '2026-01-01', '2026-01-02'].map((day) => fact({ day })))
    const rows = await readFacts(database.pool, {
      ...year,
      from: '2025-12-31',
      to: '2026-01-02',
      asOf: await newest(database.pool),
    })
    expect(rows.map(({ day }) => day)).toEqual(['2025-12-31', '2026-01-01'])
  })

  it('keeps to the nodes, quantities and measures asked for', async () => {
    await write(
      fact({ value: 1 }),
      fact({ value: 2, nodeId: wellId('W2') }),
      fact({ value: 3, quantity: 'gas_production' }),
      fact({ value: 4, measure: 'plan' }),
    )
    const asOf = await newest(database.pool)
    const select = async (more: object): Promise<(number | null)[]> =>
      (await readFacts(database.pool, { ...year, ...more, asOf })).map(({ value }) => value).sort()
    expect(await select({})).toEqual([1, 2, 3, 4])
    expect(await select({ nodeIds: [wellId('W2')] })).toEqual([2])
    expect(await select({ nodeIds: [] })).toEqual([])
    expect(await select({ quantities: ['gas_production'] })).toEqual([3])
    expect(await select({ measures: ['plan'], quantities: ['oil_production'] })).toEqual([4])
  })

  it('keeps days and months apart', async () => {
    await write(fact({ value: 1 }))
    await commit(database.pool, (tx) => writeFacts(tx, 'month', [fact({ value: 31 })]))
    const rows = await readFacts(database.pool, { ...year, grain: 'month', asOf: await newest(database.pool) })
    expect(rows.map(({ value }) => value)).toEqual([31])
  })

  it('tells the last day and month with an actual value of each node, whatever is planned', async () => {
    await write(
      fact({ day: '2026-03-01' }),
      fact({ day: '2026-03-05' }),
      fact({ day: '2026-03-06', value: null, quality: 'missing' }),
      fact({ day: '2027-03-07', measure: 'plan' }),
    )
    await commit(database.pool, (tx) => writeFacts(tx, 'month', [fact({ day: '2026-01-01' })]))
    const asOf = await newest(database.pool)
    const nodeId = wellId('W1')
    expect(await readLatestDays(database.pool, [nodeId, wellId('W2')], asOf)).toEqual([
      { nodeId, day: '2026-03-05', grain: 'day' },
      { nodeId, day: '2026-01-01', grain: 'month' },
    ])
    expect(await readDataRange(database.pool, [nodeId, wellId('W2')], asOf)).toEqual({
      firstDay: '2026-01-01',
      lastDay: '2026-03-05',
      finest: 'day',
    })
  })

  it('has no range where nothing is known, or was at the instant asked', async () => {
    const empty = await newest(database.pool)
    await write(fact())
    expect(await readDataRange(database.pool, [wellId('W1')], empty)).toBeNull()
    expect(await readDataRange(database.pool, [], await newest(database.pool))).toBeNull()
  })
})

describe('many rows', () => {
  it('writes more than one statement holds, and finds them all unchanged the second time', async () => {
    const days = Array.from({ length: 12_500 }, (_, index) =>
      new Date(Date.UTC(1990, 0, 1 + index)).toISOString().slice(0, 10),
    )
    const rows = days.map((day, index) => fact({ day, value: index }))
    expect((await write(...rows)).result).toMatchObject({ written: 12_500, unchanged: 0 })
    expect((await write(...rows)).result).toMatchObject({ written: 0, unchanged: 12_500 })
  })
})
