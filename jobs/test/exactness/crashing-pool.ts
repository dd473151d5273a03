import type { StorePool } from '@tieback/store'
import type { PoolClient } from 'pg'

/** What a process that was killed never says. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

type Query = (...parts: unknown[]) => Promise<unknown>

/** A statement that streams, such as COPY: it is given back as it was sent, and ends when it ends. */
const isStream = (statement: unknown): boolean =>
  typeof statement === 'object' && statement !== null && 'submit' in statement && typeof statement.submit === 'function'

/**
 * A pool that dies with its process at the statement of that number: before it is sent, or after it was carried out and before its
 * answer came. From then on nothing gets through, and what was under way is rolled back, as Postgres does for a process that is gone.
 */
export function createCrashingPool(
  pool: StorePool,
  { atStatement, isAnswerLost }: { atStatement: number; isAnswerLost: boolean },
): StorePool {
  let statements = 0
  const count = (): void => {
    statements += 1
    if (statements > atStatement || (statements === atStatement && !isAnswerLost))
      throw new Crash('the process is gone')
  }
  const run = (query: Query, parts: unknown[]): unknown => {
    if (!isStream(parts[0])) return answer(query, parts)
    count()
    return query(...parts)
  }
  const answer = async (query: Query, parts: unknown[]): Promise<unknown> => {
    count()
    const answered = await query(...parts)
    if (statements === atStatement) throw new Crash('the process is gone')
    return answered
  }
  const connect = async (): Promise<PoolClient> => {
    const client = await pool.connect()
    const query = (...parts: unknown[]) => run(client.query.bind(client), parts)
    const release = (error?: Error | boolean): void => client.release(statements >= atStatement ? true : error)
    return new Proxy(client, {
      get: (target, name) => {
        if (name === 'query') return query
        if (name === 'release') return release
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
  }
  return new Proxy(pool, {
    get: (target, name) => {
      if (name === 'query') return (...parts: unknown[]) => run(target.query.bind(target), parts)
      if (name === 'connect') return connect
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
