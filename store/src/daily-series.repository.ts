import type { DayLabel } from '@tieback/contracts'
import { ensureYears } from './partitions.ts'
import { upsertVersions, type KeyedTable } from './versions.ts'
import type { Db, KnowledgeTx, WriteCounts } from './types.ts'

/** Statistics of one series over one production day of its node's calendar, in the signal's unit. */
export interface DailySeriesInput {
  readonly signalId: string
  readonly day: DayLabel
  /** When the day ran, half-open: 23 to 25 hours. */
  readonly start: Date
  readonly end: Date
  readonly average: number | null
  readonly minimum: number | null
  readonly maximum: number | null
  /** 0..1 of the day's time. */
  readonly goodShare: number
  readonly count: number
}

export type DailySeriesRow = DailySeriesInput

const dailyTable = {
  table: 'fact_daily_timeseries',
  keys: { signal_id: 'text', day: 'date' },
  values: {
    start_at: 'timestamptz',
    end_at: 'timestamptz',
    average: 'float8',
    minimum: 'float8',
    maximum: 'float8',
    good_share: 'float8',
    sample_count: 'int',
  },
} as const satisfies KeyedTable

/** How many days were new or differed. Of two rows of one series and day, the later wins. */
export async function writeDailySeries(tx: KnowledgeTx, rows: readonly DailySeriesInput[]): Promise<WriteCounts> {
  const distinct = [...new Map(rows.map((row) => [`${row.signalId} ${row.day}`, row])).values()]
  await ensureYears(
    tx.client,
    dailyTable.table,
    distinct.map(({ day }) => day),
  )
  const written = await upsertVersions(
    tx,
    dailyTable,
    distinct.map((row) => [
      row.signalId,
      row.day,
      row.start,
      row.end,
      row.average,
      row.minimum,
      row.maximum,
      row.goodShare,
      row.count,
    ]),
  )
  return { written, unchanged: distinct.length - written }
}

// Not parsed: an answer may hold many thousand, and the table holds each column to this.
interface DailyRecord {
  readonly signal_id: string
  readonly day: string
  readonly start_at: Date
  readonly end_at: Date
  readonly average: number | null
  readonly minimum: number | null
  readonly maximum: number | null
  readonly good_share: number
  readonly sample_count: number
}

/** Production days in [from, to), by series, oldest first. */
export async function readDailySeries(
  db: Db,
  {
    signalIds,
    from,
    to,
    asOf,
  }: { readonly signalIds: readonly string[]; readonly from: DayLabel; readonly to: DayLabel; readonly asOf: Date },
): Promise<DailySeriesRow[]> {
  const { rows } = await db.query<DailyRecord>(
    `select signal_id, day, start_at, end_at, average, minimum, maximum, good_share, sample_count from fact_daily_timeseries
     where signal_id = any($1) and day >= $2 and day < $3 and known_from <= $4 and known_to > $4
     order by signal_id, day`,
    [signalIds, from, to, asOf],
  )
  return rows.map((row) => ({
    signalId: row.signal_id,
    day: row.day,
    start: row.start_at,
    end: row.end_at,
    average: row.average,
    minimum: row.minimum,
    maximum: row.maximum,
    goodShare: row.good_share,
    count: row.sample_count,
  }))
}
