import type { Source } from '@tieback/adapters'
import type { Quantity } from '@tieback/contracts'
import {
  advanceSeries,
  listSeriesMarks,
  listSignals,
  type QualityMarkRow,
  readQualityMarks,
  readSourceStandings,
  readTree,
  resolveAsOf,
  type SampleInput,
  type SignalInput,
  signalIdOf,
  withKnowledge,
  writeHourly,
  writeNodes,
  writeSamples,
  writeSignals,
  upsertCalendar,
  upsertSource,
} from '@tieback/store'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { UnrecoverableError } from 'bullmq'
import { beforeEach, describe, expect, it } from 'vitest'
import type { IngestContext, JobContext } from '../context.ts'
import { samplesStream } from '../ingest/read-span.ts'
import { detectQuality, detectQualityBinding } from './detect-quality.worker.ts'
import { groupSeries } from './series-groups.ts'
import { listSpans, readWindows } from './series-window.ts'

const sourceId = 'pi'
const minuteMs = 60_000
const startMs = Date.UTC(2026, 2, 1)
const dayMs = 86_400_000
const { signal } = new AbortController()

let database: TestDatabase
let context: IngestContext
let nowMs: number
let invalidated: string[]
let signals: SignalInput[]

const wells = ['W1', 'W2', 'W3']
const kinds: readonly [string, Quantity][] = [
  ['WHP', 'wellhead_pressure'],
  ['ANN', 'annulus_pressure'],
]
const idOf = (key: string): string => signalIdOf(sourceId, key)
const write = <Result>(body: Parameters<typeof withKnowledge<Result>>[2]) =>
  withKnowledge(database.pool, { sourceId, runId: null, cause: 'test' }, body)

/** Even noise that follows from the series and the place. */
function noise(series: number, index: number): number {
  let mixed = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(series + 1, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296 - 0.5
}

const keys = wells.flatMap((well) => kinds.map(([kind]) => `${well}.${kind}`))

type Change = (key: string, index: number) => number | null | undefined

/** Samples of every series every five minutes in [from, to) of the day's 288; `change` says otherwise, null for none at all. */
function samplesOf(from: number, to: number, change: Change = () => undefined): SampleInput[] {
  return keys.flatMap((key, series) =>
    Array.from({ length: to - from }, (_, place) => place + from).flatMap((index): SampleInput[] => {
      const value = change(key, index)
      if (value === null) return []
      const sound = 60 + 0.3 * noise(series, index)
      return [
        {
          signalId: idOf(key),
          at: new Date(startMs + index * 5 * minuteMs),
          value: value ?? sound,
          quality: 'good',
          reason: null,
        },
      ]
    }),
  )
}

/** Takes samples in, and moves every mark to the end. */
async function take(from: number, to: number, change?: Change): Promise<void> {
  const rows = samplesOf(from, to, change)
  const completeTo = new Date(startMs + to * 5 * minuteMs)
  await write(async (tx) => {
    const newest = new Map<string, Date>()
    for (const { signalId, at } of rows) newest.set(signalId, at)
    await advanceSeries(
      tx,
      samplesStream,
      keys.map((key) => ({ signalId: idOf(key), completeTo, newestAt: newest.get(idOf(key)) ?? null })),
    )
    return await writeSamples(tx, rows)
  })
  nowMs = completeTo.getTime()
}

async function newest(): Promise<Date> {
  const resolved = await resolveAsOf(database.pool, null)
  if ('inFuture' in resolved) throw new Error('the newest knowledge is in the future')
  return resolved.asOf
}

async function marksOf(): Promise<readonly QualityMarkRow[]> {
  const query = { openOnly: false, limit: null, cursor: null, asOf: await newest() }
  return (await readQualityMarks(database.pool, query)).marks
}

const frozen: Change = (key, index) => (key === 'W1.WHP' && index >= 200 && index < 230 ? 60.5 : undefined)

/** The job asks the store alone; a source that is asked anything would fail. */
const historian: Source = {
  ...{ id: sourceId, name: 'Historian', kind: 'pi-web-api', namespace: 'field' },
  check: () => Promise.reject(new Error('nobody asks')),
  discover: () => Promise.reject(new Error('nobody asks')),
  close: () => Promise.resolve(),
}

beforeEach(async () => {
  database = await startTestDatabase()
  nowMs = startMs + dayMs
  invalidated = []
  context = {
    pool: database.pool,
    sources: new Map([[sourceId, { source: historian, every: null }]]),
    clock: { now: () => new Date(nowMs) },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    cache: { invalidate: (tags) => void invalidated.push(...tags) },
    stopping: new AbortController().signal,
    settings: { dailyHistoryDays: 1, hourlyHistoryDays: 1, sampleKeepDays: 7 },
  }
  await upsertSource(database.pool, {
    id: sourceId,
    name: 'Historian',
    kind: 'pi-web-api',
    namespace: 'field',
    expectedEveryS: 60,
  })
  await write(async (tx) => {
    await upsertCalendar(tx, { id: 'site', rules: [{ validFrom: null, timeZone: 'UTC', dayStart: '00:00' }] })
    const node = { code: null, wellType: null, validFrom: null, validTo: null, attributes: {} }
    await writeNodes(tx, {
      namespace: 'field',
      calendarId: 'site',
      nodes: [
        { ...node, objectId: 'F', kind: 'facility', name: 'F', parentObjectId: null },
        ...wells.map((name) => ({ ...node, objectId: name, kind: 'well' as const, name, parentObjectId: 'F' })),
      ],
    })
  })
  const tree = await readTree(database.pool, { day: '2026-03-01', asOf: new Date(8.64e15) })
  const series = {
    name: 'A series',
    unit: 'bar',
    reference: null,
    basis: 'gauge',
    interpolation: 'linear',
    expectedPeriodS: 300,
  } as const
  signals = wells.flatMap((well) => {
    const nodeId = tree.find(({ name }) => name === well)?.id ?? ''
    return kinds.map(([kind, quantity]) => ({ ...series, nodeId, quantity, sourceKey: `${well}.${kind}` }))
  })
  await write((tx) => writeSignals(tx, sourceId, signals))
  return database.dispose
})

/** All series of the source, as the job groups them. */
async function planOf() {
  const asOf = await newest()
  const [group, ...more] = groupSeries(
    await listSignals(database.pool, { sourceId, asOf }),
    await listSeriesMarks(database.pool, sourceId, samplesStream),
    await readTree(database.pool, { day: '2026-03-01', asOf }),
  )
  expect(more).toEqual([])
  return { group: group ?? [], asOf }
}

describe('detectQuality', () => {
  it('marks a frozen series among its siblings, and says what it saw', async () => {
    await take(0, 288, frozen)
    const counts = await detectQuality(context, sourceId, signal)
    expect(counts).toMatchObject({ read: 288 * keys.length, written: 1 })
    expect(invalidated).toContain('samples')
    const [mark, ...more] = await marksOf()
    expect(more).toEqual([])
    expect(mark).toMatchObject({
      signalId: idOf('W1.WHP'),
      rule: 'frozen',
      from: new Date(startMs + 200 * 5 * minuteMs),
      to: new Date(startMs + 230 * 5 * minuteMs),
      message: 'The same value, 60.5 barg, for 2 h 30 min, while 3 of 3 series beside it moved.',
    })
  })

  it('changes nothing when it runs again, and touches no sample', async () => {
    await take(0, 288, frozen)
    await detectQuality(context, sourceId, signal)
    const versions = 'select (select count(*) from quality_mark) as marks, (select count(*) from sample) as samples'
    const before = (await database.pool.query(versions)).rows
    invalidated.length = 0
    expect(await detectQuality(context, sourceId, signal)).toMatchObject({ written: 0, unchanged: 1 })
    expect((await database.pool.query(versions)).rows).toEqual(before)
    expect(invalidated).not.toContain('samples')
  })

  it('holds a mark while it lasts, beyond the window, and ends it when the value moves', async () => {
    const always: Change = (key, index) => (key === 'W1.WHP' && index >= 200 && index < 700 ? 60.5 : undefined)
    const from = new Date(startMs + 200 * 5 * minuteMs)
    let reached = 0
    for (const end of [288, 400, 520, 640]) {
      await take(reached, end, always)
      reached = end
      await detectQuality(context, sourceId, signal)
      expect(await marksOf()).toMatchObject([{ rule: 'frozen', from, to: null }])
    }
    await take(reached, 720, always)
    await detectQuality(context, sourceId, signal)
    expect(await marksOf()).toMatchObject([{ from, to: new Date(startMs + 700 * 5 * minuteMs) }])
    // Opened once, ended once, whatever the runs in between.
    expect((await database.pool.query('select from quality_mark')).rowCount).toBe(2)
  })

  it('keeps a mark that the window has slid up to, where little of what spoke for it is left', async () => {
    const spike: Change = (key, index) => (key === 'W2.WHP' && index === 50 ? 150 : undefined)
    await take(0, 288, spike)
    await detectQuality(context, sourceId, signal)
    const marks = await marksOf()
    expect(marks).toMatchObject([{ rule: 'spike', from: new Date(startMs + 50 * 5 * minuteMs) }])
    await take(288, 338)
    await detectQuality(context, sourceId, signal)
    expect(await marksOf()).toEqual(marks)
  })

  it('takes a mark back when the samples turn out to have been late', async () => {
    await take(0, 288, (key, index) => (key === 'W2.ANN' && index >= 240 ? null : undefined))
    await detectQuality(context, sourceId, signal)
    expect(await marksOf()).toMatchObject([{ signalId: idOf('W2.ANN'), rule: 'stale', to: null }])
    await take(240, 288)
    await detectQuality(context, sourceId, signal)
    expect(await marksOf()).toEqual([])
  })

  it('calls a series stale that has been silent for days, but none because nobody read it', async () => {
    await take(0, 288)
    await take(288, 900, (key) => (key === 'W2.ANN' ? null : undefined))
    await detectQuality(context, sourceId, signal)
    expect(await marksOf()).toMatchObject([
      { signalId: idOf('W2.ANN'), rule: 'stale', from: new Date(startMs + 288 * 5 * minuteMs), to: null },
    ])
    // The source is away: what isn't read is not silent.
    nowMs += 3 * 3_600_000
    await detectQuality(context, sourceId, signal)
    expect(await marksOf()).toHaveLength(1)
  })

  it('judges levels by hourly averages where no sample is kept any more', async () => {
    await take(0, 288, (key) => (key === 'W3.WHP' ? null : undefined))
    const hours = Array.from({ length: 24 }, (_, hour) => ({
      ...{ signalId: idOf('W3.WHP'), hour: new Date(startMs + hour * 3_600_000) },
      ...{ average: -30, minimum: -30, maximum: -30, last: -30, goodShare: 1, count: 12 },
    }))
    await write((tx) => writeHourly(tx, hours))
    await detectQuality(context, sourceId, signal)
    expect(await marksOf()).toMatchObject([{ signalId: idOf('W3.WHP'), rule: 'out-of-range', to: null }])
  })

  it("doubts what an instrument can't show, as its source says it", async () => {
    const high: Change = (key, index) => (key === 'W1.WHP' && index >= 260 ? 90 + (index % 3) : undefined)
    await take(0, 288, high)
    await detectQuality(context, sourceId, signal)
    const marks = async () => (await marksOf()).filter(({ rule }) => rule === 'out-of-range')
    expect(await marks()).toEqual([])
    await write((tx) =>
      writeSignals(
        tx,
        sourceId,
        signals.map((row) => (row.sourceKey === 'W1.WHP' ? { ...row, instrument: { low: 0, high: 80 } } : row)),
      ),
    )
    await detectQuality(context, sourceId, signal)
    expect(await marks()).toMatchObject([
      { signalId: idOf('W1.WHP'), from: new Date(startMs + 260 * 5 * minuteMs), to: null },
    ])
  })

  describe('of series that nobody declared a period of', () => {
    /** Samples of every series at even steps up to now, for three hours. */
    async function takeEvery(stepS: number): Promise<void> {
      const count = (3 * 3_600) / stepS
      const rows = keys.flatMap((key, series) =>
        Array.from({ length: count }, (_, index): SampleInput => ({
          ...{ signalId: idOf(key), at: new Date(nowMs - (count - index) * stepS * 1_000) },
          ...{ value: 60 + 0.3 * noise(series, index), quality: 'good', reason: null },
        })),
      )
      const completeTo = new Date(nowMs)
      await write(async (tx) => {
        await advanceSeries(
          tx,
          samplesStream,
          keys.map((key) => ({ signalId: idOf(key), completeTo, newestAt: new Date(nowMs - stepS * 1_000) })),
        )
        return await writeSamples(tx, rows)
      })
    }
    const declare = (expectedPeriodS: number | null) =>
      write((tx) =>
        writeSignals(
          tx,
          sourceId,
          signals.map((row) => ({ ...row, expectedPeriodS })),
        ),
      )
    const countRead = async () => (await detectQuality(context, sourceId, signal))?.read

    it('reads no more of a fast one, once some of its samples were seen, than of one that is declared', async () => {
      await takeEvery(5)
      await declare(5)
      const declared = await countRead()
      await declare(null)
      expect(await countRead()).toBe(declared)
      expect(declared).toBe(720 * keys.length)
    })

    it('reads all of a slow one, since it has little', async () => {
      await takeEvery(600)
      await declare(null)
      expect(await countRead()).toBe(18 * keys.length)
    })
  })

  it('reads a group of many samples in parts, the series of a node together', async () => {
    await take(0, 288)
    const { group, asOf } = await planOf()
    const spans = await listSpans(database.pool, group, { nowMs, asOf })
    const readIn = async (samplesMax: number) => {
      const parts: string[][] = []
      for await (const windows of readWindows(database.pool, spans, { asOf, samplesMax })) {
        parts.push(windows.map(({ series }) => series.signal.sourceKey).toSorted())
      }
      return parts
    }
    expect(await readIn(288 * 6)).toEqual([keys.toSorted()])
    const pairs = wells.map((well) => [`${well}.ANN`, `${well}.WHP`])
    expect((await readIn(288 * 6 - 1)).map((part) => part.length)).toEqual([4, 2])
    // A node's series stay together, whatever they are.
    expect((await readIn(1)).toSorted()).toEqual(pairs)
  })

  it('does not make a source look as if it had answered', async () => {
    await take(0, 288)
    await detectQuality(context, sourceId, signal)
    const [standing] = await readSourceStandings(database.pool, { asOf: await newest() })
    expect(standing).toMatchObject({ id: sourceId, lastSuccessAt: null })
  })

  it('does nothing before the first read', async () => {
    expect(await detectQuality(context, sourceId, signal)).toBeNull()
  })

  it('stops when it is told to', async () => {
    await take(0, 288, frozen)
    await expect(detectQuality(context, sourceId, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
    expect(await marksOf()).toEqual([])
  })

  it('does not try data again that are not its own', async () => {
    const { handle } = detectQualityBinding(context as JobContext)
    await expect(handle({ source: 'pi' }, signal)).rejects.toBeInstanceOf(UnrecoverableError)
  })
})
