import pg from 'pg'
import type { Pool } from 'pg'
import { z } from 'zod'
import { listPendingMigrations } from './migrate.ts'

export interface StorePoolOptions {
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string
  readonly max: number
  /** Hears of connections that break while idle; the pool replaces them by itself. */
  readonly onError: (error: Error) => void
  /** Longest that one statement may run; left out: as long as it takes. */
  readonly statementTimeoutMs?: number
  /** Longest wait for an answer, whether the server is there or not; a connection that kept one waiting is given up. Left out: as long as it takes. */
  readonly answerTimeoutMs?: number
}

const connectTimeoutMs = 10_000

// A date is a label of a day, never an instant; counts stay far below 2^53.
const storeTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === pg.types.builtins.DATE) return (text: string) => text
    if (oid === pg.types.builtins.INT8) return Number
    return pg.types.getTypeParser(oid, format) as (text: string) => unknown
  },
}

/** Connections to the store. Dates arrive as day labels, instants as `Date`, all in UTC. Close with `end()`. */
export function createStorePool(url: string, options: StorePoolOptions): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: options.applicationName,
    max: options.max,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types: storeTypes,
    options: '-c TimeZone=UTC -c DateStyle=ISO,YMD -c extra_float_digits=1',
    ...(options.statementTimeoutMs === undefined ? {} : { statement_timeout: options.statementTimeoutMs }),
    ...(options.answerTimeoutMs === undefined ? {} : { query_timeout: options.answerTimeoutMs }),
  })
  pool.on('error', options.onError)
  // While a connection is lent out the pool doesn't listen to it, and a failure nobody listens to ends the process.
  // Whoever borrowed it hears of it from the query that was under way, or from the next.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

const VersionRow = z.object({ server_version: z.string() })

/**
 * What the store runs on, and which migrations it still lacks.
 *
 * throws  where the server can't be reached
 */
export async function checkStore(pool: Pool): Promise<{ serverVersion: string; pendingMigrations: string[] }> {
  const { rows } = await pool.query('show server_version')
  return {
    serverVersion: VersionRow.parse(rows[0]).server_version,
    pendingMigrations: await listPendingMigrations(pool),
  }
}
