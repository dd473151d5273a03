import { z } from 'zod'
import type { Db } from './types.ts'

/** A job of a source that fails at present. */
export interface SourceFailure {
  readonly job: string
  readonly message: string
  readonly since: Date
}

const FailureRow = z.object({ job: z.string(), message: z.string(), since: z.date() })

/** Notes that a job of a source fails; one that failed already keeps since when it does. */
export async function noteSourceFailure(
  db: Db,
  { sourceId, job, message }: { sourceId: string; job: string; message: string },
): Promise<void> {
  await db.query(
    `insert into source_job_failure as f (source_id, job, message, since) values ($1, $2, $3, clock_timestamp())
     on conflict (source_id, job) do update set message = excluded.message where f.message <> excluded.message`,
    [sourceId, job, message],
  )
}

/** Notes that a job of a source succeeded; false where it didn't fail before. */
export async function clearSourceFailure(db: Db, sourceId: string, job: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from source_job_failure where source_id = $1 and job = $2', [
    sourceId,
    job,
  ])
  return (rowCount ?? 0) > 0
}

/** The jobs of a source that fail at present, in whichever process, the longest first. */
export async function listSourceFailures(db: Db, sourceId: string): Promise<SourceFailure[]> {
  const { rows } = await db.query(
    'select job, message, since from source_job_failure where source_id = $1 order by since, job',
    [sourceId],
  )
  return z.array(FailureRow).parse(rows)
}

/** Forgets failures of jobs that are not in the list: they will never run again, and so never succeed. */
export async function retainSourceFailures(db: Db, sourceId: string, jobs: readonly string[]): Promise<void> {
  await db.query('delete from source_job_failure where source_id = $1 and not job = any($2)', [sourceId, jobs])
}
