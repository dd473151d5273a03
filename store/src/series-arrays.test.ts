import { Quality } from '@tieback/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { before, commit, known, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import { readHourly, writeHourly } from './hourly.repository.ts'
import { signalIdOf } from './node-id.ts'
import { readSamples, writeSamples } from './sample.repository.ts'
import { hasSamples, readHourlyArrays, readSampleArrays } from './series-arrays.ts'
import { writeSignals } from './signal.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { HourlyInput, SampleInput } from './types.ts'

let database: TestDatabase
let seriesMade = 0

beforeAll(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
})
afterAll(() => database.dispose())

/** A series that no other test writes to. */
async function makeSeries(): Promise<string> {
  const sourceKey = `SERIES ${String((seriesMade += 1))}`
  const about = { quantity: 'wellhead_pressure', unit: 'bar', reference: null, basis: 'gauge' } as const
  const series = {
    nodeId: wellId('W1'),
    sourceKey,
    name: sourceKey,
    interpolation: 'linear',
    expectedPeriodS: 5,
  } as const
  await commit(database.pool, (tx) => writeSignals(tx, sourceId, [{ ...about, ...series }]))
  return signalIdOf(sourceId, sourceKey)
}

const start = Date.UTC(2026, 2, 1)
const hourMs = 3_600_000

/** Instants that meet, that lie on the borders of spans and days, and that are far apart. */
const anyAt = fc.oneof(
  fc.integer({ min: 0, max: 5 }).map((ms) => start + ms),
  fc.integer({ min: 0, max: 40 }).map((third) => start + third * 3 * hourMs),
  fc.integer({ min: 0, max: 40 }).map((third) => start + third * 3 * hourMs - 1),
  fc.integer({ min: 0, max: 60 * 24 }).map((hour) => start + hour * hourMs),
)
const anySample = fc.record({
  atMs: anyAt,
  value: fc.option(fc.double({ noNaN: true })),
  quality: fc.oneof({ weight: 2, arbitrary: fc.constant('good' as const) }, fc.constantFrom(...Quality.options)),
})

describe('readSampleArrays', () => {
  it('gives what the table holds, in its order, whatever that is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySample, { maxLength: 60 }), anyAt, anyAt, async (rows, fromMs, toMs) => {
        const signalId = await makeSeries()
        const samples = rows.map(({ atMs, ...more }) => ({ signalId, at: new Date(atMs), reason: null, ...more }))
        await commit(database.pool, (tx) => writeSamples(tx, samples))
        const range = { from: new Date(fromMs), to: new Date(toMs) }
        const { rows: expected } = await database.pool.query<{ at: Date; value: number | null; quality: Quality }>(
          'select at, value, quality from sample where signal_id = $1 and at >= $2 and at < $3 order by at, ordinal',
          [signalId, range.from, range.to],
        )
        const query = { signalId, ...range, asOf: await newest(database.pool) }
        const { at, value, quality } = await readSampleArrays(database.pool, query)
        expect([...at]).toEqual(expected.map((row) => row.at.getTime()))
        expect([...value]).toEqual(expected.map((row) => row.value ?? NaN))
        expect([...quality].map((place) => Quality.options[place])).toEqual(expected.map((row) => row.quality))
        expect(await readSamples(database.pool, query)).toEqual({
          at: [...at],
          value: expected.map((row) => row.value),
          quality: expected.map((row) => row.quality),
        })
      }),
      { numRuns: 60 },
    )
  })

  it('gives each of several samples of an instant its own quality', async () => {
    const signalId = await makeSeries()
    const qualities = ['good', 'bad', 'good', 'stale', 'substituted'] as const
    const at = new Date(start)
    const samples = qualities.map((quality, value): SampleInput => ({ signalId, at, value, quality, reason: null }))
    await commit(database.pool, (tx) => writeSamples(tx, samples))
    const query = { signalId, from: at, to: new Date(start + 1), asOf: await newest(database.pool) }
    const { quality } = await readSampleArrays(database.pool, query)
    expect([...quality].map((place) => Quality.options[place])).toEqual(qualities)
  })

  it('gives years at once, and as they were known', async () => {
    const signalId = await makeSeries()
    const sampleOf = (day: number, value: number): SampleInput => ({
      signalId,
      at: new Date(start - day * 86_400_000),
      value,
      quality: 'good',
      reason: null,
    })
    const days = [0, 1, 300, 301, 3_000].toReversed()
    await commit(database.pool, (tx) =>
      writeSamples(
        tx,
        days.map((day) => sampleOf(day, day)),
      ),
    )
    const corrected = known(await commit(database.pool, (tx) => writeSamples(tx, [sampleOf(300, -1)])))
    const range = { signalId, from: new Date('2015-01-01T00:00:00Z'), to: new Date(start + 1) }
    expect([...(await readSampleArrays(database.pool, { ...range, asOf: corrected })).value]).toEqual([
      3_000, 301, -1, 1, 0,
    ])
    expect([...(await readSampleArrays(database.pool, { ...range, asOf: before(corrected) })).value]).toEqual(days)
  })

  it('reads within a transaction what that has written', async () => {
    const signalId = await makeSeries()
    const range = { from: new Date(start), to: new Date(start + 1) }
    await commit(database.pool, async (tx) => {
      await writeSamples(tx, [{ signalId, at: range.from, value: 5, quality: 'good', reason: null }])
      expect([...(await readSampleArrays(tx.client, { signalId, ...range, asOf: tx.knownAt })).value]).toEqual([5])
    })
  })

  it('gives nothing for a series that is not known, whatever it is called, nor for an empty range', async () => {
    const asOf = await newest(database.pool)
    const empty = { at: new Float64Array(), value: new Float64Array(), quality: new Uint8Array() }
    for (const signalId of [`'; drop table sample; --`, 'sig-nowhere', '\\'])
      expect(await readSampleArrays(database.pool, { signalId, from: new Date(start), to: new Date(), asOf })).toEqual(
        empty,
      )
    const nothing = { signalId: 'sig-nowhere', from: new Date(start), to: new Date(start), asOf }
    expect(await readSampleArrays(database.pool, nothing)).toEqual(empty)
  })
})

describe('hasSamples', () => {
  it('sees a sample at the start, and none at the end', async () => {
    const signalId = await makeSeries()
    const sample = { signalId, at: new Date(start), value: 1, quality: 'good', reason: null } as const
    const knownAt = known(await commit(database.pool, (tx) => writeSamples(tx, [sample])))
    const has = (fromMs: number, toMs: number, asOf = knownAt): Promise<boolean> =>
      hasSamples(database.pool, { signalId, from: new Date(fromMs), to: new Date(toMs), asOf })
    expect([await has(start, start + 1), await has(start - 1, start), await has(start + 1, start + 9)]).toEqual([
      true,
      false,
      false,
    ])
    expect(await has(start, start + 1, before(knownAt))).toBe(false)
  })
})

describe('readHourlyArrays', () => {
  it('gives the hours that readHourly gives', async () => {
    const signalId = await makeSeries()
    const hours = Array.from({ length: 4_000 }, (_, hour): HourlyInput => {
      const average = hour % 7 === 0 ? null : hour / 3
      const others = { minimum: average, maximum: average, last: average, count: 12 }
      return {
        signalId,
        hour: new Date(start + hour * hourMs),
        average,
        goodShare: average === null ? 0 : hour % 5 === 0 ? 0.5 : 1,
        ...others,
      }
    })
    await commit(database.pool, (tx) => writeHourly(tx, hours))
    const query = {
      from: new Date(start + 5 * hourMs),
      to: new Date(start + 3_990 * hourMs),
      asOf: await newest(database.pool),
    }
    const rows = await readHourly(database.pool, { signalIds: [signalId], ...query })
    expect(rows).toHaveLength(3_985)
    const { hour, average, isWhole } = await readHourlyArrays(database.pool, { signalId, ...query })
    expect([...hour]).toEqual(rows.map((row) => row.hour.getTime()))
    expect([...average]).toEqual(rows.map((row) => row.average ?? NaN))
    expect([...isWhole]).toEqual(rows.map((row) => (row.goodShare < 1 ? 0 : 1)))
  })
})
