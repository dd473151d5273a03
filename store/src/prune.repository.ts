import type { Db } from './types.ts'

/** Forgets refused rows that were dealt with before an instant; returns how many. */
export async function deleteResolvedQuarantineBefore(db: Db, before: Date): Promise<number> {
  const { rowCount } = await db.query('delete from ingest_quarantine where resolved_at < $1', [before])
  return rowCount ?? 0
}

/**
 * Forgets commits before an instant, and returns how many. Nobody asks which there were: a reader of any instant goes by the times on
 * the rows themselves, and the newest commit, which the next instant follows, stays whatever its age.
 */
export async function deleteCommitsBefore(db: Db, before: Date): Promise<number> {
  const { rowCount } = await db.query(
    'delete from knowledge_commit where known_at < $1 and known_at < (select max(known_at) from knowledge_commit)',
    [before],
  )
  return rowCount ?? 0
}

/**
 * Forgets watermarks and backfills that were superseded before an instant, and returns how many. They are told on the sources page
 * beside runs, for as long as those are kept: an `asOf` from that instant on finds all that it found. What stands at present stays,
 * however long it has stood.
 */
export async function deleteStandingsBefore(db: Db, before: Date): Promise<number> {
  const watermarks = await db.query('delete from ingest_watermark where known_to < $1', [before])
  const backfills = await db.query('delete from ingest_backfill where known_to < $1', [before])
  return (watermarks.rowCount ?? 0) + (backfills.rowCount ?? 0)
}

/**
 * Thins out how sources stood before an instant, and returns how many rows went. Every answer tells of its sources, of whatever `asOf`:
 * so each turn of status or message stays for ever. Of rows that only moved the reach, which every run does, the last of each day of
 * UTC stays: an older `asOf` finds a reach that is a day short at the most. From that instant on nothing is touched.
 */
export async function thinSourceStatesBefore(db: Db, before: Date): Promise<number> {
  const { rowCount } = await db.query(
    `with old as (
       select source_id, known_from,
         (status, coalesce(message, '')) = lag((status, coalesce(message, ''))) over ordered as is_same,
         known_from::date = (lead(known_from) over ordered)::date as is_followed
       from source_state where known_from < $1 window ordered as (partition by source_id order by known_from)
     )
     delete from source_state s using old
     where s.source_id = old.source_id and s.known_from = old.known_from and old.is_same and old.is_followed`,
    [before],
  )
  return rowCount ?? 0
}
