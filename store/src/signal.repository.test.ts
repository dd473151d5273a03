import { beforeEach, describe, expect, it } from 'vitest'
import { before, commit, known, newest, seed, sourceId, wellId } from '../test/fixtures.ts'
import { signalIdOf } from './node-id.ts'
import { writeSamples } from './sample.repository.ts'
import { findSignal, listSignals, writeSignals } from './signal.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { SignalInput } from './types.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  return database.dispose
})

const signal = (sourceKey: string, more: Partial<SignalInput> = {}): SignalInput => ({
  nodeId: wellId('W1'),
  sourceKey,
  name: 'Oil rate',
  quantity: 'oil_production',
  unit: 'm3/d',
  reference: 'metric',
  basis: null,
  interpolation: 'linear',
  expectedPeriodS: 300,
  ...more,
})
const write = (...signals: SignalInput[]) => commit(database.pool, (tx) => writeSignals(tx, sourceId, signals))
const keysOf = async (query: object): Promise<string[]> =>
  (await listSignals(database.pool, { ...query, asOf: await newest(database.pool) }))
    .map(({ sourceKey }) => sourceKey)
    .sort()

describe('signals', () => {
  it('are found by id as they were written, without a sample at first', async () => {
    const input = signal('A-01.WHP', {
      quantity: 'wellhead_pressure',
      unit: 'bar',
      reference: null,
      basis: 'gauge',
      expectedPeriodS: null,
    })
    await write(input)
    const id = signalIdOf(sourceId, 'A-01.WHP')
    expect(await findSignal(database.pool, id, await newest(database.pool))).toEqual({
      ...input,
      id,
      sourceId,
      instrument: null,
      lastSampleAt: null,
    })
    expect(await findSignal(database.pool, 'sig-nowhere', await newest(database.pool))).toBeUndefined()
  })

  it('change nothing the second time', async () => {
    await write(signal('A'), signal('B'))
    expect(await write(signal('A'), signal('B'))).toEqual({ knownAt: null, result: { written: 0, unchanged: 2 } })
  })

  it('keep their id when a mapping is corrected, and their old meaning at earlier instants', async () => {
    await write(signal('A'))
    const corrected = await write(signal('A', { nodeId: wellId('W2'), unit: '1000 m3/d' }))
    expect(corrected.result).toEqual({ written: 1, unchanged: 0 })
    const id = signalIdOf(sourceId, 'A')
    expect(await findSignal(database.pool, id, known(corrected))).toMatchObject({
      nodeId: wellId('W2'),
      unit: '1000 m3/d',
    })
    expect(await findSignal(database.pool, id, before(known(corrected)))).toMatchObject({
      nodeId: wellId('W1'),
      unit: 'm3/d',
    })
  })

  it('keep what their instruments can show, and as it was known', async () => {
    const instrument = { low: -1, high: 250 }
    const before = await write(signal('A', { instrument }))
    await write(signal('A', { instrument: { low: 0, high: 400 } }))
    const id = signalIdOf(sourceId, 'A')
    expect((await findSignal(database.pool, id, known(before)))?.instrument).toEqual(instrument)
    expect((await findSignal(database.pool, id, await newest(database.pool)))?.instrument).toEqual({
      low: 0,
      high: 400,
    })
    expect((await write(signal('A', { instrument: { low: 0, high: 400 } }))).result.written).toBe(0)
    await write(signal('A'))
    expect((await findSignal(database.pool, id, await newest(database.pool)))?.instrument).toBeNull()
  })

  it('are listed by node, source and quantity', async () => {
    await write(signal('oil'), signal('gas', { quantity: 'gas_production' }), signal('other', { nodeId: wellId('W2') }))
    expect(await keysOf({})).toEqual(['gas', 'oil', 'other'])
    expect(await keysOf({ nodeIds: [wellId('W1')] })).toEqual(['gas', 'oil'])
    expect(await keysOf({ nodeIds: [wellId('W1')], quantities: ['gas_production'] })).toEqual(['gas'])
    expect(await keysOf({ sourceId: 'another' })).toEqual([])
  })

  it('tell when their newest sample was, as it was known', async () => {
    await write(signal('A'))
    const signalId = signalIdOf(sourceId, 'A')
    const at = new Date('2026-03-01T10:00:00.000Z')
    const later = new Date('2026-03-02T10:00:00.000Z')
    const sample = { signalId, value: 1, quality: 'good', reason: null } as const
    const first = known(await commit(database.pool, (tx) => writeSamples(tx, [{ ...sample, at }])))
    await commit(database.pool, (tx) => writeSamples(tx, [{ ...sample, at: later }]))
    expect((await findSignal(database.pool, signalId, first))?.lastSampleAt).toEqual(at)
    expect((await findSignal(database.pool, signalId, await newest(database.pool)))?.lastSampleAt).toEqual(later)
  })
})
