import type { Db } from './types.ts'

/** A table of series that TimescaleDB can keep: in chunks of its own making, old ones in columns. */
interface Hypertable {
  readonly table: string
  readonly time: string
  readonly chunkInterval: string
  /** What of the key orders a chunk that is kept in columns, beside the series. */
  readonly order: string
  /** Age from which a chunk is kept in columns: by then look-backs have passed over it. */
  readonly compressAfter: string
}

const hypertables: readonly Hypertable[] = [
  { table: 'sample', time: 'at', chunkInterval: '1 day', order: 'at, ordinal, known_to', compressAfter: '3 days' },
  {
    table: 'fact_hourly_timeseries',
    time: 'hour',
    chunkInterval: '1 month',
    order: 'hour, known_to',
    compressAfter: '2 months',
  },
]

/**
 * Makes the tables of series hypertables where the database has TimescaleDB and they hold nothing yet; anywhere else they stay
 * partitioned by Postgres. Doing it again changes nothing.
 */
export async function adoptHypertables(db: Pick<Db, 'query'>): Promise<void> {
  const { rowCount } = await db.query(`select from pg_proc where proname = 'create_hypertable' limit 1`)
  if (rowCount === 0) return
  for (const hypertable of hypertables) if (await isUnused(db, hypertable.table)) await adopt(db, hypertable)
}

async function isUnused(db: Pick<Db, 'query'>, table: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from pg_class c where c.oid = $1::regclass and c.relkind = 'p'
       and not exists (select from pg_inherits where inhparent = c.oid)`,
    [table],
  )
  return rowCount === 1
}

/** A partitioned table can't become a hypertable: one like it takes its place. */
async function adopt(
  db: Pick<Db, 'query'>,
  { table, time, chunkInterval, order, compressAfter }: Hypertable,
): Promise<void> {
  await db.query('begin')
  try {
    await db.query(`alter table ${table} rename to ${table}_partitioned`)
    await db.query(
      `create table ${table} (like ${table}_partitioned including all, foreign key (signal_id) references signal)`,
    )
    await db.query(`drop table ${table}_partitioned`)
    await db.query(
      `select create_hypertable('${table}', '${time}', chunk_time_interval => interval '${chunkInterval}', create_default_indexes => false)`,
    )
    await db.query(
      `alter table ${table} set (timescaledb.compress, timescaledb.compress_segmentby = 'signal_id', timescaledb.compress_orderby = '${order}')`,
    )
    await db.query(`select add_compression_policy('${table}', compress_after => interval '${compressAfter}')`)
    await db.query('commit')
  } catch (error) {
    await db.query('rollback')
    throw error
  }
}

/** Whether a table of series is a hypertable: TimescaleDB makes its chunks, and the rows of old ones have no place that could be named. */
export async function isHypertable(db: Pick<Db, 'query'>, table: string): Promise<boolean> {
  const { rowCount } = await db.query(`select from pg_class where oid = $1::regclass and relkind <> 'p'`, [table])
  return rowCount === 1
}

/** Drops the chunks that end at or before the instant; returns how many. */
export async function dropChunksBefore(db: Pick<Db, 'query'>, table: string, before: Date): Promise<number> {
  const { rows } = await db.query(`select drop_chunks($1::regclass, older_than => $2::timestamptz)`, [table, before])
  return rows.length
}
