import { ensureMonths } from './partitions.ts'
import type { SeriesTable } from './series-comparison.ts'
import { writeSeries } from './series-write.ts'
import type { Db, HourlyInput, HourlyRow, KnowledgeTx, WriteCounts } from './types.ts'

const hourlyTable = {
  table: 'fact_hourly_timeseries',
  keys: { signal_id: 'text', hour: 'timestamptz' },
  values: {
    average: 'float8',
    minimum: 'float8',
    maximum: 'float8',
    last: 'float8',
    good_share: 'float8',
    sample_count: 'int',
  },
  gapMs: 86_400_000,
} as const satisfies SeriesTable

/** How many hours were new or differed. Of two rows of one series and hour, the later wins. */
export async function writeHourly(tx: KnowledgeTx, rows: readonly HourlyInput[]): Promise<WriteCounts> {
  const distinct = [...new Map(rows.map((row) => [`${row.signalId} ${String(row.hour.getTime())}`, row])).values()]
  await ensureMonths(
    tx.client,
    hourlyTable.table,
    distinct.map(({ hour }) => hour),
  )
  const { written } = await writeSeries(
    tx,
    hourlyTable,
    distinct.map((row) => [
      row.signalId,
      row.hour,
      row.average,
      row.minimum,
      row.maximum,
      row.last,
      row.goodShare,
      row.count,
    ]),
  )
  return { written, unchanged: distinct.length - written }
}

// Not parsed: an answer may hold a hundred thousand, and the table holds each column to this.
interface HourlyRecord {
  readonly signal_id: string
  readonly hour_ms: number
  readonly average: number | null
  readonly minimum: number | null
  readonly maximum: number | null
  readonly last: number | null
  readonly good_share: number
  readonly sample_count: number
}

/** Hours that start in [from, to), by series, oldest first. */
export async function readHourly(
  db: Db,
  { signalIds, from, to, asOf }: { signalIds: readonly string[]; from: Date; to: Date; asOf: Date },
): Promise<HourlyRow[]> {
  const { rows } = await db.query<HourlyRecord>(
    `select signal_id, (extract(epoch from hour) * 1000)::float8 as hour_ms, average, minimum, maximum, last, good_share, sample_count
     from fact_hourly_timeseries
     where signal_id = any($1) and hour >= $2 and hour < $3 and known_from <= $4 and known_to > $4
     order by signal_id, hour`,
    [signalIds, from, to, asOf],
  )
  return rows.map((row) => ({
    signalId: row.signal_id,
    hour: new Date(row.hour_ms),
    average: row.average,
    minimum: row.minimum,
    maximum: row.maximum,
    last: row.last,
    goodShare: row.good_share,
    count: row.sample_count,
  }))
}
