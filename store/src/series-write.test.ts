import { Quality } from '@tieback/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commit, known, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import { readHourly, writeHourly } from './hourly.repository.ts'
import { signalIdOf } from './node-id.ts'
import { ensureDays } from './partitions.ts'
import { readSamples, replaceSamples, writeSamples } from './sample.repository.ts'
import { sampleTable } from './sample-write.ts'
import { writeSignals } from './signal.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { KnowledgeTx, SampleInput } from './types.ts'
import { upsertVersions } from './versions.ts'

let database: TestDatabase
let seriesMade = 0

beforeAll(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
})
afterAll(() => database.dispose())

/** Series that no other test writes to. */
async function makeSeries(count: number): Promise<string[]> {
  const keys = Array.from({ length: count }, () => `SERIES ${String((seriesMade += 1))}`)
  const about = { quantity: 'wellhead_pressure', unit: 'bar', reference: null, basis: 'gauge' } as const
  await commit(database.pool, (tx) =>
    writeSignals(
      tx,
      sourceId,
      keys.map((sourceKey) => ({
        ...about,
        nodeId: wellId('W1'),
        sourceKey,
        name: sourceKey,
        interpolation: 'linear',
        expectedPeriodS: 300,
      })),
    ),
  )
  return keys.map((key) => signalIdOf(sourceId, key))
}

async function makeOneSeries(): Promise<string> {
  const [id] = await makeSeries(1)
  return id as string
}

/** Two hours before the end of a day, so that a few hours of samples cross into the next. */
const start = Date.UTC(2026, 2, 1, 22)

const sample = (
  signalId: string,
  second: number,
  value: number | null,
  more: Partial<SampleInput> = {},
): SampleInput => ({
  signalId,
  at: new Date(start + second * 1_000),
  value,
  quality: value === null ? 'bad' : 'good',
  reason: null,
  ...more,
})

const versionsOf = async (ids: readonly string[]): Promise<unknown[][]> => {
  const { rows } = await database.pool.query({
    text: `select array_position($1::text[], signal_id), at, ordinal, value, quality, reason, known_from, known_to from sample
      where signal_id = any($1) order by 1, at, ordinal, known_from`,
    values: [ids],
    rowMode: 'array',
  })
  return rows as unknown[][]
}

const write = (rows: readonly SampleInput[]) => commit(database.pool, (tx) => writeSamples(tx, rows))

const valuesOf = async (signalId: string): Promise<readonly (number | null)[]> => {
  const range = { from: new Date(start), to: new Date(start + 86_400_000), asOf: await newest(database.pool) }
  return (await readSamples(database.pool, { signalId, ...range })).value
}

/** What `writeSamples` does in a hurry, as it would be done row by row. */
async function writeByVersions(tx: KnowledgeTx, rows: readonly SampleInput[]): Promise<number> {
  await ensureDays(
    tx.client,
    'sample',
    rows.map(({ at }) => at),
  )
  const numbered = rows.map((row, index) => {
    const isSameInstant = (other: SampleInput): boolean =>
      other.signalId === row.signalId && other.at.getTime() === row.at.getTime()
    const ordinal = rows.slice(0, index).filter(isSameInstant).length
    return [row.signalId, row.at, ordinal, row.value, row.quality, row.reason]
  })
  return upsertVersions(tx, sampleTable, numbered)
}

/** Seconds close together, so that instants meet; some minutes and hours away, so that spans are cut and days are crossed. */
const anySecond = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 8 }) },
  fc.constantFrom(0.001, 1.5, 3_000, 7_199.999, 7_200, 9_000, 93_600),
)
const anyValue = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 2 }) },
  fc.constantFrom(null, -0, 0.1, -1e308, 5e-324, Infinity, NaN),
)
const anyReason = fc.constantFrom(null, '', 'Bad Input', `O'Hara "\\" {,} æøå 🛢`)
const anyRow = fc.record({
  series: fc.integer({ min: 0, max: 2 }),
  second: anySecond,
  value: anyValue,
  quality: fc.constantFrom(...Quality.options),
  reason: anyReason,
})
/** Transactions, each of calls, each of rows in any order. */
const anySchedule = fc.array(fc.array(fc.array(anyRow, { maxLength: 12 }), { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 5,
})

describe('samples written at the speed of COPY', () => {
  it('make the same versions as when each is looked up, whatever comes in which order', async () => {
    await fc.assert(
      fc.asyncProperty(anySchedule, async (schedule) => {
        const fast = await makeSeries(3)
        const slow = await makeSeries(3)
        for (const calls of schedule) {
          await commit(database.pool, async (tx) => {
            for (const rows of calls) {
              const of = (ids: readonly string[]) =>
                rows.map(({ series, second, ...more }) => sample(ids[series] as string, second, 0, more))
              const { written } = await writeSamples(tx, of(fast))
              expect(written).toBe(await writeByVersions(tx, of(slow)))
            }
          })
        }
        expect(await versionsOf(fast)).toEqual(await versionsOf(slow))
      }),
      { numRuns: 60 },
    )
  })

  it('make no version when thousands come again with one that differs and one that is new', async () => {
    const ids = await makeSeries(3)
    const rows = ids.flatMap((id) => Array.from({ length: 1_500 }, (_, second) => sample(id, second * 5, second)))
    expect((await write(rows)).result).toEqual({ written: 4_500, unchanged: 0 })
    expect(await write(rows.toReversed())).toEqual({ knownAt: null, result: { written: 0, unchanged: 4_500 } })
    const [first] = ids as [string]
    const changed = rows.map((row) => (row === rows[700] ? { ...row, value: -1 } : row))
    const again = await write([...changed, sample(first, 1_500 * 5, 9)])
    expect(again.result).toEqual({ written: 2, unchanged: 4_499 })
    expect((await versionsOf(ids)).length).toBe(4_502)
  })

  it('are written once where they lie thin in a series that is dense', async () => {
    const id = await makeOneSeries()
    await write(Array.from({ length: 4_000 }, (_, tenth) => sample(id, tenth / 10, tenth)))
    const thin = [sample(id, 0, 0), sample(id, 200, 5), sample(id, 300.05, 6), sample(id, 399.9, 3_999)]
    expect((await write(thin)).result).toEqual({ written: 2, unchanged: 2 })
    expect((await write(thin)).result).toEqual({ written: 0, unchanged: 4 })
  })

  it('are refused whole where one is of a series that is not known, whatever it is called', async () => {
    const id = await makeOneSeries()
    for (const stranger of [`sig-'; drop table sample; --`, 'sig-"},{\\', 'sig-\n']) {
      await expect(write([sample(id, 0, 1), sample(stranger, 0, 1)])).rejects.toThrow('foreign key')
    }
    expect(await valuesOf(id)).toEqual([])
  })

  it('are refused before anything is sent where a value is none', async () => {
    const id = await makeOneSeries()
    // Safe: what a caller without types could hand over.
    const wrong = [{ at: new Date(NaN) }, { value: '5' as unknown as number }, { quality: 5 as unknown as Quality }]
    for (const more of wrong) await expect(write([sample(id, 0, 1, more)])).rejects.toThrow(RangeError)
    await expect(write([sample(id, 0, 1, { quality: 'splendid' as Quality })])).rejects.toThrow('enum quality')
  })

  it('are all there or none when the connection breaks while they are sent', async () => {
    const id = await makeOneSeries()
    const rows = Array.from({ length: 50_000 }, (_, second) => sample(id, second / 10, second))
    const broken = commit(database.pool, async (tx) => {
      const { rows: backends } = await tx.client.query<{ pid: number }>('select pg_backend_pid() as pid')
      const isCopying = async (): Promise<boolean> => {
        const { rowCount } = await database.pool.query(
          `select from pg_stat_progress_copy where pid = $1 and command = 'COPY FROM' and tuples_processed > 0`,
          [backends[0]?.pid],
        )
        return rowCount === 1
      }
      const writing = writeSamples(tx, rows)
      const outcome = writing.catch((error: unknown) => error)
      await expect.poll(isCopying, { interval: 1, timeout: 20_000 }).toBe(true)
      await database.pool.query('select pg_terminate_backend($1)', [backends[0]?.pid])
      expect(await outcome).toBeInstanceOf(Error)
      return writing
    })
    await expect(broken).rejects.toThrow()
    expect(await valuesOf(id)).toEqual([])
    expect((await write(rows)).result.written).toBe(50_000)
  })

  it('are written once by two writers at a time', async () => {
    const id = await makeOneSeries()
    const page = (from: number, value: (second: number) => number) =>
      Array.from({ length: 400 }, (_, index) => sample(id, from + index, value(from + index)))
    const pages = [0, 200, 400, 100].map((from) => page(from, (second) => second))
    const results = await Promise.all([...pages, ...pages].map(write))
    expect(results.reduce((sum, { result }) => sum + result.written, 0)).toBe(800)
    expect(await valuesOf(id)).toEqual(Array.from({ length: 800 }, (_, second) => second))
  })
})

describe('replaceSamples', () => {
  const span = (ids: readonly string[], from: number, to: number) => ({
    signalIds: ids,
    from: new Date(start + from * 1_000),
    to: new Date(start + to * 1_000),
  })

  it('closes what is no longer there within the span, and leaves what is outside alone', async () => {
    const [id, other] = (await makeSeries(2)) as [string, string]
    const before = [0, 10, 20, 30, 40].flatMap((second) => [sample(id, second, second), sample(other, second, second)])
    const first = known(await write(before))
    const answer = await commit(database.pool, (tx) =>
      replaceSamples(tx, span([id], 10, 40), [sample(id, 10, 10), sample(id, 15, 15), sample(id, 30, 31)]),
    )
    expect(answer.result).toEqual({ written: 2, unchanged: 1, withdrawn: 1 })
    expect(await valuesOf(id)).toEqual([0, 10, 15, 31, 40])
    expect(await valuesOf(other)).toEqual([0, 10, 20, 30, 40])
    const range = { from: new Date(start), to: new Date(start + 60_000), asOf: first }
    expect((await readSamples(database.pool, { signalId: id, ...range })).value).toEqual([0, 10, 20, 30, 40])
  })

  it('closes the last of an instant that has fewer than it had', async () => {
    const id = await makeOneSeries()
    await write([sample(id, 0, 1), sample(id, 0, 2), sample(id, 0, 3)])
    const answer = await commit(database.pool, (tx) =>
      replaceSamples(tx, span([id], 0, 1), [sample(id, 0, 1), sample(id, 0, 3)]),
    )
    expect(answer.result).toEqual({ written: 1, unchanged: 1, withdrawn: 1 })
    expect(await valuesOf(id)).toEqual([1, 3])
  })

  it('changes nothing where everything is as it was, or where there was nothing', async () => {
    const ids = await makeSeries(2)
    const [id] = ids as [string]
    await write([sample(id, 0, 1), sample(id, 7_300, 2)])
    const again = await commit(database.pool, (tx) =>
      replaceSamples(tx, span(ids, 0, 8_000), [sample(id, 0, 1), sample(id, 7_300, 2)]),
    )
    expect(again).toEqual({ knownAt: null, result: { written: 0, unchanged: 2, withdrawn: 0 } })
    for (const nothing of [span([], 0, 8_000), span(ids, 10, 10), span(ids, 10, 20)]) {
      const { knownAt } = await commit(database.pool, (tx) => replaceSamples(tx, nothing, []))
      expect(knownAt).toBeNull()
    }
  })

  it('takes back what was written earlier in its transaction, as if it had never been', async () => {
    const id = await makeOneSeries()
    await commit(database.pool, async (tx) => {
      await writeSamples(tx, [sample(id, 0, 1), sample(id, 1, 2)])
      expect(await replaceSamples(tx, span([id], 0, 10), [sample(id, 0, 1)])).toEqual({
        written: 0,
        unchanged: 1,
        withdrawn: 1,
      })
    })
    expect(await versionsOf([id])).toHaveLength(1)
  })

  it('lets a sample come back that was withdrawn', async () => {
    const id = await makeOneSeries()
    await write([sample(id, 0, 1)])
    const gone = known(await commit(database.pool, (tx) => replaceSamples(tx, span([id], 0, 10), [])))
    expect(await valuesOf(id)).toEqual([])
    expect((await write([sample(id, 0, 1)])).result.written).toBe(1)
    expect(await valuesOf(id)).toEqual([1])
    const range = { from: new Date(start), to: new Date(start + 60_000), asOf: gone }
    expect((await readSamples(database.pool, { signalId: id, ...range })).value).toEqual([])
  })

  it('refuses a row outside its span, or of another series', async () => {
    const [id, other] = (await makeSeries(2)) as [string, string]
    for (const row of [sample(id, 10, 1), sample(id, -0.001, 1), sample(other, 5, 1)]) {
      const attempt = commit(database.pool, (tx) => replaceSamples(tx, span([id], 0, 10), [row]))
      await expect(attempt).rejects.toThrow(RangeError)
    }
  })
})

describe('hours written at the speed of COPY', () => {
  it('are found again over a year, and only the corrected one is written anew', async () => {
    const id = await makeOneSeries()
    const hours = Array.from({ length: 8_760 }, (_, hour) => ({
      signalId: id,
      hour: new Date(Date.UTC(2025, 0, 1, hour)),
      average: hour / 3,
      minimum: null,
      maximum: hour,
      last: 0.5 - hour,
      goodShare: 1,
      count: hour,
    }))
    const writeHours = (rows: typeof hours) => commit(database.pool, (tx) => writeHourly(tx, rows))
    expect((await writeHours(hours)).result.written).toBe(8_760)
    const corrected = hours.map((row, hour) => (hour === 4_000 ? { ...row, count: 0 } : row))
    expect((await writeHours(corrected)).result).toEqual({ written: 1, unchanged: 8_759 })
    const range = { from: new Date('2025-01-01T00:00:00Z'), to: new Date('2026-01-01T00:00:00Z') }
    const asOf = await newest(database.pool)
    expect(await readHourly(database.pool, { signalIds: [id], ...range, asOf })).toEqual(corrected)
  })

  it('are refused where a count is none', async () => {
    const id = await makeOneSeries()
    const hour = { signalId: id, hour: new Date(start), average: 1, minimum: 1, maximum: 1, last: 1, goodShare: 1 }
    for (const count of [1.5, 3e9, NaN]) {
      const attempt = commit(database.pool, (tx) => writeHourly(tx, [{ ...hour, count }]))
      await expect(attempt).rejects.toThrow(RangeError)
    }
  })
})
