import { SourceError, type WireShape } from '@tieback/adapters'
import { dayBounds } from '@tieback/domain'
import {
  listQuarantine,
  listRuns,
  listSeriesMarks,
  readCalendars,
  readDailySeries,
  readHourly,
  readWireSchemas,
} from '@tieback/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  backfillDailySeries,
  checkSource,
  discoverSource,
  ingestDailySeries,
  ingestHourly,
  ingestSamples,
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
    expect(await countRuns()).toBe(2)
    // Runs are dated by the store's own clock; what is told of them by it is some months later.
    const later = { ...site.context, clock: { now: () => new Date(Date.now() + 89 * 24 * hourMs) } }
    const settings = { ...site.context.settings, sampleKeepDays: 10_000 }
    await prune({ ...later, settings })
    expect(await countRuns()).toBe(2)
    const muchLater = { ...site.context, clock: { now: () => new Date(Date.now() + 91 * 24 * hourMs) } }
    expect(await prune({ ...muchLater, settings })).toBe('0 days of samples, 2 runs and 0 refused rows dropped')
    expect(await countRuns()).toBe(0)
    expect(await site.stored('A')).toEqual(had)
    expect(await listSeriesMarks(pool, 'historian', 'samples')).toHaveLength(1)
  })
})
