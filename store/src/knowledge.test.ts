import { beforeAll, describe, expect, it } from 'vitest'
import { commit, fact, known, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import { readFacts, writeFacts } from './fact.repository.ts'
import { resolveAsOf, withKnowledge } from './knowledge.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { FactRow } from './types.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  return database.dispose
})

const readAt = (asOf: Date): Promise<FactRow[]> =>
  readFacts(database.pool, { grain: 'day', nodeIds: 'all', from: '2020-01-01', to: '2030-01-01', asOf })

const clock = async (): Promise<Date> => {
  const { rows } = await database.pool.query<{ now: Date }>('select clock_timestamp() as now')
  return rows[0]?.now ?? new Date(NaN)
}

/** Resolves once a backend of this database waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await database.pool.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`,
      )
      return rows.length
    })
    .toBeGreaterThan(0)
}

describe('withKnowledge', () => {
  it('records a commit with its cause when something changed', async () => {
    const { knownAt } = await withKnowledge(database.pool, { sourceId, runId: null, cause: 'daily volumes' }, (tx) =>
      writeFacts(tx, 'day', [fact({ day: '2026-01-01' })]),
    )
    const { rows } = await database.pool.query(
      'select known_at, source_id, cause from knowledge_commit order by id desc limit 1',
    )
    expect(rows).toEqual([{ known_at: knownAt, source_id: sourceId, cause: 'daily volumes' }])
  })

  it('records none when nothing changed', async () => {
    const before = await newest(database.pool)
    expect(await commit(database.pool, () => Promise.resolve('read only'))).toEqual({
      knownAt: null,
      result: 'read only',
    })
    expect(await newest(database.pool)).toEqual(before)
  })

  it('leaves nothing behind when the writer fails', async () => {
    const before = await newest(database.pool)
    const failing = commit(database.pool, async (tx) => {
      await writeFacts(tx, 'day', [fact({ day: '2026-01-02' })])
      throw new Error('lost the source half way')
    })
    await expect(failing).rejects.toThrow('lost the source half way')
    expect(await newest(database.pool)).toEqual(before)
    expect((await readAt(await clock())).map(({ day }) => day)).not.toContain('2026-01-02')
  })

  it('gives instants that grow in the order of commits, however many write at once', async () => {
    const writers = Array.from({ length: 40 }, (_, index) =>
      commit(database.pool, (tx) => writeFacts(tx, 'day', [fact({ day: '2026-01-03', value: index + 1 })])),
    )
    const instants = (await Promise.all(writers)).map((written) => known(written).getTime())
    expect(new Set(instants).size).toBe(40)
    const { rows } = await database.pool.query<{ known_at: Date }>('select known_at from knowledge_commit order by id')
    const recorded = rows.map(({ known_at: knownAt }) => knownAt.getTime())
    expect(recorded).toEqual(recorded.toSorted((a, b) => a - b))
  })
})

describe('resolveAsOf', () => {
  it('takes the newest commit where nothing is asked', async () => {
    const knownAt = known(await commit(database.pool, (tx) => writeFacts(tx, 'day', [fact({ day: '2026-01-04' })])))
    expect(await resolveAsOf(database.pool, null)).toEqual({ asOf: knownAt })
  })

  it('keeps to an instant of the past, and to the newest commit', async () => {
    const past = new Date('2020-01-01T00:00:00.000Z')
    const latest = await newest(database.pool)
    expect(await resolveAsOf(database.pool, past)).toEqual({ asOf: past })
    expect(await resolveAsOf(database.pool, latest)).toEqual({ asOf: latest })
  })

  it('says so when the instant has not come yet', async () => {
    const future = new Date(Date.now() + 3_600_000)
    expect(Object.keys(await resolveAsOf(database.pool, future))).toEqual(['inFuture'])
  })

  it('starts in 1970 in an empty store', async () => {
    const empty = await startTestDatabase()
    expect(await resolveAsOf(empty.pool, null)).toEqual({ asOf: new Date(0) })
    await empty.dispose()
  })

  it('waits for a writer that is under way, so that the answer stays what it was', async () => {
    const release = Promise.withResolvers<undefined>()
    const hasWritten = Promise.withResolvers<undefined>()
    const writing = commit(database.pool, async (tx) => {
      await writeFacts(tx, 'day', [fact({ day: '2026-02-01', value: 1 })])
      hasWritten.resolve(undefined)
      await release.promise
    })
    await hasWritten.promise
    // By now the clock is past the instant that the unfinished writer was given.
    const resolving = resolveAsOf(database.pool, await clock())
    await untilSomebodyWaits()
    release.resolve(undefined)
    const resolved = await resolving
    await writing
    if ('inFuture' in resolved) throw new Error('the clock went backwards')
    const days = (await readAt(resolved.asOf)).map(({ day }) => day)
    expect(days).toContain('2026-02-01')
    await commit(database.pool, (tx) => writeFacts(tx, 'day', [fact({ day: '2026-02-02' })]))
    expect((await readAt(resolved.asOf)).map(({ day }) => day)).toEqual(days)
  })

  it('gives the same rows for ever while others go on writing', async () => {
    let isDone = false
    const writer = async (nodeId: string): Promise<void> => {
      for (let value = 1; value <= 30; value += 1) {
        await commit(database.pool, (tx) => writeFacts(tx, 'day', [fact({ nodeId, day: '2026-02-03', value })]))
      }
    }
    const reader = async (): Promise<[Date, FactRow[]][]> => {
      const answers: [Date, FactRow[]][] = []
      while (!isDone) {
        for (const requested of [null, await clock()]) {
          const resolved = await resolveAsOf(database.pool, requested)
          if ('inFuture' in resolved) throw new Error('the clock went backwards')
          answers.push([resolved.asOf, await readAt(resolved.asOf)])
        }
      }
      return answers
    }
    const reading = Promise.all([reader(), reader()])
    await Promise.all([writer(wellId('W1')), writer(wellId('W2')), writer(wellId('W1'))]).finally(() => {
      isDone = true
    })
    const answers = (await reading).flat()
    expect(answers.length).toBeGreaterThan(0)
    for (const [asOf, rows] of answers) expect(await readAt(asOf)).toEqual(rows)
  })
})
