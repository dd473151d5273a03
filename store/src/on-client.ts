import type { PoolClient } from 'pg'
import type { Db } from './types.ts'

/** What `work` gives on one connection: the one of a transaction, or one lent out for it. After a failure that one isn't used again. */
export async function onClient<Result>(db: Db, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  if ('release' in db) return work(db)
  const client = await db.connect()
  try {
    const result = await work(client)
    client.release()
    return result
  } catch (error) {
    client.release(true)
    throw error
  }
}
