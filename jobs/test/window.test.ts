import { addDays } from '@tieback/domain'
import { listQuarantine, type QuarantineRow, readChanges, readDeferments, readWellTests } from '@tieback/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backfillProduction, ingestDays, ingestProduction, windowProduction } from '../src/index.ts'
import { type ScriptedSite, sourceId, startScriptedSite } from './scripted-site.ts'

const { signal } = new AbortController()
const dayMs = 86_400_000
const march = { from: '2026-03-01', to: '2026-03-13' }

describe('reading days whole', () => {
  let site: ScriptedSite

  beforeEach(async () => {
    site = await startScriptedSite(1_000)
    await site.describe('W1', 'W2')
  })
  afterEach(() => site.dispose())

  const ingest = () => ingestProduction(site.context, sourceId, signal)
  const readAll = (options = {}) => ingestDays(site.context, sourceId, march, signal, options)
  const openRows = async (): Promise<QuarantineRow[]> =>
    (await listQuarantine(site.pool, { sourceId, isResolved: false, limit: 100, cursor: null })).rows

  it('withdraws a figure that was deleted at the source, makes its totals again, and says so in the changes', async () => {
    site.putOil('W1', '2026-03-10', 100)
    site.putOil('W2', '2026-03-10', 50)
    await ingest()
    expect((await site.oilOf('F', '2026-03-10'))?.value).toBe(150)
    const before = await site.now()
    site.rows.delete('well_day_alloc', { objectId: 'W2' })
    await ingest()
    expect((await site.oilOf('W2', '2026-03-10'))?.value).toBe(50)
    const again = await readAll()
    expect(again).toMatchObject({ written: 1, quarantined: 0 })
    expect(await site.oilOf('W2', '2026-03-10')).toBeUndefined()
    expect((await site.oilOf('F', '2026-03-10'))?.value).toBe(100)
    const { changes } = await readChanges(site.pool, { since: before, asOf: await site.now(), limit: 10, cursor: null })
    expect(changes.map(({ kind, before: value }) => [kind, value])).toEqual([['withdrawn', 50]])
    expect(await readAll()).toMatchObject({ written: 0 })
  })

  it('withdraws the last figure of a day with the totals that nothing stands under any more', async () => {
    site.putOil('W1', '2026-03-10', 100)
    await ingest()
    site.rows.delete('well_day_alloc', { objectId: 'W1' })
    await readAll()
    expect(await site.readDay('2026-03-10')).toEqual([])
  })

  it('withdraws a monthly figure, a deferment and a well test that are gone', async () => {
    site.putMonth('W1', '2026-03-01', 900)
    site.putEvent('D-1', { start: '2026-03-10T10:00:00' })
    site.putEvent('D-2', { start: '2026-03-10T12:00:00' })
    site.putTest('T-1', { start: '2026-03-09T10:00:00', end: '2026-03-09T16:00:00' })
    await ingest()
    await readAll()
    for (const [name, columns] of [
      ['well_month_alloc', {}],
      ['deferment_event', { eventNo: 'D-1' }],
      ['well_test', {}],
    ] as const)
      site.rows.delete(name, columns)
    expect(await readAll()).toMatchObject({ written: 3 })
    const query = { nodeIds: 'all', from: new Date(0), to: site.rows.clock.now(), asOf: await site.now() } as const
    expect((await readDeferments(site.pool, query)).map(({ eventId }) => eventId)).toEqual(['D-2'])
    expect(await readWellTests(site.pool, query)).toEqual([])
    const { rows } = await site.pool.query(`select value from fact_monthly_production where known_to = 'infinity'`)
    expect(rows).toEqual([])
  })

  it('keeps an event that moved out of the days that are read', async () => {
    site.putEvent('D-1', { start: '2026-03-10T10:00:00', end: '2026-03-10T12:00:00' })
    await ingest()
    site.putEvent('D-1', { start: '2026-02-10T10:00:00', end: '2026-02-10T12:00:00' })
    await ingest()
    await readAll()
    const { rows } = await site.pool.query(`select start_at from deferment_event where known_to = 'infinity'`)
    expect(rows).toEqual([{ start_at: new Date('2026-02-10T09:00:00.000Z') }])
  })

  it('withdraws nothing of days that it does not read', async () => {
    site.putOil('W1', '2026-03-09', 100)
    site.putOil('W1', '2026-03-10', 100)
    await ingest()
    site.rows.delete('well_day_alloc', {})
    await ingestDays(site.context, sourceId, { from: '2026-03-10', to: '2026-03-11' }, signal)
    expect((await site.oilOf('W1', '2026-03-09'))?.value).toBe(100)
    expect(await site.oilOf('W1', '2026-03-10')).toBeUndefined()
  })

  it('keeps a figure whose row has become unreadable, and withdraws others beside it', async () => {
    site.putOil('W1', '2026-03-10', 100)
    site.putOil('W2', '2026-03-10', 50)
    await ingest()
    site.putOil('W1', '2026-03-10', 'n/a')
    site.rows.delete('well_day_alloc', { objectId: 'W2' })
    expect(await readAll()).toMatchObject({ written: 1, quarantined: 1 })
    expect((await site.oilOf('W1', '2026-03-10'))?.value).toBe(100)
    expect(await site.oilOf('W2', '2026-03-10')).toBeUndefined()
  })

  it('withdraws nothing when the reading breaks off', async () => {
    for (const day of ['2026-03-09', '2026-03-10']) site.putOil('W1', day, 100)
    await ingest()
    site.rows.delete('well_day_alloc', {})
    const configured = site.context.sources.get(sourceId)
    const production = configured?.source.production
    if (configured === undefined || production === undefined) throw new Error('the site has production')
    const broken = {
      ...configured.source,
      production: {
        ...production,
        readWellTests: async function* () {
          yield await Promise.reject(new Error('cut'))
        },
      },
    }
    const context = { ...site.context, sources: new Map([[sourceId, { ...configured, source: broken }]]) }
    await expect(ingestDays(context, sourceId, march, signal)).rejects.toThrow('cut')
    expect((await site.oilOf('W1', '2026-03-10'))?.value).toBe(100)
  })

  it('withdraws nothing when it is stopped, though the reader ends as if that were all', async () => {
    site.putOil('W1', '2026-03-10', 100)
    await ingest()
    const configured = site.context.sources.get(sourceId)
    const stopping = new AbortController()
    const silent = () => {
      stopping.abort(new Error('stopped'))
      return ReadableStream.from([])
    }
    if (configured === undefined) throw new Error('the site is configured')
    const source = {
      ...configured.source,
      production: { readProduction: silent, readDeferments: silent, readWellTests: silent },
    }
    const context = { ...site.context, sources: new Map([[sourceId, { ...configured, source }]]) }
    await expect(ingestDays(context, sourceId, march, stopping.signal)).rejects.toThrow('stopped')
    expect((await site.oilOf('W1', '2026-03-10'))?.value).toBe(100)
  })

  it('keeps what another run wrote while it was reading', async () => {
    site.putOil('W1', '2026-03-10', 100)
    await ingest()
    const configured = site.context.sources.get(sourceId)
    const production = configured?.source.production
    if (configured === undefined || production === undefined) throw new Error('the site has production')
    const slow = {
      ...configured.source,
      production: {
        ...production,
        readProduction: async function* (...args: Parameters<typeof production.readProduction>) {
          yield* production.readProduction(...args)
          if (site.rows.list('well_day_alloc').length > 1) return
          site.putOil('W2', '2026-03-02', 50)
          await ingest()
        },
      },
    }
    const context = { ...site.context, sources: new Map([[sourceId, { ...configured, source: slow }]]) }
    await ingestDays(context, sourceId, march, signal)
    expect((await site.oilOf('W2', '2026-03-02'))?.value).toBe(50)
  })

  it('leaves figures alone that another source of the same field gave', async () => {
    site.putOil('W1', '2026-03-10', 100)
    await ingest()
    await site.pool.query(`insert into source (id, name, kind, namespace) values ('plan', 'Plan', 'files', 'site')`)
    await site.pool.query(`update fact_daily_production set source_id = 'plan' where origin = 'source'`)
    site.rows.delete('well_day_alloc', {})
    expect(await readAll()).toMatchObject({ written: 0 })
    expect((await site.oilOf('W1', '2026-03-10'))?.value).toBe(100)
  })

  describe('when most of a window is gone', () => {
    beforeEach(async () => {
      for (let day = 1; day <= 10; day += 1) {
        for (const well of ['W1', 'W2', 'W3', 'W4'])
          site.putOil(well, `2026-03-${String(day).padStart(2, '0')}`, 100 + day)
      }
      await site.describe('W3', 'W4')
      await ingest()
      await readAll()
      site.rows.delete('well_day_alloc', { objectId: 'W1' })
      site.rows.delete('well_day_alloc', { objectId: 'W2' })
      site.rows.delete('well_day_alloc', { objectId: 'W4' })
      site.putOil('W3', '2026-03-05', 999)
    })

    it('withdraws nothing, takes in what came, and leaves one row that says what to do, however often it is read', async () => {
      await readAll()
      await readAll()
      expect((await site.oilOf('W1', '2026-03-05'))?.value).toBe(105)
      expect((await site.oilOf('W3', '2026-03-05'))?.value).toBe(999)
      const open = await openRows()
      expect(open).toHaveLength(1)
      expect(open[0]).toMatchObject({
        dataset: 'production',
        key: '2026-03-01/2026-03-11',
        reason: 'mass-withdrawal',
        times: 2,
      })
      expect(open[0]?.message).toMatch(/30 of 40 allocated figures by day.*--withdraw-all/)
    })

    it('withdraws it where the operator says that it is really gone', async () => {
      await readAll()
      await readAll({ withdrawAll: true })
      expect(await site.oilOf('W1', '2026-03-05')).toBeUndefined()
      expect((await site.oilOf('F', '2026-03-05'))?.value).toBe(999)
      expect(await openRows()).toEqual([])
    })

    it('lets go of its doubt once the figures are back', async () => {
      await readAll()
      for (let day = 1; day <= 10; day += 1) site.putOil('W1', `2026-03-${String(day).padStart(2, '0')}`, 100 + day)
      await readAll()
      expect(await openRows()).toEqual([])
      expect(await site.oilOf('W2', '2026-03-05')).toBeUndefined()
    })
  })

  it('lets go of refused events and tests that were corrected or deleted at the source, by the day on which they start', async () => {
    const backwards = { start: '2026-03-10T10:00:00', end: '2026-03-10T09:00:00' }
    site.putEvent('D-1', backwards)
    site.putEvent('D-2', backwards)
    site.putEvent('D-3', { start: '2026-04-10T10:00:00', end: '2026-04-10T09:00:00' })
    site.putTest('T-1', backwards)
    await ingest()
    expect((await openRows()).map(({ key }) => key).toSorted()).toEqual(['D-1', 'D-2', 'D-3', 'T-1'])
    site.putEvent('D-1', { ...backwards, end: '2026-03-10T12:00:00' })
    site.rows.delete('deferment_event', { eventNo: 'D-2' })
    site.rows.delete('well_test', {})
    await readAll()
    expect((await openRows()).map(({ key }) => key)).toEqual(['D-3'])
  })

  it('lets go of a refused row that was corrected or deleted at the source, and of no other', async () => {
    site.putOil('W1', '2026-03-09', 'n/a')
    site.putOil('W1', '2026-03-10', 'n/a')
    site.putOil('W1', '2026-03-11', 'n/a')
    await ingest()
    expect(await openRows()).toHaveLength(3)
    site.putOil('W1', '2026-03-09', 90)
    site.rows.delete('well_day_alloc', { daytime: '2026-03-10T00:00:00' })
    await readAll()
    expect((await openRows()).map(({ key }) => key)).toEqual(['W1/2026-03-11/oil_production/allocated'])
  })

  describe('by the daily window', () => {
    const window = () => windowProduction(site.context, sourceId, signal)

    it('finds what was deleted, and what changed without a new stamp, once each production day', async () => {
      site.putOil('W1', '2026-03-02', 100)
      site.putOil('W1', '2026-03-03', 100)
      await ingest()
      await readAll()
      site.rows.delete('well_day_alloc', { daytime: '2026-03-02T00:00:00' })
      site.rows.put('well_day_alloc', { objectId: 'W1', daytime: '2026-03-03T00:00:00', oil: 111 }, { touch: false })
      expect(await window()).toMatchObject({ written: 2 })
      expect(await site.oilOf('W1', '2026-03-02')).toBeUndefined()
      expect((await site.oilOf('W1', '2026-03-03'))?.value).toBe(111)
      expect(await window()).toBeNull()
      site.rows.advance(dayMs)
      expect(await window()).toMatchObject({ written: 0 })
    })

    /** The first day that the window asks for. */
    async function firstDayAsked(windowDays?: number): Promise<string> {
      const configured = site.context.sources.get(sourceId)
      const production = configured?.source.production
      if (configured === undefined || configured.every === null || production === undefined)
        throw new Error('the site is on a schedule')
      const asked: string[] = []
      const source = {
        ...configured.source,
        production: {
          ...production,
          readProduction: (...args: Parameters<typeof production.readProduction>) => {
            const [request] = args
            if ('days' in request) asked.push(request.days.from)
            return production.readProduction(...args)
          },
        },
      }
      const every = { ...configured.every, ...(windowDays === undefined ? {} : { windowDays }) }
      const context = { ...site.context, sources: new Map([[sourceId, { source, every }]]) }
      await windowProduction(context, sourceId, signal)
      return asked.toSorted()[0] ?? 'none'
    }

    it('reaches 45 days back, or as far as its schedule says, from the start of a piece', async () => {
      await ingest()
      expect(await firstDayAsked()).toBe('2026-01-21')
      site.rows.advance(dayMs)
      expect(await firstDayAsked(100)).toBe('2025-12-01')
    })

    it('reaches no less than the open month, and the month before until all of it is approved', async () => {
      site.putOil('W1', '2026-02-10', 100)
      await ingestDays(site.context, sourceId, { from: '2026-02-01', to: '2026-03-01' }, signal)
      expect(await firstDayAsked(5)).toBe('2026-02-01')
      site.putOil('W1', '2026-02-10', 100, { recordStatus: 'A' })
      await ingestDays(site.context, sourceId, { from: '2026-02-01', to: '2026-03-01' }, signal)
      site.rows.advance(dayMs)
      expect(await firstDayAsked(5)).toBe('2026-03-01')
    })

    it('leaves the source alone in its quiet hours', async () => {
      const configured = site.context.sources.get(sourceId)
      if (configured === undefined) throw new Error('the site is configured')
      const source = { ...configured.source, quietUntil: (now: Date) => new Date(now.getTime() + 3_600_000) }
      const context = { ...site.context, sources: new Map([[sourceId, { ...configured, source }]]) }
      expect(await windowProduction(context, sourceId, signal)).toBeNull()
      expect(await window()).not.toBeNull()
    })
  })

  it('withdraws a plan of days ahead that was taken back', async () => {
    const ahead = addDays('2026-03-12', 20)
    site.putOil('W1', ahead, 100)
    await ingest()
    expect((await site.oilOf('W1', ahead))?.value).toBe(100)
    site.rows.delete('well_day_alloc', {})
    site.rows.advance(dayMs)
    await ingest()
    expect(await site.oilOf('W1', ahead)).toBeUndefined()
  })

  it('withdraws while the past is filled in again', async () => {
    site.putOil('W1', '2026-03-02', 100)
    await ingestDays(site.context, sourceId, march, signal)
    site.rows.delete('well_day_alloc', {})
    await backfillProduction(site.context, sourceId, signal)
    expect(await site.oilOf('W1', '2026-03-02')).toBeUndefined()
  })
})
