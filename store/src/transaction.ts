import type { Pool, PoolClient } from 'pg'

/** Queries of one transaction. */
export type StoreTransaction = Pick<PoolClient, 'query'>

/** What `work` gives, once all that it wrote is committed. A failure rolls all of it back. */
export async function withTransaction<Result>(
  pool: Pool,
  work: (transaction: StoreTransaction) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    broken = await client.query('rollback').then(
      () => undefined,
      (failure: unknown) => (failure instanceof Error ? failure : new Error(String(failure))),
    )
    throw error
  } finally {
    client.release(broken)
  }
}
