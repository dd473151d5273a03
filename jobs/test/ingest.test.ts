import type { ProductionRow, Source } from '@tieback/adapters'
import {
  listQuarantine,
  listSignals,
  readChanges,
  readFacts,
  readHourly,
  readSources,
  readTree,
  readWatermark,
  resolveAsOf,
  type FactRow,
  type TreeRow,
  withKnowledge,
  writeNodes,
} from '@tieback/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  backfillHourly,
  backfillProduction,
  catchUpSamples,
  discoverSource,
  ingestDays,
  ingestHourly,
  ingestProduction,
  ingestSamples,
  rollUp,
  startCatchUp,
} from '../src/index.ts'
import { type SimulatedSite, startSimulatedSite } from './simulated-site.ts'

const { signal } = new AbortController()

describe('ingest from the simulated site', () => {
  let site: SimulatedSite

  beforeEach(async () => {
    site = await startSimulatedSite()
    await discoverSource(site.context, 'ec', signal)
  })
  afterEach(() => site.dispose())

  async function knownNow(): Promise<Date> {
    const resolved = await resolveAsOf(site.database.pool, null)
    if ('inFuture' in resolved) throw new Error('the newest knowledge is in the future')
    return resolved.asOf
  }

  const readDay = async (day: string): Promise<FactRow[]> =>
    readFacts(site.database.pool, { grain: 'day', nodeIds: 'all', from: day, to: nextOf(day), asOf: await knownNow() })

  const nextOf = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)

  const treeOf = async (day: string): Promise<TreeRow[]> =>
    readTree(site.database.pool, { day, asOf: await knownNow() })

  it('brings the hierarchy, parents before children, and does it again without a change', async () => {
    const tree = await treeOf('2026-03-11')
    const kinds = Object.fromEntries(
      Object.entries(Object.groupBy(tree, ({ kind }) => kind)).map(([kind, rows]) => [kind, rows.length]),
    )
    expect(kinds).toMatchObject({ asset: 2, hub: 5, facility: 12 })
    expect(kinds['well']).toBeGreaterThan(130)
    const seen = new Set<string | null>([null])
    for (const { id, parentId } of tree) {
      expect(seen.has(parentId)).toBe(true)
      seen.add(id)
    }
    const again = await discoverSource(site.context, 'ec', signal)
    expect(again).toMatchObject({ written: 0, quarantined: 0 })
  })

  it('takes the same figures in twice without a new version', async () => {
    const first = await ingestProduction(site.context, 'ec', signal)
    expect(first?.written).toBeGreaterThan(1_000)
    // By days at first, by update stamp from then on: that brings what lies ahead too, such as shutdowns that were just planned.
    const second = await ingestProduction(site.context, 'ec', signal)
    expect(second?.read).toBeGreaterThan(0)
    const third = await ingestProduction(site.context, 'ec', signal)
    expect(third).toMatchObject({ read: second?.read, written: 0, unchanged: second?.read })
  })

  it('writes totals that are the sums of their parts, at every level', async () => {
    await ingestProduction(site.context, 'ec', signal)
    const day = '2026-03-10'
    const [facts, tree] = [await readDay(day), await treeOf(day)]
    const oil = new Map(
      facts
        .filter(({ quantity, measure }) => quantity === 'oil_production' && measure === 'allocated')
        .map((fact) => [fact.nodeId, fact]),
    )
    const parents = tree.filter(({ id, kind }) => kind !== 'well' && oil.has(id))
    expect(parents.length).toBeGreaterThan(15)
    for (const parent of parents) {
      const parts = tree.filter(({ parentId }) => parentId === parent.id).map(({ id }) => oil.get(id)?.value ?? 0)
      const sum = parts.reduce((total, value) => total + value, 0)
      expect(Math.abs((oil.get(parent.id)?.value ?? 0) - sum)).toBeLessThan(1e-6 * Math.max(1, sum))
      expect(oil.get(parent.id)?.coverage).not.toBeNull()
    }
  })

  it('adds totals up again when a well belongs elsewhere, though no figure moved', async () => {
    await ingestProduction(site.context, 'ec', signal)
    const day = '2026-03-10'
    const oilOf = async (nodeId: string): Promise<number> =>
      (await readDay(day)).find(
        (fact) => fact.nodeId === nodeId && fact.quantity === 'oil_production' && fact.measure === 'allocated',
      )?.value ?? 0
    const tree = await treeOf(day)
    const facilities = tree.filter(({ kind }) => kind === 'facility')
    const [from, to] = facilities
    const wells = tree.filter(({ parentId, wellType }) => parentId === from?.id && wellType === 'oil-producer')
    const volumes = await Promise.all(wells.map(({ id }) => oilOf(id)))
    const moved = wells[volumes.findIndex((volume) => volume > 0)]
    if (from === undefined || to === undefined || moved === undefined)
      throw new Error('the field has a producing well to move')
    const before = { from: await oilOf(from.id), to: await oilOf(to.id), well: await oilOf(moved.id) }
    await withKnowledge(site.database.pool, { sourceId: 'ec', runId: null, cause: 'test' }, (tx) =>
      writeNodes(tx, {
        namespace: moved.namespace,
        calendarId: moved.calendarId,
        nodes: [{ ...moved, parentObjectId: to.objectId, validFrom: null, validTo: null }],
      }),
    )
    let next: string | null = '1900-01-01'
    while (next !== null) next = await rollUp(site.context, { sourceId: 'ec', grain: 'day', from: next })
    expect(await oilOf(from.id)).toBeCloseTo(before.from - before.well, 6)
    expect(await oilOf(to.id)).toBeCloseTo(before.to + before.well, 6)
    const versions = await site.database.pool.query('select count(*)::int as n from fact_daily_production')
    next = '1900-01-01'
    while (next !== null) next = await rollUp(site.context, { sourceId: 'ec', grain: 'day', from: next })
    expect((await site.database.pool.query('select count(*)::int as n from fact_daily_production')).rows).toEqual(
      versions.rows,
    )
  })

  it('keeps what was believed before a restatement, and says why it moved', async () => {
    await ingestProduction(site.context, 'ec', signal)
    for (let chunk = 0; chunk < 3; chunk += 1) await backfillProduction(site.context, 'ec', signal)
    const before = await knownNow()
    for (let hours = 0; hours < 72; hours += 24) {
      site.advance(24)
      await ingestProduction(site.context, 'ec', signal)
    }
    const page = await readChanges(site.database.pool, {
      since: before,
      asOf: await knownNow(),
      limit: 1_000,
      cursor: null,
    })
    expect(page.counts.restated).toBeGreaterThan(0)
    expect(page.counts.status).toBeGreaterThan(0)
    const restated = page.changes.find(({ kind, note }) => kind === 'restated' && note !== null)
    expect(restated).toBeDefined()
    if (restated === undefined) return
    const query = { grain: 'day', nodeIds: [restated.nodeId], from: restated.day, to: nextOf(restated.day) } as const
    const then = await readFacts(site.database.pool, { ...query, asOf: before })
    const valueOf = (facts: readonly FactRow[]) =>
      facts.find(({ quantity, measure }) => quantity === restated.quantity && measure === restated.measure)?.value
    expect(valueOf(then)).toBeDefined()
    expect(valueOf(then)).not.toBe(restated.after)
  })

  it('has the plan of days that were still to come at the first read', async () => {
    for (let days = 0; days < 3; days += 1) {
      await ingestProduction(site.context, 'ec', signal)
      site.advance(24)
    }
    for (const day of ['2026-03-12', '2026-03-13', '2026-03-14', '2026-04-10']) {
      const plans = (await readDay(day)).filter(({ measure, value }) => measure === 'plan' && value !== null)
      expect(plans.length, day).toBeGreaterThan(100)
    }
  })

  it('goes on over a span of which the historian has nothing', async () => {
    await discoverSource(site.context, 'pi', signal)
    const source = site.context.sources.get('pi')?.source
    if (source === undefined) throw new Error('the site has a historian')
    const silent: Source = {
      ...source,
      series: { readRecorded: async function* () {}, readSummaries: async function* () {} },
    }
    const context = { ...site.context, sources: new Map([['pi', { source: silent, every: null }]]) }
    const reach = async () => (await readWatermark(site.database.pool, 'pi', 'samples'))?.completeTo.toISOString()
    await ingestSamples(context, 'pi', signal)
    expect(await reach()).toBe('2026-03-12T09:00:00.000Z')
    site.advance(8)
    const state = startCatchUp()
    while (await catchUpSamples(context, 'pi', state, signal));
    expect(await reach()).toBe('2026-03-12T17:00:00.000Z')
  })

  it('reads days again when it is asked to, and finds nothing new', async () => {
    await ingestProduction(site.context, 'ec', signal)
    const again = await ingestDays(site.context, 'ec', { from: '2026-03-10', to: '2026-03-12' }, signal)
    expect(again?.read).toBeGreaterThan(1_000)
    expect(again?.written).toBe(0)
    const older = await ingestDays(site.context, 'ec', { from: '2026-03-01', to: '2026-03-03' }, signal)
    expect(older?.written).toBeGreaterThan(1_000)
  })

  it('fills the past in, newest days first, until it is complete', async () => {
    await ingestProduction(site.context, 'ec', signal)
    const reached: (string | null)[] = []
    for (let chunk = 0; chunk < 5; chunk += 1) reached.push(await backfillProduction(site.context, 'ec', signal))
    expect(reached[0]).toBe('2026-02-27')
    expect(reached.at(-1)).toBeNull()
    expect((await readDay('2026-02-21')).length).toBeGreaterThan(1_000)
    const [source] = await readSources(site.database.pool, { asOf: await knownNow() })
    expect(source?.backfills).toEqual([])
  })

  it('ties the historian’s series to the nodes by their codes, and reads hours and samples once', async () => {
    const discovered = await discoverSource(site.context, 'pi', signal)
    expect(discovered.written).toBeGreaterThan(500)
    const signals = await listSignals(site.database.pool, { sourceId: 'pi', asOf: await knownNow() })
    const oil = signals.filter(({ quantity }) => quantity === 'oil_production')
    expect(oil.length).toBeGreaterThan(80)
    const first = await ingestSamples(site.context, 'pi', signal)
    expect(first?.written).toBeGreaterThan(1_000)
    expect((await ingestSamples(site.context, 'pi', signal))?.written).toBe(0)
    await ingestHourly(site.context, 'pi', signal)
    expect(await ingestHourly(site.context, 'pi', signal)).toBeNull()
    expect(await backfillHourly(site.context, 'pi', signal)).not.toBeNull()
    const hours = await readHourly(site.database.pool, {
      signalIds: oil.slice(0, 3).map(({ id }) => id),
      from: new Date('2026-03-12T00:00:00Z'),
      to: new Date('2026-03-12T09:00:00Z'),
      asOf: await knownNow(),
    })
    expect(hours.length).toBeGreaterThan(20)
    expect(hours.every(({ goodShare }) => goodShare >= 0 && goodShare <= 1)).toBe(true)
  })

  it('says that a source is down once, keeps how far its data reached, and that it answers again', async () => {
    await discoverSource(site.context, 'pi', signal)
    await ingestSamples(site.context, 'pi', signal)
    const stateOf = async () =>
      (await readSources(site.database.pool, { asOf: await knownNow() })).find(({ id }) => id === 'pi')
    const reach = (await stateOf())?.state.dataAsOf
    expect(reach).toBeInstanceOf(Date)
    await site.pi.faults.goOffline()
    await expect(ingestSamples(site.context, 'pi', signal)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(ingestSamples(site.context, 'pi', signal)).rejects.toMatchObject({ code: 'unavailable' })
    expect((await stateOf())?.state).toMatchObject({ status: 'down', dataAsOf: reach })
    expect(site.logged.filter((line) => line.startsWith('error source down'))).toHaveLength(1)
    await site.pi.faults.goOnline()
    site.advance(1)
    const recovered = await ingestSamples(site.context, 'pi', signal)
    expect(recovered?.written).toBeGreaterThan(0)
    expect((await stateOf())?.state.status).toBe('ok')
  })

  it('does not try again what a retry cannot mend', async () => {
    site.ec.faults.set({ kind: 'unauthorized' })
    await expect(ingestProduction(site.context, 'ec', signal)).rejects.toMatchObject({ name: 'UnrecoverableError' })
  })

  it('keeps rows of nodes that nobody described in quarantine, once, and takes in the rest', async () => {
    const source = site.context.sources.get('ec')?.source
    if (source?.production === undefined) throw new Error('the record source reads production')
    const { production } = source
    const stray: ProductionRow = {
      objectId: 'NOBODY',
      grain: 'day',
      day: '2026-03-11',
      quantity: 'oil_production',
      measure: 'allocated',
      value: 12,
      quality: 'good',
      status: 'provisional',
      note: null,
      flags: [],
    }
    const stranger: Source = {
      ...source,
      production: {
        readDeferments: (...args) => production.readDeferments(...args),
        readWellTests: (...args) => production.readWellTests(...args),
        readProduction: async function* (...args) {
          yield* production.readProduction(...args)
          yield { rows: [stray], refused: [], updatedTo: null }
        },
      },
    }
    const context = {
      ...site.context,
      sources: new Map([
        ['ec', { source: stranger, every: { discoverS: 1, productionS: 1, hourlyS: 1, samplesS: 1 } }],
      ]),
    }
    const first = await ingestProduction(context, 'ec', signal)
    // Once with each piece of the days ahead, and with the first days.
    const times = first?.quarantined ?? 0
    expect(times).toBeGreaterThan(1)
    expect(first?.written).toBeGreaterThan(1_000)
    await ingestProduction(context, 'ec', signal)
    const { rows } = await listQuarantine(site.database.pool, { sourceId: 'ec', limit: 100, cursor: null })
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ reason: 'unmapped-node', times: times + 1, row: stray })
    expect(rows[0]?.message).toContain('NOBODY')
  })
})
