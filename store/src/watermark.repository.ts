import { z } from 'zod'
import { upsertVersions, type KeyedTable } from './versions.ts'
import type { BackfillRow, Db, KnowledgeTx, WatermarkRow } from './types.ts'

const watermarkTable = {
  table: 'ingest_watermark',
  keys: { source_id: 'text', stream: 'text' },
  values: { complete_to: 'timestamptz', detail: 'jsonb' },
} as const satisfies KeyedTable

const backfillTable = {
  table: 'ingest_backfill',
  keys: { source_id: 'text', stream: 'text' },
  values: { from_day: 'date', reached_day: 'date', until_day: 'date' },
} as const satisfies KeyedTable

const WatermarkRecord = z.object({
  source_id: z.string(),
  stream: z.string(),
  complete_to: z.date(),
  detail: z.record(z.string(), z.unknown()),
})

const BackfillRecord = z.object({
  source_id: z.string(),
  stream: z.string(),
  from_day: z.string(),
  reached_day: z.string(),
  until_day: z.string(),
})

/** How far a stream has been read; undefined before its first read. */
export async function readWatermark(db: Db, sourceId: string, stream: string): Promise<WatermarkRow | undefined> {
  const { rows } = await db.query(
    `select source_id, stream, complete_to, detail from ingest_watermark where source_id = $1 and stream = $2 and known_to = 'infinity'`,
    [sourceId, stream],
  )
  return rows[0] === undefined ? undefined : toWatermark(WatermarkRecord.parse(rows[0]))
}

/** Moves a watermark on, in the transaction that wrote what was read; never backwards: false where it already stood there or further. */
export async function advanceWatermark(tx: KnowledgeTx, sourceId: string, watermark: WatermarkRow): Promise<boolean> {
  const current = await readWatermark(tx.client, sourceId, watermark.stream)
  if (current !== undefined && current.completeTo >= watermark.completeTo) return false
  const row = [sourceId, watermark.stream, watermark.completeTo, JSON.stringify(watermark.detail)]
  return (await upsertVersions(tx, watermarkTable, [row])) > 0
}

/** All watermarks as they stood at `asOf`, by source id. */
export async function readWatermarks(db: Db, asOf: Date): Promise<Map<string, WatermarkRow[]>> {
  const { rows } = await db.query(
    'select source_id, stream, complete_to, detail from ingest_watermark where known_from <= $1 and known_to > $1 order by source_id, stream',
    [asOf],
  )
  return groupBySource(z.array(WatermarkRecord).parse(rows), toWatermark)
}

/** How far the past of a stream has been filled in; undefined where that hasn't begun. */
export async function readBackfill(db: Db, sourceId: string, stream: string): Promise<BackfillRow | undefined> {
  const { rows } = await db.query(
    `select source_id, stream, from_day, reached_day, until_day from ingest_backfill
     where source_id = $1 and stream = $2 and known_to = 'infinity'`,
    [sourceId, stream],
  )
  return rows[0] === undefined ? undefined : toBackfill(BackfillRecord.parse(rows[0]))
}

/** Stores how far the past has been filled in; false where that is what was known. */
export async function writeBackfill(tx: KnowledgeTx, sourceId: string, backfill: BackfillRow): Promise<boolean> {
  const row = [sourceId, backfill.stream, backfill.fromDay, backfill.reachedDay, backfill.untilDay]
  return (await upsertVersions(tx, backfillTable, [row])) > 0
}

/** All backfills as they stood at `asOf`, done ones too, by source id. */
export async function readBackfills(db: Db, asOf: Date): Promise<Map<string, BackfillRow[]>> {
  const { rows } = await db.query(
    `select source_id, stream, from_day, reached_day, until_day from ingest_backfill
     where known_from <= $1 and known_to > $1 order by source_id, stream`,
    [asOf],
  )
  return groupBySource(z.array(BackfillRecord).parse(rows), toBackfill)
}

function groupBySource<Row extends { source_id: string }, Result>(
  rows: readonly Row[],
  map: (row: Row) => Result,
): Map<string, Result[]> {
  const groups = Map.groupBy(rows, ({ source_id: sourceId }) => sourceId)
  return new Map(Array.from(groups, ([sourceId, group]) => [sourceId, group.map(map)]))
}

function toWatermark(row: z.infer<typeof WatermarkRecord>): WatermarkRow {
  return { stream: row.stream, completeTo: row.complete_to, detail: row.detail }
}

function toBackfill(row: z.infer<typeof BackfillRecord>): BackfillRow {
  return { stream: row.stream, fromDay: row.from_day, reachedDay: row.reached_day, untilDay: row.until_day }
}
