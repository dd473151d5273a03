import { SourceError, type WireShape } from '@tieback/adapters'
import { dayBounds } from '@tieback/domain'
import {
  listQuarantine,
  listRuns,
  listSeriesMarks,
  listSignals,
  readCalendars,
  readDailySeries,
  readHourly,
  readWireSchemas,
} from '@tieback/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  backfillDailySeries,
  backfillHourly,
  checkSource,
  discoverSource,
  ingestDailySeries,
  ingestHourly,
  ingestSamples,
  readMissingDailySeries,
  readMissingHours,
  rereadDays,
} from '../src/index.ts'
import { prune } from '../src/prune-samples/prune-samples.worker.ts'
import { type HistorianSite, startHistorianSite } from './fake-historian.ts'

const { signal } = new AbortController()
const hourMs = 3_600_000

describe('operating a historian', () => {
  let site: HistorianSite

  beforeEach(async () => {
    // Two days after the clocks went forward in Oslo.
    site = await startHistorianSite(new Date('2026-03-31T09:00:00.000Z'))
    site.historian.addSeries('A')
    await site.discover()
  })
  afterEach(() => site.dispose())

  const openQuarantine = async () =>
    (
      await listQuarantine(site.database.pool, {
        sourceId: 'historian',
        isResolved: false,
        limit: 50,
        cursor: null,
      })
    ).rows

  async function stateOf(): Promise<unknown> {
    const query = 'select status, message from source_state order by known_from desc limit 1'
    return (await site.database.pool.query(query)).rows[0]
  }

  describe('by production days', () => {
    const daysOf = async (from: string, to: string) =>
      readDailySeries(site.database.pool, {
        signalIds: [await site.idOf('A')],
        from,
        to,
        asOf: await site.knownNow(),
      })

    it('reads each day by its own bounds, 23 hours of it where the clocks go forward', async () => {
      const [calendar] = await readCalendars(site.database.pool)
      if (calendar === undefined) throw new Error('the site has a calendar')
      site.historian.fill('A', new Date('2026-03-25T00:00:00Z'), site.now(), 600)
      await ingestDailySeries(site.context, 'historian', signal)
      const rows = await daysOf('2026-03-01', '2026-04-10')
      expect(rows.map(({ day, start, end }) => [day, (end.getTime() - start.getTime()) / hourMs])).toEqual([
        ['2026-03-28', 23],
        ['2026-03-29', 24],
        ['2026-03-30', 24],
      ])
      for (const { day, start, end, minimum, maximum } of rows) {
        expect({ start, end }).toEqual(dayBounds(calendar, day))
        // Each value is its own minute, so the extremes are the first and the last sample of the day.
        expect(minimum).toBe(start.getTime() / 60_000)
        expect(maximum).toBe(end.getTime() / 60_000 - 10)
      }
      expect(await ingestDailySeries(site.context, 'historian', signal)).toBeNull()
    })

    it('reads a day once it is over, with the two before it for what came late', async () => {
      site.historian.fill('A', new Date('2026-03-25T00:00:00Z'), site.now(), 600)
      await ingestDailySeries(site.context, 'historian', signal)
      site.historian.put('A', new Date('2026-03-30T12:00:30Z'), 1e9)
      // Six in the morning of Oslo, and the ten minutes that samples may take.
      site.advance((Date.parse('2026-04-01T04:05:00Z') - site.now().getTime()) / 1_000)
      expect(await ingestDailySeries(site.context, 'historian', signal)).toBeNull()
      site.advance(600)
      await ingestDailySeries(site.context, 'historian', signal)
      const rows = await daysOf('2026-03-30', '2026-04-02')
      expect(rows.map(({ day, maximum }) => [day, maximum === 1e9])).toEqual([
        ['2026-03-30', true],
        ['2026-03-31', false],
      ])
    })

    it('fills the past in, newest days first, as far as hours are kept', async () => {
      site.historian.fill('A', new Date('2026-03-01T00:00:00Z'), site.now(), 3_600)
      expect(await backfillDailySeries(site.context, 'historian', signal)).toBe(false)
      await ingestDailySeries(site.context, 'historian', signal)
      let chunks = 0
      while (await backfillDailySeries(site.context, 'historian', signal)) chunks += 1
      expect(chunks).toBe(2)
      const rows = await daysOf('2026-01-01', '2026-04-10')
      expect(rows[0]?.day).toBe('2026-03-08')
      expect(rows).toHaveLength(23)
      expect(rows.every(({ goodShare }) => goodShare === 1)).toBe(true)
    })
  })

  describe('of single series', () => {
    const missing = async () =>
      (
        await site.database.pool.query<{ key: string; stream: string; from_day: string; to_day: string }>(
          `select s.source_key as key, b.stream, b.from_day, b.to_day from series_backfill b join signal s on s.id = b.signal_id
           order by s.source_key, b.stream`,
        )
      ).rows
    const daysOf = async (key: string) =>
      (
        await readDailySeries(site.database.pool, {
          signalIds: [await site.idOf(key)],
          ...{ from: '2026-01-01', to: '2026-12-31' },
          asOf: await site.knownNow(),
        })
      ).map(({ day, average }) => [day, average])
    const hoursOf = async (key: string) =>
      (
        await readHourly(site.database.pool, {
          signalIds: [await site.idOf(key)],
          ...{ from: new Date('2026-01-01T00:00:00Z'), to: site.now() },
          asOf: await site.knownNow(),
        })
      ).map(({ hour, average }) => [hour.toISOString(), average])

    async function repeat(read: typeof readMissingHours | typeof backfillDailySeries): Promise<number> {
      let times = 0
      while (await read(site.context, 'historian', signal)) times += 1
      return times
    }
    const fillBoth = (): void => {
      for (const key of ['A', 'B']) site.historian.fill(key, new Date('2026-03-01T00:00:00Z'), site.now(), 3_600)
    }

    it('reads the days that one was refused on once its source gives them again, and asks but once an hour', async () => {
      site.historian.addSeries('B')
      await site.discover()
      fillBoth()
      site.historian.refused.add('B')
      await ingestDailySeries(site.context, 'historian', signal)
      expect([(await daysOf('A')).length, (await daysOf('B')).length]).toEqual([3, 0])
      expect(await repeat(readMissingDailySeries)).toBe(1)
      site.advance(3_500)
      expect(await repeat(readMissingDailySeries)).toBe(0)
      await repeat(backfillDailySeries)
      site.historian.refused.clear()
      site.advance(200)
      site.historian.asked.length = 0
      expect(await repeat(readMissingDailySeries)).toBeGreaterThan(0)
      expect(site.historian.asked.every(({ keys }) => keys.join() === 'B')).toBe(true)
      expect(await daysOf('A')).toHaveLength(23)
      expect(await daysOf('B')).toEqual(await daysOf('A'))
      expect(await missing()).toEqual([])
    })

    it('reads the days on which the unit of one was in doubt once it is settled', async () => {
      site.historian.addSeries('B')
      await site.discover()
      fillBoth()
      await ingestSamples(site.context, 'historian', signal)
      const meant = site.historian.signals[1]
      if (meant === undefined) throw new Error('there are two series')
      site.historian.signals[1] = { ...meant, unit: 'bbl/d' }
      await site.discover()
      await ingestDailySeries(site.context, 'historian', signal)
      site.historian.asked.length = 0
      expect(await repeat(readMissingDailySeries)).toBe(0)
      expect(site.historian.asked).toEqual([])
      site.historian.signals[1] = meant
      await site.discover()
      await repeat(readMissingDailySeries)
      expect(await daysOf('B')).toEqual(await daysOf('A'))
    })

    it('fills in the hours that one was refused in while the past was filled in', async () => {
      site.historian.addSeries('B')
      await site.discover()
      fillBoth()
      await ingestHourly(site.context, 'historian', signal)
      site.historian.refused.add('B')
      while ((await backfillHourly(site.context, 'historian', signal)) !== null);
      site.historian.refused.clear()
      await repeat(readMissingHours)
      expect((await hoursOf('A')).length).toBeGreaterThan(19 * 24)
      expect(await hoursOf('B')).toEqual(await hoursOf('A'))
      expect(await missing()).toEqual([])
    })

    it("fills in the past of one that was discovered after its source's had been filled in", async () => {
      fillBoth()
      await ingestHourly(site.context, 'historian', signal)
      while ((await backfillHourly(site.context, 'historian', signal)) !== null);
      await ingestDailySeries(site.context, 'historian', signal)
      await repeat(backfillDailySeries)
      expect(await missing()).toEqual([])
      site.historian.addSeries('B')
      site.advance(3_600)
      fillBoth()
      await site.discover()
      expect(await missing()).toMatchObject([
        { key: 'B', stream: 'daily', from_day: '2026-03-11', to_day: '2026-03-31' },
        { key: 'B', stream: 'hourly', from_day: '2026-03-11', to_day: '2026-03-31' },
      ])
      await ingestHourly(site.context, 'historian', signal)
      await repeat(readMissingHours)
      await repeat(readMissingDailySeries)
      expect(await hoursOf('B')).toEqual(await hoursOf('A'))
      expect(await daysOf('B')).toEqual((await daysOf('A')).filter(([day]) => String(day) >= '2026-03-11'))
      await ingestSamples(site.context, 'historian', signal)
      await site.discover()
      expect(await missing()).toEqual([])
    })
  })

  it('reads hours of each series from its own mark, and holds none back for one that is refused', async () => {
    site.historian.addSeries('B')
    await site.discover()
    for (const key of ['A', 'B']) site.historian.fill(key, new Date('2026-03-30T00:00:00Z'), site.now(), 600)
    await ingestHourly(site.context, 'historian', signal)
    site.historian.refused.add('B')
    site.advance(2 * 3_600)
    for (const key of ['A', 'B']) site.historian.fill(key, new Date('2026-03-31T09:00:00Z'), site.now(), 600)
    await ingestHourly(site.context, 'historian', signal)
    const hoursOf = async (key: string) =>
      readHourly(site.database.pool, {
        signalIds: [await site.idOf(key)],
        from: new Date('2026-03-31T09:00:00Z'),
        to: site.now(),
        asOf: await site.knownNow(),
      })
    expect([(await hoursOf('A')).length, (await hoursOf('B')).length]).toEqual([2, 0])
    site.historian.refused.clear()
    site.advance(3_600)
    await ingestHourly(site.context, 'historian', signal)
    expect((await hoursOf('B')).length).toBe(3)
  })

  it('reads days again when it is asked to: what they came to, their hours, and samples as far as they are kept', async () => {
    site.historian.fill('A', new Date('2026-03-27T00:00:00Z'), site.now(), 600)
    const counts = await rereadDays(site.context, 'historian', { from: '2026-03-28', to: '2026-03-30' }, signal)
    expect(counts?.written).toBeGreaterThan(47 * 7)
    const [from, to] = [new Date('2026-03-28T05:00:00Z'), new Date('2026-03-30T04:00:00Z')]
    expect(await site.stored('A')).toEqual(site.archived('A', from, to))
    const again = await rereadDays(site.context, 'historian', { from: '2026-03-28', to: '2026-03-30' }, signal)
    expect(again).toMatchObject({ written: 0, quarantined: 0 })
  })

  describe('when a unit changes at the source', () => {
    const change = (unit: 'm3/d' | 'bbl/d'): void => {
      const [first] = site.historian.signals
      if (first !== undefined) site.historian.signals[0] = { ...first, unit }
    }

    it('holds the series that was read, converts nothing, and goes on without a gap once the unit is back', async () => {
      site.historian.fill('A', new Date('2026-03-31T08:00:00Z'), site.now(), 60)
      await ingestSamples(site.context, 'historian', signal)
      change('bbl/d')
      await site.discover()
      const [held] = await openQuarantine()
      expect(held).toMatchObject({ dataset: 'signals', key: 'A', reason: 'unknown-unit' })
      expect(held?.message).toMatch(/m3\/d.*bbl\/d/)
      site.advance(300)
      site.historian.fill('A', new Date('2026-03-31T09:00:00Z'), site.now(), 60)
      site.historian.asked.length = 0
      expect(await ingestSamples(site.context, 'historian', signal)).toBeNull()
      expect(site.historian.asked).toEqual([])
      change('m3/d')
      await site.discover()
      expect(await openQuarantine()).toEqual([])
      await ingestSamples(site.context, 'historian', signal)
      expect(await site.stored('A')).toEqual(site.archived('A', new Date(0), site.now()))
    })

    it('takes the new one over where somebody says that it was so all along, and of a series that was never read', async () => {
      change('bbl/d')
      await site.discover()
      expect(await openQuarantine()).toEqual([])
      await ingestSamples(site.context, 'historian', signal)
      change('m3/d')
      await discoverSource(site.context, 'historian', signal, new Set(['A']))
      expect(await openQuarantine()).toEqual([])
      const { rows } = await site.database.pool.query(`select unit from signal_version where known_to = 'infinity'`)
      expect(rows).toEqual([{ unit: 'm3/d' }])
    })
  })

  describe('when rows look otherwise than before', () => {
    const shape = (fields: WireShape['fields']): WireShape => ({ dataset: 'recorded', fields })
    const read = async (...shapes: WireShape[]): Promise<void> => {
      site.historian.shapes = shapes
      site.advance(5)
      await ingestSamples(site.context, 'historian', signal)
    }
    const schemas = async () => (await readWireSchemas(site.database.pool)).get('historian')

    it('says once what is new, gone or of another type, and nothing of nulls or of what comes and goes', async () => {
      await read(shape({ Value: 'number', Good: 'boolean', Note: 'null' }))
      await read(shape({ Value: 'null | number', Good: 'boolean', Note: 'string' }))
      expect(await schemas()).toMatchObject([{ version: 1, changes: [] }])
      await read(shape({ Value: 'string', Good: 'boolean', Flag: 'number' }))
      expect(await schemas()).toMatchObject([
        { dataset: 'recorded', version: 2, changes: ['Flag: new', 'Note: gone', 'Value: null | number → string'] },
      ])
      const told = 'Drift: recorded.Flag: new, recorded.Note: gone, recorded.Value: null | number → string.'
      expect(site.logged).toContain(`warn ${told}`)
      expect(await stateOf()).toEqual({ status: 'ok', message: told })
      await read(shape({ Value: 'number', Good: 'boolean', Note: 'string' }))
      await read(shape({ Value: 'number | string', Good: 'boolean', Flag: 'number' }))
      expect(await schemas()).toMatchObject([{ version: 3, changes: ['Flag: gone'] }])
      await read(shape({ Value: 'number', Good: 'boolean' }))
      expect(await schemas()).toMatchObject([{ version: 3 }])
      site.advance(25 * 3_600)
      await ingestSamples(site.context, 'historian', signal)
      expect(await stateOf()).toEqual({ status: 'ok', message: null })
    })

    it('is down with what changed, and refuses the payload, until it can be read again', async () => {
      site.historian.fill('A', new Date('2026-03-31T08:00:00Z'), site.now(), 60)
      await read(shape({ Value: 'number' }))
      site.historian.failsAfterPages = 0
      site.historian.failure = new SourceError('bad_payload', 'historian', 'Value is no number.')
      await expect(read(shape({ Value: 'object' }))).rejects.toMatchObject({ name: 'UnrecoverableError' })
      const message = 'Value is no number. Drift: recorded.Value: number → object.'
      expect(await stateOf()).toEqual({ status: 'down', message })
      expect(await openQuarantine()).toMatchObject([
        { dataset: 'wire', key: 'ingest-samples', reason: 'wrong-shape', times: 1 },
      ])
      site.historian.failsAfterPages = null
      await read()
      expect(await openQuarantine()).toEqual([])
      expect(await stateOf()).toMatchObject({ status: 'ok' })
    })
  })

  it('keeps what the instrument of a series can show, where its source says it', async () => {
    site.historian.addSeries('B', { instrument: { low: 0, high: 400 } })
    await site.discover()
    const signals = await listSignals(site.database.pool, { sourceId: 'historian', asOf: await site.knownNow() })
    expect(new Map(signals.map(({ sourceKey, instrument }) => [sourceKey, instrument]))).toEqual(
      new Map([
        ['A', null],
        ['B', { low: 0, high: 400 }],
      ]),
    )
  })

  it('says who answers, and leaves the source as it stood where nobody does', async () => {
    await ingestSamples(site.context, 'historian', signal)
    expect(await checkSource(site.context, 'historian', signal)).toMatch(/^Archive 7 answered within \d+ ms\.$/)
    site.historian.failsAfterPages = 0
    await expect(checkSource(site.context, 'historian', signal)).rejects.toThrow('The archive is away.')
    expect(await stateOf()).toMatchObject({ status: 'ok' })
    const { runs } = await listRuns(site.database.pool, {
      job: 'check-source',
      limit: 10,
      cursor: null,
      // A run that nothing became known by is later than the newest knowledge.
      asOf: new Date(Date.now() + hourMs),
    })
    expect(runs.map(({ status }) => status)).toEqual(['failed', 'succeeded'])
  })

  it('forgets runs and refusals after a quarter of a year, and keeps what became known by them', async () => {
    site.historian.fill('A', new Date('2026-03-31T08:00:00Z'), site.now(), 60)
    await ingestSamples(site.context, 'historian', signal)
    const had = await site.stored('A')
    const { pool } = site.database
    const countRuns = async (): Promise<number> => (await pool.query('select from ingest_run')).rows.length
    const countCommits = async (): Promise<number> => (await pool.query('select from knowledge_commit')).rows.length
    expect(await countRuns()).toBe(2)
    expect(await countCommits()).toBeGreaterThan(2)
    const stood = await stateOf()
    // Runs are dated by the store's own clock; what is told of them by it is some months later.
    const later = { ...site.context, clock: { now: () => new Date(Date.now() + 89 * 24 * hourMs) } }
    const settings = { ...site.context.settings, sampleKeepDays: 10_000 }
    await prune({ ...later, settings })
    expect(await countRuns()).toBe(2)
    const muchLater = { ...site.context, clock: { now: () => new Date(Date.now() + 91 * 24 * hourMs) } }
    expect(await prune({ ...muchLater, settings })).toBe('0 days of samples, 2 runs and 0 refused rows dropped')
    expect(await countRuns()).toBe(0)
    expect(await countCommits()).toBe(1)
    expect(await stateOf()).toEqual(stood)
    expect(await site.stored('A')).toEqual(had)
    expect(await listSeriesMarks(pool, 'historian', 'samples')).toHaveLength(1)
  })
})
