import { beforeEach, describe, expect, it } from 'vitest'
import { before, commit, known, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import { readHourly, writeHourly } from './hourly.repository.ts'
import { signalIdOf } from './node-id.ts'
import { readLatestSamples, readSamples, writeSamples } from './sample.repository.ts'
import { writeSignals } from './signal.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { HourlyInput, SampleInput } from './types.ts'

let database: TestDatabase
const [pressure, rate] = ['WHP', 'RATE'].map((key) => signalIdOf(sourceId, key)) as [string, string]

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  const signal = {
    nodeId: wellId('W1'),
    name: 'A series',
    quantity: 'wellhead_pressure',
    unit: 'bar',
    reference: null,
    basis: 'gauge',
    interpolation: 'linear',
    expectedPeriodS: 300,
  } as const
  await commit(database.pool, (tx) =>
    writeSignals(
      tx,
      sourceId,
      ['WHP', 'RATE'].map((sourceKey) => ({ ...signal, sourceKey })),
    ),
  )
  return database.dispose
})

const at = (time: string): Date => new Date(`2026-03-01T${time}Z`)

describe('samples', () => {
  const sample = (time: string, value: number | null, more: Partial<SampleInput> = {}): SampleInput => ({
    signalId: pressure,
    at: at(time),
    value,
    quality: value === null ? 'bad' : 'good',
    reason: value === null ? 'Bad Input' : null,
    ...more,
  })
  const write = (...rows: SampleInput[]) => commit(database.pool, (tx) => writeSamples(tx, rows))
  const read = async (from: string, to: string, asOf?: Date) =>
    readSamples(database.pool, {
      signalId: pressure,
      from: at(from),
      to: at(to),
      asOf: asOf ?? (await newest(database.pool)),
    })

  it('come back oldest first, start included and end excluded, bad ones too', async () => {
    await write(sample('10:10:00', 3), sample('10:00:00', 1), sample('10:05:00.001', null), sample('10:15:00', 4))
    expect(await read('10:00:00', '10:15:00')).toEqual({
      at: [at('10:00:00'), at('10:05:00.001'), at('10:10:00')].map((instant) => instant.getTime()),
      value: [1, null, 3],
      quality: ['good', 'bad', 'good'],
    })
    expect(await read('11:00:00', '12:00:00')).toEqual({ at: [], value: [], quality: [] })
  })

  it('keep their order on one instant, where a compressed archive has several', async () => {
    await write(
      sample('10:00:00', 5),
      sample('10:00:00', null),
      sample('10:00:00', 2),
      sample('10:00:00', 9, { signalId: rate }),
    )
    expect((await read('10:00:00', '10:01:00')).value).toEqual([5, null, 2])
  })

  it('change nothing when they come again, whatever else comes with them', async () => {
    await write(sample('10:00:00', 1), sample('10:05:00', null))
    const again = await write(sample('10:05:00', null), sample('10:00:00', 1))
    expect(again).toEqual({ knownAt: null, result: { written: 0, unchanged: 2 } })
    expect((await write(sample('10:00:00', 1), sample('10:10:00', 2))).result).toEqual({ written: 1, unchanged: 1 })
  })

  it('keep what was believed before the archive was corrected', async () => {
    await write(sample('10:00:00', 1))
    const corrected = known(await write(sample('10:00:00', 2, { quality: 'substituted' })))
    expect(await read('10:00:00', '10:01:00', before(corrected))).toMatchObject({ value: [1], quality: ['good'] })
    expect(await read('10:00:00', '10:01:00', corrected)).toMatchObject({ value: [2], quality: ['substituted'] })
  })

  it('written twice in one transaction are the later ones', async () => {
    await commit(database.pool, async (tx) => {
      await writeSamples(tx, [sample('10:00:00', 1)])
      await writeSamples(tx, [sample('10:00:00', 2)])
    })
    expect((await read('10:00:00', '10:01:00')).value).toEqual([2])
  })

  it('give the newest of each series within a span, at an instant, as it was known', async () => {
    await write(
      sample('10:00:00', 1),
      sample('10:05:00', 2),
      sample('10:05:00', 3),
      sample('09:00:00', 7, { signalId: rate }),
    )
    const first = await newest(database.pool)
    await write(sample('10:10:00', null))
    const latest = async (until: string, since: string, asOf: Date): Promise<unknown[]> => {
      const query = { signalIds: [pressure, rate, 'sig-nowhere'], since: at(since), at: at(until), asOf }
      return (await readLatestSamples(database.pool, query)).map(({ signalId, value }) => [signalId, value])
    }
    const both = (value: number | null) =>
      [
        [pressure, value],
        [rate, 7],
      ].sort()
    expect(await latest('10:30:00', '08:00:00', await newest(database.pool))).toEqual(both(null))
    expect(await latest('10:30:00', '08:00:00', first)).toEqual(both(3))
    expect(await latest('10:05:00', '08:00:00', first)).toEqual(both(3))
    expect(await latest('10:04:59', '09:30:00', first)).toEqual([[pressure, 1]])
  })
})

describe('hourly statistics', () => {
  const hour = (time: string, more: Partial<HourlyInput> = {}): HourlyInput => ({
    signalId: pressure,
    hour: at(time),
    average: 1.5,
    minimum: 1,
    maximum: 2,
    last: null,
    goodShare: 0.9,
    count: 12,
    ...more,
  })
  const write = (...rows: HourlyInput[]) => commit(database.pool, (tx) => writeHourly(tx, rows))
  const read = async (asOf?: Date) => {
    const range = { from: at('10:00:00'), to: at('12:00:00') }
    return readHourly(database.pool, {
      signalIds: [pressure, rate],
      ...range,
      asOf: asOf ?? (await newest(database.pool)),
    })
  }

  it('come back by series and hour, start included and end excluded', async () => {
    const rows = [
      hour('10:00:00'),
      hour('11:00:00', { average: null, minimum: null, maximum: null, goodShare: 0, count: 0 }),
    ]
    await write(...rows.toReversed(), hour('09:00:00'), hour('12:00:00'))
    expect(await read()).toEqual(rows)
  })

  it('change nothing when they come again, and take the last of two of one hour', async () => {
    await write(hour('10:00:00', { average: 9 }), hour('10:00:00'))
    expect(await write(hour('10:00:00'))).toEqual({ knownAt: null, result: { written: 0, unchanged: 1 } })
    expect(await read()).toEqual([hour('10:00:00')])
  })

  it('keep what was believed before', async () => {
    await write(hour('10:00:00'))
    const corrected = known(await write(hour('10:00:00', { goodShare: 1 })))
    expect(await read(before(corrected))).toEqual([hour('10:00:00')])
    expect(await read(corrected)).toEqual([hour('10:00:00', { goodShare: 1 })])
  })

  it('refuse a share above one', async () => {
    await expect(write(hour('10:00:00', { goodShare: 1.1 }))).rejects.toThrow('good_share')
  })
})
