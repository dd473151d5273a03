import type { Pool } from 'pg'
import { z } from 'zod'

const LockRow = z.object({ locked: z.boolean() })

/**
 * What `work` gave, while this process alone works under `key` of all that share the store;
 * undefined when another one is at it, and nothing was done.
 *
 * The lock goes with its connection, so a process that dies frees it.
 */
export async function withJobLock<Result>(
  pool: Pool,
  key: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 1)) as locked', [key])
    if (!LockRow.parse(rows[0]).locked) return undefined
    try {
      return await work()
    } finally {
      // A connection that can't unlock is closed, which unlocks.
      await client.query('select pg_advisory_unlock(hashtextextended($1, 1))', [key]).catch((error: unknown) => {
        broken = error instanceof Error ? error : new Error(String(error))
      })
    }
  } finally {
    client.release(broken)
  }
}
