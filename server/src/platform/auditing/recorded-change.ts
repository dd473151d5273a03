import { type StorePool, withTransaction } from '@tieback/store'
import type { FastifyRequest } from 'fastify'
import type { AuditInput, AuditRecorder } from './recorder.ts'

/** Who asked for something, and by which request. */
export type Asked = Pick<AuditInput, 'actor' | 'correlationId'>

export const askedBy = ({ actor, id }: Pick<FastifyRequest, 'actor' | 'id'>): Asked => ({ actor, correlationId: id })

/** What an entry says of a change beside who asked for it and how it ended. */
export type ChangeEntry = Omit<AuditInput, keyof Asked | 'outcome'>

/**
 * Longest that others who record wait for a change that is made elsewhere, such as in a queue that doesn't answer: then Postgres
 * ends the transaction.
 */
const changeMsMax = 10_000

/**
 * What `change` gives. The entry about it is written first and committed once it is done: without an entry nothing changes. One that fails leaves
 * an entry that says so.
 */
export async function recordChange<Result>(
  { pool, recorder, asked }: { readonly pool: StorePool; readonly recorder: AuditRecorder; readonly asked: Asked },
  entry: ChangeEntry,
  change: () => Promise<Result>,
): Promise<Result> {
  const progress = { isRecorded: false }
  try {
    return await withTransaction(pool, async (transaction) => {
      await transaction.query(`set local idle_in_transaction_session_timeout = ${changeMsMax}`)
      await recorder.recordWith(transaction, { ...entry, ...asked, outcome: 'done' })
      progress.isRecorded = true
      return await change()
    })
  } catch (error) {
    if (progress.isRecorded) await recordFailure(recorder, { ...entry, ...asked, outcome: 'failed' }, error)
    throw error
  }
}

async function recordFailure(recorder: AuditRecorder, entry: AuditInput, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  // What failed is told to the caller all the same; a store that is gone is the likely reason for both.
  await recorder.record({ ...entry, detail: { ...entry.detail, reason } }).catch(() => undefined)
}
