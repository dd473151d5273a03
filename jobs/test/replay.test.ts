import { type Source, SourceError } from '@tieback/adapters'
import { listQuarantine, type QuarantineRow, readSources } from '@tieback/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingestDays, ingestProduction, ingestSamples, replayQuarantine, type ReplayFilter } from '../src/index.ts'
import { type HistorianSite, startHistorianSite } from './fake-historian.ts'
import { type ScriptedSite, sourceId, startScriptedSite } from './scripted-site.ts'

const { signal } = new AbortController()
const none = { taken: 0, stillRefused: 0, superseded: 0, toRead: 0 }

describe('the replay of quarantine', () => {
  let site: ScriptedSite

  beforeEach(async () => {
    site = await startScriptedSite(1_000)
    await site.describe('W1')
  })
  afterEach(() => site.dispose())

  const ingest = () => ingestProduction(site.context, sourceId, signal)
  const replay = (filter: ReplayFilter = {}) => replayQuarantine(site.context, sourceId, filter, signal)
  const openRows = async (): Promise<QuarantineRow[]> =>
    (await listQuarantine(site.pool, { sourceId, isResolved: false, limit: 100, cursor: null })).rows

  it('takes in figures, events and tests of a well that has been described since, with their totals', async () => {
    site.putOil('W2', '2026-03-10', 50)
    site.putMonth('W2', '2026-03-01', 900)
    site.putEvent('D-1', { objectId: 'W2', start: '2026-03-10T10:00:00', end: '2026-03-10T12:00:00' })
    site.putEvent('D-2', { objectId: 'W2', start: '2026-03-10T10:00:00' })
    site.putTest('T-1', { objectId: 'W2', start: '2026-03-09T10:00:00', end: '2026-03-09T16:00:00' })
    await ingest()
    await ingestDays(site.context, sourceId, { from: '2026-03-01', to: '2026-03-02' }, signal)
    expect(await openRows()).toHaveLength(5)
    await site.describe('W2')
    // The source has none of it any more: what was held is all there is.
    for (const name of ['well_day_alloc', 'well_month_alloc', 'deferment_event', 'well_test'])
      site.rows.delete(name, {})
    expect(await replay()).toEqual({ ...none, taken: 5 })
    expect((await site.oilOf('W2', '2026-03-10'))?.value).toBe(50)
    expect((await site.oilOf('F', '2026-03-10'))?.value).toBe(50)
    const events = await site.pool.query('select event_id, start_at, end_at from deferment_event order by event_id')
    expect(events.rows).toEqual([
      { event_id: 'D-1', start_at: new Date('2026-03-10T09:00:00Z'), end_at: new Date('2026-03-10T11:00:00Z') },
      { event_id: 'D-2', start_at: new Date('2026-03-10T09:00:00Z'), end_at: null },
    ])
    expect((await site.pool.query('select oil_rate from well_test')).rows).toEqual([{ oil_rate: 100 }])
    expect(await openRows()).toEqual([])
    expect(await replay()).toEqual(none)
  })

  it('asks the source for its nodes first, so that a well which it has named since is known', async () => {
    site.putOil('W2', '2026-03-10', 50)
    await ingest()
    site.rows.put('well', { objectId: 'W2', name: 'W2', facilityId: 'F' })
    expect(await replay()).toEqual({ ...none, taken: 1 })
  })

  it('counts a row of a well that nobody has described as refused once more, and leaves it as last seen', async () => {
    site.putOil('W2', '2026-03-10', 50)
    await ingest()
    const [before] = await openRows()
    expect(await replay()).toEqual({ ...none, stillRefused: 1 })
    const [after] = await openRows()
    expect(after).toEqual({ ...before, times: (before?.times ?? 0) + 1 })
  })

  it('maps a row of the source again once the mapping was mended', async () => {
    site.putOil('W1', '2026-03-10', 5_000)
    await ingest()
    expect(await replay()).toMatchObject({ stillRefused: 1 })
    site.mendMapping(10_000)
    expect(await replay()).toEqual({ ...none, taken: 1 })
    expect((await site.oilOf('W1', '2026-03-10'))?.value).toBe(5_000)
    expect(await openRows()).toEqual([])
  })

  it('says what is wrong now, where that is something else than before', async () => {
    site.putOil('W2', '2026-03-10', 5_000)
    await ingest()
    site.mendMapping(undefined)
    expect(await replay()).toEqual({ ...none, stillRefused: 1 })
    expect(await openRows()).toMatchObject([
      { reason: 'unmapped-node', message: expect.stringContaining('W2') as string },
    ])
    await site.describe('W2')
    expect(await replay()).toEqual({ ...none, taken: 1 })
    expect((await site.oilOf('W2', '2026-03-10'))?.value).toBe(5_000)
  })

  it('does not write a row over what the source has said since', async () => {
    site.putOil('W1', '2026-03-10', 100)
    await ingest()
    site.putOil('W1', '2026-03-10', 5_000)
    await ingest()
    site.rows.advance(60_000)
    site.putOil('W1', '2026-03-10', 110)
    await ingest()
    site.mendMapping(undefined)
    expect(await replay()).toEqual({ ...none, superseded: 1 })
    expect((await site.oilOf('W1', '2026-03-10'))?.value).toBe(110)
    expect(await openRows()).toEqual([])
  })

  it('does not bring back what was withdrawn since', async () => {
    site.putOil('W1', '2026-03-10', 100)
    site.putOil('W1', '2026-03-11', 100)
    await ingest()
    site.putOil('W1', '2026-03-10', 5_000)
    await ingest()
    const [held] = await openRows()
    site.rows.delete('well_day_alloc', { daytime: '2026-03-10T00:00:00' })
    await ingestDays(site.context, sourceId, { from: '2026-03-10', to: '2026-03-11' }, signal)
    // As if it had been refused without saying of which day.
    await site.pool.query('update ingest_quarantine set resolved_at = null where id = $1', [held?.id])
    site.mendMapping(undefined)
    expect(await replay()).toEqual({ ...none, superseded: 1 })
    expect(await site.oilOf('W1', '2026-03-10')).toBeUndefined()
  })

  it('takes the newer of two rows about one figure', async () => {
    const row = (value: number) => ({
      objectId: 'W1',
      grain: 'day',
      day: '2026-03-10',
      quantity: 'oil_production',
      measure: 'allocated',
      value,
      quality: 'good',
      status: 'provisional',
      note: null,
      flags: [],
    })
    for (const [key, value, lastSeen] of [
      ['older', 1, '2026-01-01'],
      ['newer', 2, '2026-01-03'],
      ['between', 3, '2026-01-02'],
    ] as const) {
      await site.pool.query(
        `insert into ingest_quarantine (source_id, dataset, key, reason, message, row, first_seen, last_seen)
         values ($1, 'production', $2, 'unmapped-node', 'unknown', $3, $4, $4)`,
        [sourceId, key, JSON.stringify(row(value)), lastSeen],
      )
    }
    expect(await replay()).toEqual({ ...none, taken: 1, superseded: 2 })
    expect((await site.oilOf('W1', '2026-03-10'))?.value).toBe(2)
  })

  it('keeps to the dataset, the reason and the rows asked for', async () => {
    site.putOil('W2', '2026-03-10', 50)
    site.putOil('W3', '2026-03-10', 60)
    site.putEvent('D-1', { objectId: 'W2', start: '2026-03-10T10:00:00' })
    await ingest()
    await site.describe('W2', 'W3')
    const rows = await openRows()
    const ids = rows.filter(({ key }) => key.startsWith('W3')).map(({ id }) => id)
    expect(await replay({ reason: 'invalid-value' })).toEqual(none)
    expect(await replay({ ids: [...ids, 'nobody’s'] })).toEqual({ ...none, taken: 1 })
    expect((await site.oilOf('W3', '2026-03-10'))?.value).toBe(60)
    expect(await replay({ dataset: 'deferments' })).toEqual({ ...none, taken: 1 })
    expect(await replay({ dataset: 'production' })).toEqual({ ...none, taken: 1 })
  })

  it('reads days again of which too much seemed to be gone, and tells what came of it', async () => {
    const days = Array.from({ length: 10 }, (_, index) => `2026-03-${String(index + 1).padStart(2, '0')}`)
    await site.describe('W2', 'W3')
    const putAll = (): void => {
      for (const day of days) for (const well of ['W1', 'W2', 'W3']) site.putOil(well, day, 100)
    }
    const readAll = () => ingestDays(site.context, sourceId, { from: '2026-03-01', to: '2026-03-11' }, signal)
    putAll()
    await readAll()
    site.rows.delete('well_day_alloc', {})
    await readAll()
    expect(await replay()).toEqual({ ...none, stillRefused: 1 })
    putAll()
    expect(await replay()).toEqual(none)
    expect(await openRows()).toEqual([])
  })

  it('leaves what only the next reading can bring where it is, and says so', async () => {
    const configured = site.context.sources.get(sourceId)
    const production = configured?.source.production
    if (configured === undefined || production === undefined) throw new Error('the site has production')
    site.putOil('W1', '2026-03-10', 5_000)
    await ingest()
    const { remap: _, ...withoutRemap } = production
    const source: Source = { ...configured.source, production: withoutRemap }
    const context = { ...site.context, sources: new Map([[sourceId, { ...configured, source }]]) }
    expect(await replayQuarantine(context, sourceId, {}, signal)).toEqual({ ...none, toRead: 1 })
    expect(await openRows()).toHaveLength(1)
  })

  it('reads the description again for refused nodes, which leave quarantine once it is mended', async () => {
    site.rows.put('well', { objectId: 'W9', name: null, facilityId: 'F' })
    await site.describe()
    expect(await openRows()).toMatchObject([{ reason: 'wrong-shape' }])
    expect(await replay()).toEqual({ ...none, stillRefused: 1 })
    site.rows.put('well', { objectId: 'W9', name: 'W9', facilityId: 'F' })
    expect(await replay()).toEqual({ ...none, taken: 1 })
    expect(await openRows()).toEqual([])
  })

  it('is recorded as a run', async () => {
    site.putOil('W2', '2026-03-10', 50)
    await ingest()
    await replay()
    const [source] = await readSources(site.pool, { asOf: new Date(Date.now() + 60_000) })
    const run = source?.recentRuns.find(({ job }) => job === 'replay-quarantine')
    expect(run).toMatchObject({ status: 'succeeded', read: 1, written: 0, quarantined: 1 })
  })
})

describe('the replay of what a historian was refused', () => {
  let site: HistorianSite

  beforeEach(async () => {
    site = await startHistorianSite()
    for (const key of ['A', 'B']) site.historian.addSeries(key)
    await site.discover()
    for (const key of ['A', 'B']) site.historian.fill(key, new Date('2026-03-12T08:00:00Z'), site.now(), 60)
    await ingestSamples(site.context, 'historian', signal)
  })
  afterEach(() => site.dispose())

  const replay = (filter: ReplayFilter = {}) => replayQuarantine(site.context, 'historian', filter, signal)
  const openRows = async (): Promise<QuarantineRow[]> =>
    (await listQuarantine(site.database.pool, { sourceId: 'historian', isResolved: false, limit: 100, cursor: null }))
      .rows
  const openKeys = async (): Promise<string[]> => (await openRows()).map(({ key }) => key).toSorted()
  const unitsNow = async (): Promise<{ key: string; unit: string }[]> => {
    const query = `select s.source_key as key, v.unit from signal_version v join signal s on s.id = v.signal_id
      where v.known_to = 'infinity' order by 1`
    return (await site.database.pool.query<{ key: string; unit: string }>(query)).rows
  }
  const changeUnits = async (): Promise<void> => {
    for (const [index, series] of site.historian.signals.entries()) {
      site.historian.signals[index] = { ...series, unit: 'bbl/d' }
    }
    await site.discover()
  }

  it('takes over the changed units of the rows that are named, and no other', async () => {
    await changeUnits()
    const ids = (await openRows()).filter(({ key }) => key === 'A').map(({ id }) => id)
    expect(await replay({ ids })).toEqual({ ...none, taken: 1 })
    expect(await openKeys()).toEqual(['B'])
    expect(await unitsNow()).toEqual([
      { key: 'A', unit: 'bbl/d' },
      { key: 'B', unit: 'm3/d' },
    ])
    site.advance(60)
    site.historian.asked.length = 0
    await ingestSamples(site.context, 'historian', signal)
    expect(site.historian.asked.flatMap(({ keys }) => keys)).toEqual(['A'])
    expect(await replay({ dataset: 'signals', reason: 'unknown-unit' })).toEqual({ ...none, taken: 1 })
    expect(await openKeys()).toEqual([])
    expect(await replay({ reason: 'unknown-unit' })).toEqual(none)
  })

  it('takes no changed unit over where all rows are tried again, since nobody has said that it was so all along', async () => {
    await changeUnits()
    expect(await replay()).toEqual({ ...none, stillRefused: 2 })
    expect(await openKeys()).toEqual(['A', 'B'])
    expect(await unitsNow()).toEqual([
      { key: 'A', unit: 'm3/d' },
      { key: 'B', unit: 'm3/d' },
    ])
  })

  it('leaves series and payloads that could not be read to their next reading', async () => {
    site.historian.refused.add('A')
    site.advance(60)
    await ingestSamples(site.context, 'historian', signal)
    site.historian.failsAfterPages = 0
    site.historian.failure = new SourceError('bad_payload', 'historian', 'Value is no number.')
    site.advance(60)
    site.historian.fill('B', new Date('2026-03-12T09:00:00Z'), site.now(), 5)
    await expect(ingestSamples(site.context, 'historian', signal)).rejects.toThrow('Value is no number.')
    site.historian.failsAfterPages = null
    expect(await replay()).toEqual({ ...none, toRead: 2 })
    expect(await openKeys()).toEqual(['A', 'ingest-samples'])
  })
})
