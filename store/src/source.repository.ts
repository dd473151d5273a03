import { SourceKind, SourceStatus } from '@tieback/contracts'
import { daysBetween } from '@tieback/domain'
import { z } from 'zod'
import { readRecentRuns } from './ingest-run.repository.ts'
import { readBackfills, readWatermarks } from './watermark.repository.ts'
import type { BackfillRow, Db, KnowledgeTx, SourceInput, SourceRow, SourceStanding, SourceStateInput } from './types.ts'

/** Stores a source's configuration, which holds for every knowledge time. */
export async function upsertSource(
  db: Db,
  { id, name, kind, namespace, expectedEveryS }: SourceInput,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into source (id, name, kind, namespace, expected_every_s) values ($1, $2, $3, $4, $5)
     on conflict (id) do update set name = $2, kind = $3, namespace = $4, expected_every_s = $5
      where (source.name, source.kind, source.namespace, source.expected_every_s)
            is distinct from ($2, $3, $4, $5)`,
    [id, name, kind, namespace, expectedEveryS],
  )
  return rowCount === 1
}

/**
 * Stores how a source stands now; false where that is what was known.
 *
 * dataAsOf  null keeps the reach that is known: a failed run takes nothing away
 */
export async function writeSourceState(
  tx: KnowledgeTx,
  sourceId: string,
  { status, dataAsOf, message }: SourceStateInput,
): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `with newest as (
       select status, data_as_of, message from source_state where source_id = $1 order by known_from desc limit 1
     ), next as (
       select $2::source_status as status, $4::text as message,
              coalesce(date_trunc('milliseconds', $3::timestamptz), (select data_as_of from newest)) as data_as_of
     )
     insert into source_state (source_id, status, data_as_of, message, known_from)
     select $1, next.status, next.data_as_of, next.message, $5 from next
      where not exists (
        select from newest
         where newest.status = next.status
           and newest.data_as_of is not distinct from next.data_as_of
           and newest.message is not distinct from next.message)
     on conflict (source_id, known_from) do update
       set status = excluded.status, data_as_of = excluded.data_as_of, message = excluded.message`,
    [sourceId, status, dataAsOf, message, tx.knownAt],
  )
  if (rowCount) tx.changed = true
  return (rowCount ?? 0) > 0
}

const SourceRecord = z.object({
  id: z.string(),
  name: z.string(),
  kind: SourceKind,
  namespace: z.string(),
  expected_every_s: z.number().nullable(),
  status: SourceStatus.nullable(),
  data_as_of: z.date().nullable(),
  message: z.string().nullable(),
  last_run_at: z.date().nullable(),
  last_success_at: z.date().nullable(),
  rows_last_day: z.number(),
  quarantined: z.number(),
})

/** Every source that was registered by `asOf` with how it stood then, by id. One that never ran is `idle`. */
export async function readSources(db: Db, { asOf }: { asOf: Date }): Promise<SourceRow[]> {
  const sources = await readStates(db, asOf)
  const watermarks = await readWatermarks(db, asOf)
  const backfills = await readBackfills(db, asOf)
  const runs = await readRecentRuns(db, asOf)
  return sources.map((row) => ({
    ...toStanding(row),
    lastRunAt: row.last_run_at,
    rowsLastDay: row.rows_last_day,
    quarantined: row.quarantined,
    watermarks: watermarks.get(row.id) ?? [],
    backfills: (backfills.get(row.id) ?? []).map(withDoneShare).filter(({ doneShare }) => doneShare < 1),
    recentRuns: runs.get(row.id) ?? [],
  }))
}

/** As `readSources`, without what was run, reached and refused: every answer needs this much. */
export async function readSourceStandings(db: Db, { asOf }: { asOf: Date }): Promise<SourceStanding[]> {
  return (await readStates(db, asOf)).map(toStanding)
}

function toStanding(row: z.infer<typeof SourceRecord>): SourceStanding {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    namespace: row.namespace,
    expectedEveryS: row.expected_every_s,
    state: { status: row.status ?? 'idle', dataAsOf: row.data_as_of, message: row.message },
    lastSuccessAt: row.last_success_at,
  }
}

function withDoneShare(backfill: BackfillRow): BackfillRow & { doneShare: number } {
  const all = daysBetween(backfill.untilDay, backfill.fromDay)
  const done = daysBetween(backfill.reachedDay, backfill.fromDay)
  return { ...backfill, doneShare: all === 0 ? 1 : done / all }
}

/** Jobs that work on what has been read: that one of them succeeded says nothing of when the source last answered. */
const jobsWithoutSource = `('detect-quality', 'roll-up')`

async function readStates(db: Db, asOf: Date): Promise<z.infer<typeof SourceRecord>[]> {
  const { rows } = await db.query(
    `select s.id, s.name, s.kind, s.namespace, s.expected_every_s, state.status, state.data_as_of, state.message,
       (select max(started_at) from ingest_run where source_id = s.id and started_at <= $1) as last_run_at,
       (select finished_at from ingest_run
        where source_id = s.id and finished_at <= $1 and status = 'succeeded' and job not in ${jobsWithoutSource} order by finished_at desc limit 1) as last_success_at,
       (select coalesce(sum(written_count), 0)::float8 from ingest_run
        where source_id = s.id and finished_at > $1::timestamptz - interval '24 hours' and finished_at <= $1) as rows_last_day,
       (select count(*) from ingest_quarantine
        where source_id = s.id and first_seen <= $1 and (resolved_at is null or resolved_at > $1)) as quarantined
     from source s left join lateral (
       select status, data_as_of, message from source_state where source_id = s.id and known_from <= $1 order by known_from desc limit 1
     ) state on true
     where s.registered_at <= $1
     order by s.id`,
    [asOf],
  )
  return z.array(SourceRecord).parse(rows)
}
