import { beforeEach, describe, expect, it } from 'vitest'
import { commit, fact, known, namespace, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import {
  readDeferments,
  readDefermentsTouched,
  readStandingDeferments,
  withdrawDeferments,
  writeDeferments,
} from './deferment.repository.ts'
import {
  factKeyText,
  hasUnapprovedFacts,
  readLastTouched,
  readStandingFacts,
  withdrawFacts,
  writeFacts,
} from './fact.repository.ts'
import { withKnowledge } from './knowledge.ts'
import { upsertSource } from './source.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { DefermentInput, FactInput, WellTestInput } from './types.ts'
import { readStandingWellTests, readWellTests, withdrawWellTests, writeWellTests } from './well-test.repository.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  return database.dispose
})

const ages = new Date('2200-01-01')
const write = (...rows: FactInput[]) => commit(database.pool, (tx) => writeFacts(tx, 'day', rows))

describe('figures that stand of a source', () => {
  const march = { sourceId, grain: 'day', from: '2026-03-01', to: '2026-03-11', before: ages } as const

  it('are its own of the days, with the object that it gave them of, and no totals', async () => {
    await write(
      fact(),
      fact({ nodeId: wellId('W2'), day: '2026-03-10', value: null, quality: 'missing' }),
      fact({ day: '2026-02-28' }),
      fact({ day: '2026-03-11' }),
      fact({ day: '2026-03-02', origin: 'roll-up' }),
    )
    await upsertSource(database.pool, { id: 'plan', name: 'Plan', kind: 'files', namespace, expectedEveryS: null })
    await withKnowledge(database.pool, { sourceId: 'plan', runId: null, cause: 'test' }, (tx) =>
      writeFacts(tx, 'day', [fact({ day: '2026-03-03', measure: 'plan' })]),
    )
    const standing = await readStandingFacts(database.pool, march)
    expect(standing.map(({ objectId, day }) => [objectId, day]).toSorted()).toEqual([
      ['W1', '2026-03-01'],
      ['W2', '2026-03-10'],
    ])
    expect(await readStandingFacts(database.pool, { ...march, sourceId: 'plan' })).toMatchObject([{ measure: 'plan' }])
  })

  it('are those that became known before an instant, which alone are withdrawn', async () => {
    await write(fact())
    const second = known(await write(fact({ value: 90 })))
    expect(await readStandingFacts(database.pool, { ...march, before: second })).toEqual([])
    const kept = await commit(database.pool, (tx) => withdrawFacts(tx, 'day', [fact()], second))
    expect(kept.result.withdrawn).toBe(0)
    const gone = await commit(database.pool, (tx) => withdrawFacts(tx, 'day', [fact()], ages))
    expect(gone.result.withdrawn).toBe(1)
    expect(await readStandingFacts(database.pool, march)).toEqual([])
  })
})

describe('a span that is still open at its source', () => {
  const february = { sourceId, from: '2026-02-01', to: '2026-03-01' }
  const isOpen = () => hasUnapprovedFacts(database.pool, february)

  it('has a produced figure that is not approved', async () => {
    expect(await isOpen()).toBe(false)
    await write(fact({ day: '2026-02-28', status: 'approved' }), fact({ day: '2026-03-01' }))
    expect(await isOpen()).toBe(false)
    await write(fact({ day: '2026-02-01', status: 'verified' }))
    expect(await isOpen()).toBe(true)
  })

  it('is not opened by a plan or a potential, which nobody approves', async () => {
    await write(
      fact({ day: '2026-02-10', measure: 'plan' }),
      fact({ day: '2026-02-10', measure: 'potential', quality: 'estimated' }),
    )
    expect(await isOpen()).toBe(false)
  })
})

describe('when a figure was last given or withdrawn', () => {
  const touched = async () => (await readLastTouched(database.pool, 'day', [fact()])).get(factKeyText(fact()))

  it('moves with each version and with its withdrawal, and no total counts', async () => {
    await write(fact({ origin: 'roll-up', status: null }))
    expect(await touched()).toBeUndefined()
    await write(fact())
    const second = known(await write(fact({ value: 90 })))
    expect(await touched()).toEqual(second)
    const gone = known(await commit(database.pool, (tx) => withdrawFacts(tx, 'day', [fact()])))
    expect(await touched()).toEqual(gone)
  })
})

describe('events that stand of a source', () => {
  const at = (day: number, hour = 0): Date => new Date(Date.UTC(2026, 2, day, hour))
  const span = { sourceId, from: at(10), to: at(12), before: ages }
  const event = (eventId: string, start: Date): DefermentInput => ({
    eventId,
    nodeId: wellId('W1'),
    start,
    end: null,
    category: 'wells',
    reason: 'Sand',
    planned: false,
    parentEventId: null,
    lossShare: 1,
  })
  const test = (testId: string, start: Date): WellTestInput => ({
    testId,
    nodeId: wellId('W1'),
    start,
    end: at(30),
    status: 'accepted',
    validFrom: null,
    oilRate: 1,
    gasRate: null,
    waterRate: null,
    choke: null,
    wellheadPressure: null,
  })

  it('are those that start in a span', async () => {
    await commit(database.pool, async (tx) => {
      await writeDeferments(tx, [event('in', at(10)), event('before', at(9, 23)), event('after', at(12))])
      return await writeWellTests(tx, [test('in', at(11)), test('before', at(9)), test('after', at(12))])
    })
    const standing = [{ id: 'in', objectId: 'W1' }]
    expect(await readStandingDeferments(database.pool, span)).toMatchObject(standing)
    expect(await readStandingWellTests(database.pool, span)).toMatchObject(standing)
  })

  it('are believed no more once they are withdrawn, and were before', async () => {
    const written = known(
      await commit(database.pool, async (tx) => {
        await writeDeferments(tx, [event('D', at(10))])
        return await writeWellTests(tx, [test('T', at(10))])
      }),
    )
    const gone = await commit(database.pool, async (tx) => [
      await withdrawDeferments(tx, ['D', 'nobody’s'], ages),
      await withdrawWellTests(tx, ['T'], ages),
    ])
    expect(gone.result).toEqual([1, 1])
    const query = { nodeIds: 'all', from: at(1), to: at(31) } as const
    const now = await newest(database.pool)
    expect(await readDeferments(database.pool, { ...query, asOf: now })).toEqual([])
    expect(await readWellTests(database.pool, { ...query, asOf: now })).toEqual([])
    expect(await readDeferments(database.pool, { ...query, asOf: written })).toHaveLength(1)
    expect(await readDefermentsTouched(database.pool, sourceId, ['D'])).toEqual(new Map([['D', known(gone)]]))
  })

  it('stay where they became known since', async () => {
    const written = known(await commit(database.pool, (tx) => writeDeferments(tx, [event('D', at(10))])))
    const kept = await commit(database.pool, (tx) => withdrawDeferments(tx, ['D'], written))
    expect(kept).toMatchObject({ result: 0, knownAt: null })
  })
})
