import { beforeEach, describe, expect, it } from 'vitest'
import { before, commit, known, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import { InvalidCursor } from './change.repository.ts'
import { signalIdOf } from './node-id.ts'
import {
  type QualityMarkInput,
  type QualityMarkQuery,
  readQualityMarks,
  replaceQualityMarks,
} from './quality-mark.repository.ts'
import { writeSignals } from './signal.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase
const [first, second] = ['WHP-1', 'WHP-2'].map((key) => signalIdOf(sourceId, key)) as [string, string]

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  const signal = {
    name: 'Wellhead pressure',
    quantity: 'wellhead_pressure',
    unit: 'bar',
    reference: null,
    basis: 'gauge',
    interpolation: 'linear',
    expectedPeriodS: 300,
  } as const
  await commit(database.pool, (tx) =>
    writeSignals(tx, sourceId, [
      { ...signal, sourceKey: 'WHP-1', nodeId: wellId('W1') },
      { ...signal, sourceKey: 'WHP-2', nodeId: wellId('W2') },
    ]),
  )
  return database.dispose
})

const at = (hour: number): Date => new Date(Date.UTC(2026, 2, 1, hour))

const mark = (from: number, to: number | null, more: Partial<QualityMarkInput> = {}): QualityMarkInput => ({
  ...{ signalId: first, rule: 'frozen', from: at(from), to: to === null ? null : at(to) },
  message: `from ${from} to ${to}`,
  ...more,
})

const replace = (range: { from: number; to: number | null }, ...marks: QualityMarkInput[]) =>
  commit(database.pool, (tx) =>
    replaceQualityMarks(
      tx,
      [first, second],
      { from: at(range.from), to: range.to === null ? null : at(range.to) },
      marks,
    ),
  )

const read = async (query: Partial<QualityMarkQuery> = {}) =>
  readQualityMarks(database.pool, {
    ...{ openOnly: false, limit: null, cursor: null, asOf: await newest(database.pool) },
    ...query,
  })

const messagesOf = async (query: Partial<QualityMarkQuery> = {}): Promise<string[]> =>
  (await read(query)).marks.map(({ message }) => message)

const all = { from: 0, to: null }

describe('replaceQualityMarks', () => {
  it('stores marks that come back with what is known of their series, begun last first', async () => {
    const { result } = await replace(all, mark(2, 3), mark(5, null, { signalId: second }))
    expect(result).toEqual({ written: 2, unchanged: 0 })
    const series = { name: 'Wellhead pressure', quantity: 'wellhead_pressure', sourceId }
    expect((await read()).marks).toEqual([
      { ...mark(5, null, { signalId: second }), ...series, nodeId: wellId('W2'), sourceKey: 'WHP-2' },
      { ...mark(2, 3), ...series, nodeId: wellId('W1'), sourceKey: 'WHP-1' },
    ])
  })

  it('changes nothing when the same marks come again, whatever their message says by now', async () => {
    await replace(all, mark(2, 3), mark(5, null))
    const again = await replace(all, mark(2, 3), mark(5, null, { message: 'lasts longer' }))
    expect(again).toEqual({ knownAt: null, result: { written: 0, unchanged: 2 } })
    expect(await messagesOf()).toEqual(['from 5 to null', 'from 2 to 3'])
  })

  it('ends a mark with a new version, and keeps what was known before', async () => {
    await replace(all, mark(5, null))
    const ended = await replace(all, mark(5, 7))
    expect(ended.result).toEqual({ written: 1, unchanged: 0 })
    expect(await messagesOf()).toEqual(['from 5 to 7'])
    expect(await messagesOf({ asOf: before(known(ended)) })).toEqual(['from 5 to null'])
  })

  it('takes back what is not doubted any more, within the range alone', async () => {
    await replace(all, mark(1, 2), mark(3, 5), mark(6, 7), mark(9, null))
    const { result } = await replace({ from: 4, to: 8 }, mark(6, 7))
    expect(result).toEqual({ written: 1, unchanged: 1 })
    expect(await messagesOf()).toEqual(['from 9 to null', 'from 6 to 7', 'from 1 to 2'])
    await replace({ from: 4, to: null })
    expect(await messagesOf()).toEqual(['from 1 to 2'])
  })

  it('leaves series alone that are not named', async () => {
    await replace(all, mark(1, 2), mark(1, 2, { signalId: second, message: 'other' }))
    await commit(database.pool, (tx) => replaceQualityMarks(tx, [first], { from: at(0), to: null }, []))
    expect(await messagesOf()).toEqual(['other'])
  })

  it('forgets what one transaction wrote and took back, and stores what it wrote last', async () => {
    await commit(database.pool, async (tx) => {
      const range = { from: at(0), to: null }
      await replaceQualityMarks(tx, [first], range, [mark(5, null), mark(1, 2)])
      await replaceQualityMarks(tx, [first], range, [mark(5, 6)])
    })
    expect(await messagesOf()).toEqual(['from 5 to 6'])
    expect((await database.pool.query('select from quality_mark')).rowCount).toBe(1)
  })

  it('refuses a mark that ends before it begins', async () => {
    await expect(replace(all, mark(5, 4))).rejects.toThrow('check constraint')
  })
})

describe('readQualityMarks', () => {
  it.each<[string, Partial<QualityMarkQuery>, string[]]>([
    ['a series', { signalIds: [second] }, ['second']],
    ['a node', { nodeIds: [wellId('W2')] }, ['second']],
    ['a source', { sourceId: 'elsewhere' }, []],
    ['a rule', { rule: 'spike' }, ['spike']],
    ['those that still hold', { openOnly: true }, ['open']],
    ['those that last beyond an instant', { from: at(4) }, ['open', 'second']],
    ['those that begin before an instant', { to: at(2) }, ['spike']],
  ])('gives only those of %s', async (_, query, messages) => {
    await replace(
      all,
      mark(6, null, { message: 'open' }),
      mark(1, 2, { message: 'spike', rule: 'spike' }),
      mark(3, 4, { message: 'past' }),
      mark(3, 5, { message: 'second', signalId: second }),
    )
    expect(await messagesOf(query)).toEqual(messages)
  })

  it('gives every mark once over its pages, marks of one instant too, though marks come in between', async () => {
    const marks = [
      mark(1, 2),
      mark(1, 2, { rule: 'spike' }),
      mark(1, 2, { signalId: second }),
      mark(3, 4),
      mark(5, null),
    ]
    await replace(all, ...marks)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await read({ limit: 2, cursor })
      expect(page.marks.length).toBeLessThanOrEqual(2)
      seen.push(...page.marks.map(({ signalId, rule, from }) => `${signalId} ${rule} ${from.toISOString()}`))
      cursor = page.nextCursor
      if (seen.length === 2) await replace(all, ...marks, mark(8, 9))
    } while (cursor !== null)
    expect(seen).toHaveLength(5)
    expect(new Set(seen).size).toBe(5)
  })

  it('refuses a cursor that it did not give', async () => {
    await expect(read({ limit: 2, cursor: 'nonsense' })).rejects.toThrow(InvalidCursor)
  })
})
