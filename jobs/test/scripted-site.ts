import {
  createEnergyComponentsSource,
  type EnergyComponentsMapping,
  parseEnergyComponentsMapping,
  type ProductionReader,
  type Source,
} from '@tieback/adapters'
import { createScriptedRows, type EcRow, type ScriptedRows, startEcSimulator } from '@tieback/adapters/simulators'
import { type FactRow, readFacts, resolveAsOf, type StorePool } from '@tieback/store'
import { startTestDatabase } from '@tieback/store/testing'
import { discoverSource, type IngestContext, registerSource } from '../src/index.ts'

const audit = { status: 'recordStatus', updatedAt: 'updatedAt', revision: 'revision', note: 'revisionText' }
const key = { objectId: 'objectId', day: 'daytime' }
const volume = { unit: 'm3', reference: 'metric', measure: 'allocated' }

/** Figures by day and by month, deferments and tests of the wells of one facility; `odd` is what the mapping has wrong at first. */
function siteMapping(namespace: string, oilMax: number | undefined): EnergyComponentsMapping {
  const oil = { column: 'oil', ...volume, ...(oilMax === undefined ? {} : { max: oilMax }) }
  return parseEnergyComponentsMapping({
    namespace,
    connection: { timeZone: 'Europe/Oslo', productionDayStart: '06:00' },
    statusMap: { P: 'provisional', V: 'verified', A: 'approved' },
    nodes: [
      { class: 'facility', kind: 'facility', key: { objectId: 'objectId' }, name: 'name' },
      { class: 'well', kind: 'well', key: { objectId: 'objectId' }, name: 'name', parent: 'facilityId' },
    ],
    datasets: {
      wellAlloc: { class: 'well_day_alloc', key, audit, fields: { oil_production: oil } },
      wellMonth: { class: 'well_month_alloc', grain: 'month', key, audit, fields: { oil_production: oil } },
      deferment: {
        class: 'deferment_event',
        key: { eventId: 'eventNo', objectId: 'objectId' },
        audit: { updatedAt: 'updatedAt' },
        columns: { start: 'start', end: 'end', reasonCode: 'reason', planned: 'scheduled' },
        categories: { PRO: 'process' },
      },
      wellTest: {
        class: 'well_test',
        key: { testId: 'testNo', objectId: 'objectId' },
        audit: { updatedAt: 'updatedAt' },
        columns: {
          start: 'start',
          end: 'end',
          status: 'testStatus',
          oilRate: { column: 'oil', unit: 'm3/d', reference: 'metric' },
        },
        statuses: { ACCEPTED: 'accepted' },
      },
    },
  })
}

/** A site that a test tells row by row, behind a server of its own, with the real adapter on it and an empty store. */
export interface ScriptedSite {
  readonly rows: ScriptedRows
  readonly pool: StorePool
  readonly context: IngestContext
  /** What the log was warned of. */
  readonly warned: readonly string[]
  /** Makes the wells known. */
  describe(...wells: string[]): Promise<void>
  /** Allocated oil of a well on a day. */
  putOil(objectId: string, day: string, oil: number | null | string, more?: EcRow): void
  putMonth(objectId: string, month: string, oil: number): void
  putEvent(eventNo: string, more: EcRow): void
  putTest(testNo: string, more: EcRow): void
  /** Lets columns hold up to so much; undefined: anything. */
  mendMapping(oilMax: number | undefined): void
  /** Facts by day as they are believed now, totals too. */
  readDay(day: string): Promise<FactRow[]>
  /** Allocated oil of a node on a day as it is believed now; undefined: nothing is. */
  oilOf(objectId: string, day: string): Promise<FactRow | undefined>
  now(): Promise<Date>
  dispose(): Promise<void>
}

export const sourceId = 'ec'
const every = { discoverS: 600, productionS: 60, hourlyS: 60, samplesS: 60 }
const { signal } = new AbortController()

export async function startScriptedSite(oilMax?: number): Promise<ScriptedSite> {
  const rows = createScriptedRows({ start: new Date('2026-03-12T09:00:00.000Z') })
  for (const name of ['facility', 'well', 'well_day_alloc', 'well_month_alloc', 'deferment_event', 'well_test'])
    rows.addClass(name)
  const [database, server] = await Promise.all([startTestDatabase(), startEcSimulator({ rows, clock: rows.clock })])
  const { pool } = database
  const connect = (max: number | undefined): Source & { readonly production: ProductionReader } =>
    createEnergyComponentsSource({
      id: sourceId,
      name: 'Accounting',
      baseUrl: server.baseUrl,
      mapping: siteMapping('site', max),
      resilience: { attempts: 1 },
    })
  const sources = new Map([[sourceId, { source: connect(oilMax), every }]])
  const warned: string[] = []
  const context: IngestContext = {
    pool,
    sources,
    clock: rows.clock,
    log: { info: () => undefined, warn: (_, message) => void warned.push(message), error: () => undefined },
    cache: { invalidate: () => undefined },
    settings: { dailyHistoryDays: 20, hourlyHistoryDays: 2, sampleKeepDays: 7 },
    stopping: signal,
  }
  for (const configured of sources.values()) await registerSource(context, configured)
  rows.put('facility', { objectId: 'F', name: 'Facility' })
  const now = async (): Promise<Date> => {
    const resolved = await resolveAsOf(pool, null)
    if ('inFuture' in resolved) throw new Error('the newest knowledge is in the future')
    return resolved.asOf
  }
  const readDay = async (day: string): Promise<FactRow[]> => {
    const to = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
    return await readFacts(pool, { grain: 'day', nodeIds: 'all', from: day, to, asOf: await now() })
  }
  const site: ScriptedSite = {
    rows,
    pool,
    context,
    warned,
    describe: async (...wells) => {
      for (const objectId of wells) rows.put('well', { objectId, name: objectId, facilityId: 'F' })
      await discoverSource(context, sourceId, signal)
    },
    putOil: (objectId, day, oil, more = {}) =>
      rows.put('well_day_alloc', { objectId, daytime: `${day}T00:00:00`, oil, ...more }),
    putMonth: (objectId, month, oil) => rows.put('well_month_alloc', { objectId, daytime: `${month}T00:00:00`, oil }),
    putEvent: (eventNo, more) =>
      rows.put('deferment_event', { eventNo, objectId: 'W1', end: null, reason: 'PRO', scheduled: 'N', ...more }),
    putTest: (testNo, more) =>
      rows.put('well_test', { testNo, objectId: 'W1', testStatus: 'ACCEPTED', oil: 100, ...more }),
    mendMapping: (max) => void sources.set(sourceId, { source: connect(max), every }),
    readDay,
    oilOf: async (objectId, day) => {
      const { rows: nodes } = await pool.query<{ id: string }>('select id from node where object_id = $1', [objectId])
      return (await readDay(day)).find(({ nodeId }) => nodeId === nodes[0]?.id)
    },
    now,
    dispose: async () => {
      for (const { source } of sources.values()) await source.close()
      await server.stop()
      await database.dispose()
    },
  }
  return site
}
