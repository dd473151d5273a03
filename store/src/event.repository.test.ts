import { beforeEach, describe, expect, it } from 'vitest'
import { before, commit, known, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import { readDeferments, writeDeferments } from './deferment.repository.ts'
import { withKnowledge } from './knowledge.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import { readLatestAcceptedWellTests, readWellTests, writeWellTests } from './well-test.repository.ts'
import type { DefermentInput, WellTestInput } from './types.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  return database.dispose
})

const at = (day: number, hour = 0): Date => new Date(Date.UTC(2026, 2, day, hour))

describe('deferment events', () => {
  const event = (eventId: string, more: Partial<DefermentInput> = {}): DefermentInput => ({
    eventId,
    nodeId: wellId('W1'),
    start: at(10),
    end: at(12),
    category: 'wells',
    reason: 'Sand',
    planned: false,
    parentEventId: null,
    lossShare: 1,
    ...more,
  })
  const write = (...events: DefermentInput[]) => commit(database.pool, (tx) => writeDeferments(tx, events))
  const idsIn = async (from: Date, to: Date, more: { nodeIds?: string[]; asOf?: Date } = {}): Promise<string[]> =>
    (await readDeferments(database.pool, { nodeIds: 'all', asOf: await newest(database.pool), ...more, from, to })).map(
      ({ eventId }) => eventId,
    )

  it('come back as they were written', async () => {
    const group = event('E-0', { lossShare: 0.4, planned: true, category: 'hse-weather' })
    const child = event('E-1', { parentEventId: 'E-0', start: at(11), end: null })
    await write(child, group)
    expect(
      await readDeferments(database.pool, {
        nodeIds: 'all',
        from: at(1),
        to: at(30),
        asOf: await newest(database.pool),
      }),
    ).toEqual([
      { ...group, sourceId, isGroup: true },
      { ...child, sourceId, isGroup: false },
    ])
  })

  it('are found by overlap, half-open, and run for ever without an end', async () => {
    await write(
      event('closed'),
      event('open', { start: at(11), end: null }),
      event('elsewhere', { nodeId: wellId('W2'), start: at(11) }),
    )
    expect(await idsIn(at(1), at(10))).toEqual([])
    expect(await idsIn(at(10), at(11))).toEqual(['closed'])
    expect(await idsIn(at(12), at(13))).toEqual(['open'])
    expect(await idsIn(at(11), at(12), { nodeIds: [wellId('W1')] })).toEqual(['closed', 'open'])
  })

  it('change nothing when they come again, and keep what was believed before they moved', async () => {
    await write(event('E-1', { end: null }))
    expect((await write(event('E-1', { end: null }))).knownAt).toBeNull()
    const ended = known(await write(event('E-1', { end: at(11) })))
    expect(await idsIn(at(20), at(21), { asOf: before(ended) })).toEqual(['E-1'])
    expect(await idsIn(at(20), at(21), { asOf: ended })).toEqual([])
  })

  it('know themselves for groups though their children lie outside of what was asked, as it was known', async () => {
    const alone = known(await write(event('E-0', { end: at(20) })))
    await write(event('E-1', { parentEventId: 'E-0', start: at(18), end: at(19) }))
    const groupsAt = async (asOf: Date): Promise<boolean[]> =>
      (await readDeferments(database.pool, { nodeIds: 'all', from: at(10), to: at(11), asOf })).map(
        ({ isGroup }) => isGroup,
      )
    expect(await groupsAt(alone)).toEqual([false])
    expect(await groupsAt(await newest(database.pool))).toEqual([true])
  })

  it('are refused when they end before they start, or belong to no source', async () => {
    await expect(write(event('E-1', { end: at(9) }))).rejects.toThrow('check constraint')
    const writing = withKnowledge(database.pool, { sourceId: null, runId: null, cause: 'test' }, (tx) =>
      writeDeferments(tx, [event('E-1')]),
    )
    await expect(writing).rejects.toThrow(RangeError)
  })
})

describe('well tests', () => {
  const test = (testId: string, more: Partial<WellTestInput> = {}): WellTestInput => ({
    testId,
    nodeId: wellId('W1'),
    start: at(10),
    end: at(10, 8),
    status: 'accepted',
    validFrom: '2026-03-11',
    oilRate: 800,
    gasRate: 120_000,
    waterRate: null,
    choke: 45.5,
    wellheadPressure: 61,
    ...more,
  })
  const write = (...tests: WellTestInput[]) => commit(database.pool, (tx) => writeWellTests(tx, tests))
  const latestAt = async (instant: Date, asOf?: Date): Promise<string[]> => {
    const query = { nodeIds: 'all', at: instant, asOf: asOf ?? (await newest(database.pool)) } as const
    return (await readLatestAcceptedWellTests(database.pool, query)).map(({ testId }) => testId)
  }

  it('come back as they were written, oldest first', async () => {
    await write(test('T-2', { start: at(12), end: at(13), validFrom: null }), test('T-1'))
    const tests = await readWellTests(database.pool, {
      nodeIds: [wellId('W1')],
      from: at(1),
      to: at(30),
      asOf: await newest(database.pool),
    })
    expect(tests).toEqual([
      { ...test('T-1'), sourceId },
      { ...test('T-2', { start: at(12), end: at(13), validFrom: null }), sourceId },
    ])
  })

  it('give the newest accepted one of each well at an instant', async () => {
    await write(
      test('old'),
      test('new', { start: at(12), end: at(13) }),
      test('rejected', { start: at(14), end: at(15), status: 'rejected' }),
      test('other', { nodeId: wellId('W2') }),
    )
    expect((await latestAt(at(20))).sort()).toEqual(['new', 'other'])
    expect((await latestAt(at(12, 12))).sort()).toEqual(['old', 'other'])
    expect(await latestAt(at(10, 7))).toEqual([])
  })

  it('stop counting once they are rejected, but not for those who read at an earlier instant', async () => {
    await write(test('T-1'))
    const rejected = known(await write(test('T-1', { status: 'rejected' })))
    expect(await latestAt(at(20), before(rejected))).toEqual(['T-1'])
    expect(await latestAt(at(20), rejected)).toEqual([])
  })
})
