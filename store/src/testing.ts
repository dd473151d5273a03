import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Pool } from 'pg'
import { inject } from 'vitest'
import { createStorePool } from './pool.ts'
import { templateName } from './test-template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
  }
}

export { hasRedisServer, type RedisServer, startRedisServer } from '../test/redis-server.ts'

export interface TestDatabase {
  readonly pool: Pool
  readonly url: string
  /** Closes the pool and drops the database. */
  dispose(): Promise<void>
}

/** A migrated, empty database of the caller's own, on the server that the test run shares. Needs the global setup `store/test/global-setup.ts`. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  await runOnServer(serverUrl, `create database ${name} template ${templateName}`)
  const url = new URL(serverUrl)
  url.pathname = name
  const pool = createStorePool(url.href, { applicationName: 'tieback test', max: 10, onError: () => undefined })
  return {
    pool,
    url: url.href,
    dispose: async () => {
      await pool.end()
      await runOnServer(serverUrl, `drop database ${name} with (force)`)
    },
  }
}

async function runOnServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
