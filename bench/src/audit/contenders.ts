import type { KeyObject } from 'node:crypto'
import { type StorePool, verifyAuditLog } from '@tieback/store'
import { to } from 'pg-copy-streams'

/** Rows a second of something that looks at this many. */
async function rateOf(count: number, look: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await look()
  return (count * 1_000) / (performance.now() - startMs)
}

/** Entries verified in a second: chain, columns, checkpoints and head. */
export const verifyOnce = (pool: StorePool, keys: ReadonlyMap<string, KeyObject>, count: number): Promise<number> =>
  rateOf(count, async () => {
    const { entries, fault } = await verifyAuditLog(pool, { keys })
    if (fault !== null) throw new Error(`entry ${fault.sequence}: ${fault.what}`)
    if (entries < count) throw new Error(`${entries} entries are there, of ${count}`)
  })

/** The same rows in the same order and format, thrown away as they come. */
export const readRaw = (pool: StorePool, count: number): Promise<number> =>
  rateOf(count, async () => {
    const client = await pool.connect()
    let bytes = 0
    try {
      const rows = client.query(
        to('copy (select * from tieback_audit.audit_log order by sequence) to stdout (format binary)'),
      )
      for await (const chunk of rows) bytes += (chunk as Buffer).byteLength
    } finally {
      client.release()
    }
    // A row has two hashes at least.
    if (bytes < count * 64) throw new Error(`${bytes} bytes came for ${count} rows`)
  })
