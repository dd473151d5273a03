import type { Pool, PoolClient } from 'pg'
import { z } from 'zod'
import type { KnowledgeOrigin, KnowledgeTx } from './types.ts'

/** The one lock that all writers of knowledge hold, as SQL. Readers of an instant that is still open wait for it. */
export const knowledgeLock = `hashtextextended('tieback knowledge', 0)`

const KnownAtRow = z.object({ known_at: z.date() })
const NewestRow = z.object({ newest: z.date().nullable(), is_future: z.boolean().nullable(), clock: z.date() })

/**
 * What `write` gave, and the instant at which all that it wrote became known; null when it changed nothing.
 * Writers take turns, so instants grow in the order of commits. A failure rolls all of it back. Inside `write`, use
 * `tx.client` alone: whatever waits for its own turn (another `withKnowledge`, `startRun`, `resolveAsOf`) would wait for ever.
 *
 * cost  other writers wait meanwhile: write in chunks of about ten thousand rows
 */
export async function withKnowledge<Result>(
  pool: Pool,
  origin: KnowledgeOrigin,
  write: (tx: KnowledgeTx) => Promise<Result>,
): Promise<{ knownAt: Date | null; result: Result }> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const tx = await beginKnowledge(client, origin)
    const result = await write(tx)
    if (tx.changed) await recordCommit(tx, origin.cause)
    await client.query('commit')
    return { knownAt: tx.changed ? tx.knownAt : null, result }
  } catch (error) {
    broken = await rollBack(client)
    throw error
  } finally {
    client.release(broken)
  }
}

async function beginKnowledge(client: PoolClient, { sourceId, runId }: KnowledgeOrigin): Promise<KnowledgeTx> {
  await client.query('begin')
  await client.query(`select pg_advisory_xact_lock(${knowledgeLock})`)
  // A statement of its own: its snapshot must be taken after the lock, to see the commit of the writer before.
  const { rows } = await client.query('select next_known_at() as known_at')
  return { client, knownAt: KnownAtRow.parse(rows[0]).known_at, sourceId, runId, changed: false }
}

async function recordCommit({ client, knownAt, sourceId, runId }: KnowledgeTx, cause: string): Promise<void> {
  await client.query('insert into knowledge_commit (known_at, source_id, run_id, cause) values ($1, $2, $3, $4)', [
    knownAt,
    sourceId,
    runId,
    cause,
  ])
}

/** The error of a connection that can't be used again, if it is one. */
async function rollBack(client: PoolClient): Promise<Error | undefined> {
  return client.query('rollback').then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  )
}

/**
 * The knowledge time that an answer is made at: the instant asked for, or the newest that is known.
 * Whoever reads at it gets the same rows for ever: a writer that was under way with an earlier instant is waited for,
 * and later writers get later instants.
 *
 * requested  null: the newest; before the first commit, 1970
 * returns    `inFuture` with the database's clock where the instant hasn't come yet
 */
export async function resolveAsOf(pool: Pool, requested: Date | null): Promise<{ asOf: Date } | { inFuture: Date }> {
  const { rows } = await pool.query(
    'select max(known_at) as newest, $1::timestamptz > clock_timestamp() as is_future, clock_timestamp() as clock from knowledge_commit',
    [requested],
  )
  const { newest, is_future: isFuture, clock } = NewestRow.parse(rows[0])
  if (requested === null) return { asOf: newest ?? new Date(0) }
  // An instant out of an earlier answer may be a millisecond ahead of the clock.
  if (newest !== null && requested <= newest) return { asOf: requested }
  if (isFuture === true) return { inFuture: clock }
  await pool.query(`select pg_advisory_xact_lock_shared(${knowledgeLock})`)
  return { asOf: requested }
}

/** The source that the transaction writes for. Throws where it has none. */
export function requireSource({ sourceId }: KnowledgeTx): string {
  if (sourceId === null) throw new RangeError('These rows belong to a source: name it in withKnowledge')
  return sourceId
}
