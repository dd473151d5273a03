import {
  nodeIdOf,
  signalIdOf,
  upsertCalendar,
  upsertSource,
  withKnowledge,
  writeNodes,
  writeSignals,
} from '@tieback/store'
import type { KnowledgeTx, StorePool } from '@tieback/store'
import { createFilledStore, type FilledStore } from '../http/filled-store.ts'

const sourceId = 'historian'
const namespace = 'field'
const calendarId = 'field'

/** Writes as an ingest job does, in one knowledge transaction. */
export async function commit<Result>(pool: StorePool, write: (tx: KnowledgeTx) => Promise<Result>): Promise<Result> {
  const { result } = await withKnowledge(pool, { sourceId, runId: null, cause: 'benchmark' }, write)
  return result
}

/** Ids of the series of a store made by `createSeriesStore`. */
export const seriesIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => signalIdOf(sourceId, `TAG ${index}`))

/** A store of its own with one well and `count` series, and what `fill` puts into them. */
export async function createSeriesStore(
  count: number,
  fill: (pool: StorePool) => Promise<void> = () => Promise.resolve(),
): Promise<FilledStore> {
  return createFilledStore(async (contextOf) => {
    const { pool } = contextOf([])
    await upsertSource(pool, { id: sourceId, name: 'Historian', kind: 'pi-web-api', namespace, expectedEveryS: 60 })
    await commit(pool, (tx) => writeField(tx, count))
    await fill(pool)
    await pool.query('vacuum analyze')
  })
}

async function writeField(tx: KnowledgeTx, count: number): Promise<void> {
  await upsertCalendar(tx, { id: calendarId, rules: [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }] })
  const well = { objectId: 'W1', kind: 'well', name: 'W1', code: null, parentObjectId: null, wellType: null } as const
  await writeNodes(tx, { namespace, calendarId, nodes: [{ ...well, validFrom: null, validTo: null, attributes: {} }] })
  const about = { quantity: 'wellhead_pressure', unit: 'bar', reference: null, basis: 'gauge' } as const
  await writeSignals(
    tx,
    sourceId,
    Array.from({ length: count }, (_, index) => ({
      ...about,
      nodeId: nodeIdOf('well', namespace, 'W1'),
      sourceKey: `TAG ${index}`,
      name: `Tag ${index}`,
      interpolation: 'linear',
      expectedPeriodS: 5,
    })),
  )
}
