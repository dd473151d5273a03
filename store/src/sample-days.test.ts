import { Quality } from '@tieback/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { before, commit, known, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import { signalIdOf } from './node-id.ts'
import { packSampleDays } from './sample-days.ts'
import { dropSamplesBefore, replaceSamples, writeSamples } from './sample.repository.ts'
import { readSampleArrays } from './series-arrays.ts'
import { writeSignals } from './signal.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { SampleInput } from './types.ts'

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

const dayMs = 86_400_000
const firstDay = Date.UTC(2026, 2, 1)
const dayOf = (day: number): Date => new Date(firstDay + day * dayMs)
/** Four days, and half a day on either side. */
const span = { from: dayOf(-0.5), to: dayOf(4.5) }

const sample = (signalId: string, day: number, value: number | null, quality: Quality = 'good'): SampleInput => ({
  signalId,
  at: dayOf(day),
  value,
  quality,
  reason: null,
})
const write = (...rows: SampleInput[]) => commit(database.pool, (tx) => writeSamples(tx, rows))
const pack = (from = span.from, to = span.to): Promise<number> => packSampleDays(database.pool, { from, to })

async function read(signalId: string, asOf?: Date, { from, to } = span): Promise<unknown[][]> {
  const query = { signalId, from, to, asOf: asOf ?? (await newest(database.pool)) }
  const { at, value, quality } = await readSampleArrays(database.pool, query)
  return Array.from(at, (atMs, index) => [atMs, value[index], Quality.options[quality[index] ?? -1]])
}

/** The same from the table of samples alone. */
async function readRows(signalId: string, asOf: Date, { from, to } = span): Promise<unknown[][]> {
  const { rows } = await database.pool.query<{ at: Date; value: number | null; quality: Quality }>(
    `select at, value, quality from sample where signal_id = $1 and at >= $2 and at < $3 and known_from <= $4 and known_to > $4
     order by at, ordinal`,
    [signalId, from, to, asOf],
  )
  return rows.map(({ at, value, quality }) => [at.getTime(), value ?? NaN, quality])
}

async function packedDays(signalId: string): Promise<number[]> {
  const { rows } = await database.pool.query<{ day: Date }>(
    'select day from sample_day where signal_id = $1 order by day',
    [signalId],
  )
  return rows.map(({ day }) => (day.getTime() - firstDay) / dayMs)
}

const anyRows = fc.array(
  fc.record({
    day: fc.constantFrom(-0.1, 0, 0.5, 0.999, 1, 1.5, 2, 2.25, 3, 3.75, 4, 4.2),
    value: fc.option(fc.integer({ min: 0, max: 2 })),
    quality: fc.constantFrom('good', 'bad', 'stale'),
  }),
  { maxLength: 12 },
)
const anyDays = fc.tuple(fc.integer({ min: -1, max: 5 }), fc.integer({ min: -1, max: 5 }))
const anyStep = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), rows: anyRows }),
  fc.record({ kind: fc.constant('replace' as const), rows: anyRows, days: anyDays }),
  fc.record({ kind: fc.constant('pack' as const), days: anyDays }),
)

describe('packed days', () => {
  it('give what the samples give, whatever is written, withdrawn and packed in which order, at any instant', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 8 }), anyDays, async (steps, [fromDay, toDay]) => {
        const signalId = await makeSeries()
        const instants: Date[] = []
        for (const step of steps) {
          if (step.kind === 'pack') await pack(dayOf(step.days[0]), dayOf(step.days[1]))
          else if (step.kind === 'write')
            await write(...step.rows.map(({ day, value, quality }) => sample(signalId, day, value, quality)))
          else {
            const [from, to] = [dayOf(step.days[0]), dayOf(step.days[1])]
            const rows = step.rows
              .map(({ day, value, quality }) => sample(signalId, day, value, quality))
              .filter(({ at }) => at >= from && at < to)
            await commit(database.pool, (tx) => replaceSamples(tx, { signalIds: [signalId], from, to }, rows))
          }
          instants.push(await newest(database.pool))
        }
        for (const asOf of instants)
          for (const range of [span, { from: dayOf(fromDay), to: dayOf(toDay) }, { from: dayOf(0.5), to: dayOf(3.5) }])
            expect(await read(signalId, asOf, range)).toEqual(await readRows(signalId, asOf, range))
      }),
      { numRuns: 60 },
    )
  })

  it('are whole days, packed once', async () => {
    const signalId = await makeSeries()
    await write(sample(signalId, -0.1, 1), sample(signalId, 0, 2), sample(signalId, 2.5, 3), sample(signalId, 4.1, 4))
    expect(await pack()).toBeGreaterThanOrEqual(2)
    expect(await packedDays(signalId)).toEqual([0, 2])
    expect(await pack()).toBe(0)
  })

  it('are what is read, and no row of theirs is', async () => {
    const signalId = await makeSeries()
    await write(sample(signalId, 1, 1), sample(signalId, 1.5, null, 'bad'), sample(signalId, 2, 3))
    await pack(dayOf(1), dayOf(2))
    const asOf = await newest(database.pool)
    const expected = await readRows(signalId, asOf)
    // No writer would: it shows where the answer comes from.
    await database.pool.query('delete from sample where signal_id = $1 and at < $2', [signalId, dayOf(2)])
    expect(await read(signalId, asOf)).toEqual(expected)
    expect(await read(signalId, asOf, { from: dayOf(1.2), to: dayOf(3) })).toEqual(expected.slice(2))
  })

  it('stay when what they hold comes again, and go when one of it differs, is new or is withdrawn', async () => {
    const signalId = await makeSeries()
    const rows = [0, 1, 2, 3].map((day) => sample(signalId, day, day))
    await write(...rows)
    await pack()
    await write(...rows)
    await commit(database.pool, (tx) => replaceSamples(tx, { signalIds: [signalId], ...span }, rows))
    expect(await packedDays(signalId)).toEqual([0, 1, 2, 3])
    await write(...rows.slice(1), sample(signalId, 0, 7))
    expect(await packedDays(signalId)).toEqual([1, 2, 3])
    await write(...rows.slice(1), sample(signalId, 1.5, 7))
    expect(await packedDays(signalId)).toEqual([2, 3])
    await commit(database.pool, (tx) =>
      replaceSamples(tx, { signalIds: [signalId], from: dayOf(2), to: dayOf(4) }, rows.slice(3)),
    )
    expect(await packedDays(signalId)).toEqual([3])
  })

  it('are not read at an instant before they were packed', async () => {
    const signalId = await makeSeries()
    await write(sample(signalId, 0, 1))
    const corrected = known(await write(sample(signalId, 0, 2)))
    await pack()
    expect(await read(signalId, before(corrected))).toEqual([[firstDay, 1, 'good']])
    expect(await read(signalId, corrected)).toEqual([[firstDay, 2, 'good']])
  })

  it('wait for a writer that is under way, and have what it wrote', async () => {
    const signalId = await makeSeries()
    await write(sample(signalId, 0, 1))
    let packing: Promise<number> | undefined
    await commit(database.pool, async (tx) => {
      packing = pack()
      const isWaiting = async (): Promise<boolean> =>
        (await database.pool.query(`select from pg_locks where locktype = 'advisory' and not granted`)).rowCount === 1
      await expect.poll(isWaiting, { interval: 5, timeout: 20_000 }).toBe(true)
      await writeSamples(tx, [sample(signalId, 0, 2)])
    })
    await packing
    expect(await packedDays(signalId)).toEqual([0])
    expect(await read(signalId)).toEqual([[firstDay, 2, 'good']])
  })

  it('go with the samples that are no longer kept', async () => {
    const signalId = await makeSeries()
    await write(sample(signalId, 0, 0), sample(signalId, 1, 1), sample(signalId, 2, 2))
    await pack()
    await dropSamplesBefore(database.pool, dayOf(2))
    expect(await packedDays(signalId)).toEqual([2])
    expect(await read(signalId)).toEqual([[firstDay + 2 * dayMs, 2, 'good']])
  })
})
