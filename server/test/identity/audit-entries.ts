import type { StorePool } from '@tieback/store'

/** What the audit log says of one request, or of what the server did by itself (null), oldest first. */
export async function listEntries(pool: StorePool, correlationId: string | null): Promise<unknown[]> {
  const { rows } = await pool.query<{ entry: unknown }>(
    `select entry::jsonb as entry from tieback_audit.audit_log
     where entry::jsonb ->> 'correlationId' is not distinct from $1 order by sequence`,
    [correlationId],
  )
  return rows.map(({ entry }) => entry)
}
