import { z } from 'zod'
import { readEventsTouched, readStandingEvents, type StandingEventQuery, withdrawEvents } from './event-withdraw.ts'
import { requireSource } from './knowledge.ts'
import { upsertVersions, type KeyedTable } from './versions.ts'
import type { Db, KnowledgeTx, WellTestInput, WellTestRow, WriteCounts } from './types.ts'

const wellTestTable = {
  table: 'well_test',
  keys: { source_id: 'text', test_id: 'text' },
  values: {
    node_id: 'text',
    start_at: 'timestamptz',
    end_at: 'timestamptz',
    status: 'well_test_status',
    valid_from: 'date',
    oil_rate: 'float8',
    gas_rate: 'float8',
    water_rate: 'float8',
    choke: 'float8',
    wellhead_pressure: 'float8',
  },
} as const satisfies KeyedTable

const eventTable = { table: 'well_test', id: 'test_id' } as const

/** Tests of a source that start in a span and are believed now. */
export const readStandingWellTests = (db: Db, query: StandingEventQuery) => readStandingEvents(db, eventTable, query)

/** How many tests of the transaction's source were closed because it no longer has them; versions known since `before` stay. */
export const withdrawWellTests = (tx: KnowledgeTx, testIds: readonly string[], before: Date): Promise<number> =>
  withdrawEvents(tx, eventTable, requireSource(tx), testIds, before)

/** When each test was last given or withdrawn, by its id. */
export const readWellTestsTouched = (db: Db, sourceId: string, testIds: readonly string[]) =>
  readEventsTouched(db, eventTable, sourceId, testIds)

/** How many tests of the transaction's source were new or differed. Of two rows of one test, the later wins. */
export async function writeWellTests(tx: KnowledgeTx, rows: readonly WellTestInput[]): Promise<WriteCounts> {
  const sourceId = requireSource(tx)
  const distinct = [...new Map(rows.map((row) => [row.testId, row])).values()]
  const written = await upsertVersions(
    tx,
    wellTestTable,
    distinct.map((row) => [
      sourceId,
      row.testId,
      row.nodeId,
      row.start,
      row.end,
      row.status,
      row.validFrom,
      row.oilRate,
      row.gasRate,
      row.waterRate,
      row.choke,
      row.wellheadPressure,
    ]),
  )
  return { written, unchanged: distinct.length - written }
}

const WellTestRecord = z.object({
  source_id: z.string(),
  test_id: z.string(),
  node_id: z.string(),
  start_at: z.date(),
  end_at: z.date(),
  status: z.enum(['planned', 'performed', 'accepted', 'rejected']),
  valid_from: z.string().nullable(),
  oil_rate: z.number().nullable(),
  gas_rate: z.number().nullable(),
  water_rate: z.number().nullable(),
  choke: z.number().nullable(),
  wellhead_pressure: z.number().nullable(),
})

const columns = `source_id, test_id, node_id, start_at, end_at, status, valid_from, oil_rate, gas_rate, water_rate, choke, wellhead_pressure`

/** Tests that overlap [from, to), oldest first. */
export async function readWellTests(
  db: Db,
  { nodeIds, from, to, asOf }: { nodeIds: readonly string[] | 'all'; from: Date; to: Date; asOf: Date },
): Promise<WellTestRow[]> {
  const { rows } = await db.query(
    `select ${columns} from well_test
     where ($1::text[] is null or node_id = any($1)) and start_at < $3 and end_at > $2 and known_from <= $4 and known_to > $4
     order by start_at, source_id, test_id`,
    [nodeIds === 'all' ? null : nodeIds, from, to, asOf],
  )
  return z.array(WellTestRecord).parse(rows).map(toWellTest)
}

/** The newest accepted test of each well that ended at or before `at`, by well; a well without one is left out. */
export async function readLatestAcceptedWellTests(
  db: Db,
  { nodeIds, at, asOf }: { nodeIds: readonly string[] | 'all'; at: Date; asOf: Date },
): Promise<WellTestRow[]> {
  const { rows } = await db.query(
    `select distinct on (node_id) ${columns} from well_test
     where ($1::text[] is null or node_id = any($1)) and status = 'accepted' and end_at <= $2 and known_from <= $3 and known_to > $3
     order by node_id, end_at desc, source_id, test_id`,
    [nodeIds === 'all' ? null : nodeIds, at, asOf],
  )
  return z.array(WellTestRecord).parse(rows).map(toWellTest)
}

function toWellTest(row: z.infer<typeof WellTestRecord>): WellTestRow {
  return {
    sourceId: row.source_id,
    testId: row.test_id,
    nodeId: row.node_id,
    start: row.start_at,
    end: row.end_at,
    status: row.status,
    validFrom: row.valid_from,
    oilRate: row.oil_rate,
    gasRate: row.gas_rate,
    waterRate: row.water_rate,
    choke: row.choke,
    wellheadPressure: row.wellhead_pressure,
  }
}
