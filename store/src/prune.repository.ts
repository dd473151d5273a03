import type { Db } from './types.ts'

/** Forgets refused rows that were dealt with before an instant; returns how many. */
export async function deleteResolvedQuarantineBefore(db: Db, before: Date): Promise<number> {
  const { rowCount } = await db.query('delete from ingest_quarantine where resolved_at < $1', [before])
  return rowCount ?? 0
}
