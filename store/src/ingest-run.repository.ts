import type { Pool } from 'pg'
import { z } from 'zod'
import { InvalidCursor } from './change.repository.ts'
import { knowledgeLock } from './knowledge.ts'
import type { Db, RunOutcome, RunRow, RunStart } from './types.ts'

const IdRow = z.object({ id: z.number() })

// Runs are told by their own times, so their writers keep to the same order as knowledge: an instant that a reader
// was given earlier must not get a run afterwards.
const inOrder = `with turn as materialized (select pg_advisory_xact_lock(${knowledgeLock}))`

/** The id of a run that has just begun. */
export async function startRun(pool: Pool, { sourceId, job }: RunStart): Promise<string> {
  const { rows } = await pool.query(
    `${inOrder} insert into ingest_run (source_id, job, started_at) select $1, $2, next_known_at() from turn returning id`,
    [sourceId, job],
  )
  return String(IdRow.parse(rows[0]).id)
}

export async function finishRun(pool: Pool, runId: string, outcome: RunOutcome): Promise<void> {
  await pool.query(
    `${inOrder} update ingest_run set finished_at = next_known_at(), status = $2, read_count = $3, written_count = $4,
       unchanged_count = $5, quarantined_count = $6, message = $7 from turn where id = $1`,
    [runId, outcome.status, outcome.read, outcome.written, outcome.unchanged, outcome.quarantined, outcome.message],
  )
}

/**
 * Marks as failed what a killed process left running, and says how many runs that were. For the start of a process:
 * a run that another one still has under way gets its true outcome when it finishes.
 */
export async function failInterruptedRuns(pool: Pool, message: string): Promise<number> {
  const { rowCount } = await pool.query(
    `${inOrder} update ingest_run set finished_at = next_known_at(), status = 'failed', message = $1 from turn where status = 'running'`,
    [message],
  )
  return rowCount ?? 0
}

const recentRunsMax = 10

/** Runs forgotten at a time, so that no statement holds up the writers of commits. */
const runsPerDelete = 5_000

const RunRecord = z.object({
  source_id: z.string(),
  id: z.number(),
  job: z.string(),
  started_at: z.date(),
  finished_at: z.date().nullable(),
  status: z.enum(['running', 'succeeded', 'failed']),
  read_count: z.number(),
  written_count: z.number(),
  unchanged_count: z.number(),
  quarantined_count: z.number(),
  message: z.string().nullable(),
})

/** The last ten runs of each source as they stood at `asOf`, newest first, by source id. A run that finished later still runs. */
export async function readRecentRuns(db: Db, asOf: Date): Promise<Map<string, RunRow[]>> {
  const { rows } = await db.query(
    `select s.id as source_id, r.id, r.job, r.started_at, r.finished_at, r.status, r.read_count, r.written_count, r.unchanged_count,
       r.quarantined_count, r.message
     from source s cross join lateral (
       select * from ingest_run where source_id = s.id and started_at <= $1 order by started_at desc, id desc limit $2
     ) r order by s.id, r.started_at desc, r.id desc`,
    [asOf, recentRunsMax],
  )
  const groups = Map.groupBy(z.array(RunRecord).parse(rows), ({ source_id: sourceId }) => sourceId)
  return new Map(Array.from(groups, ([sourceId, runs]) => [sourceId, runs.map((run) => toRun(run, asOf))]))
}

/** Which runs to list; what is left out lets all through. */
export interface RunQuery {
  readonly sourceId?: string
  readonly job?: string
  readonly status?: RunRow['status']
  readonly limit: number
  readonly cursor: string | null
  readonly asOf: Date
}

export interface SourceRunRow extends RunRow {
  readonly sourceId: string
}

export interface RunPage {
  /** Newest first. */
  readonly runs: readonly SourceRunRow[]
  readonly nextCursor: string | null
}

/** What a page ends with: runs begin at distinct instants only within one store's clock, so the id decides between equals. */
const Cursor = z.string().regex(/^\d{1,16}-\d{1,18}$/)

/**
 * Runs of all sources as they stood at `asOf`, newest first.
 *
 * throws  InvalidCursor: a cursor that is not one of ours
 */
export async function listRuns(db: Db, { sourceId, job, status, limit, cursor, asOf }: RunQuery): Promise<RunPage> {
  const [beforeMs, beforeId] = parseCursor(cursor)
  // A run that finished after asOf was still running then.
  const statusThen = `case when finished_at is null or finished_at > $1 then 'running' else status end`
  const { rows } = await db.query(
    `select source_id, id, job, started_at, finished_at, status, read_count, written_count, unchanged_count, quarantined_count, message
     from ingest_run
     where started_at <= $1 and ($2::text is null or source_id = $2) and ($3::text is null or job = $3)
       and ($4::run_status is null or ${statusThen} = $4)
       and ($5::bigint is null or (started_at, id) < (to_timestamp($5::bigint / 1000.0)::timestamptz(3), $6::bigint))
     order by started_at desc, id desc limit $7`,
    [asOf, sourceId ?? null, job ?? null, status ?? null, beforeMs, beforeId, limit + 1],
  )
  const records = z.array(RunRecord).parse(rows)
  const page = records.slice(0, limit)
  const last = records.length > limit ? page.at(-1) : undefined
  return {
    runs: page.map((row) => ({ ...toRun(row, asOf), sourceId: row.source_id })),
    nextCursor: last === undefined ? null : `${String(last.started_at.getTime())}-${String(last.id)}`,
  }
}

function parseCursor(cursor: string | null): [ms: string | null, id: string | null] {
  if (cursor === null) return [null, null]
  if (!Cursor.safeParse(cursor).success)
    throw new InvalidCursor(
      'This cursor was not given out by an earlier answer: leave it out to start from the newest run',
    )
  const [ms = null, id = null] = cursor.split('-')
  return [ms, id]
}

/** Forgets runs that ended before an instant; returns how many. What became known by them stays known, without the name of its run. */
export async function deleteRunsBefore(pool: Pool, before: Date): Promise<number> {
  const { rows } = await pool.query(
    `with old as materialized (select id from ingest_run where finished_at < $1 order by id limit $2),
     nameless as (update knowledge_commit set run_id = null where run_id in (select id from old))
     select id from old`,
    [before, runsPerDelete],
  )
  const ids = z
    .array(IdRow)
    .parse(rows)
    .map(({ id }) => id)
  if (ids.length === 0) return 0
  // A statement of its own: the reference must be gone before its run.
  const { rowCount } = await pool.query('delete from ingest_run where id = any($1)', [ids])
  return (rowCount ?? 0) + (ids.length === runsPerDelete ? await deleteRunsBefore(pool, before) : 0)
}

function toRun(row: z.infer<typeof RunRecord>, asOf: Date): RunRow {
  const run = { id: String(row.id), job: row.job, startedAt: row.started_at }
  if (row.finished_at === null || row.finished_at > asOf) {
    return {
      ...run,
      finishedAt: null,
      status: 'running',
      read: 0,
      written: 0,
      unchanged: 0,
      quarantined: 0,
      message: null,
    }
  }
  return {
    ...run,
    finishedAt: row.finished_at,
    status: row.status,
    read: row.read_count,
    written: row.written_count,
    unchanged: row.unchanged_count,
    quarantined: row.quarantined_count,
    message: row.message,
  }
}
