import {
  type EndedSession,
  endSessions,
  type SessionChoice,
  type StorePool,
  type StoreTransaction,
  withTransaction,
} from '@tieback/store'
import type { AuditInput, AuditRecorder } from '../auditing/recorder.ts'

/** What the audit log says of sessions that are ended; those that were are told by whoever ends them. */
export type EndingEntry = (ended: readonly EndedSession[]) => AuditInput | readonly AuditInput[]

/** Ends sessions and says which. `before` runs first in the same transaction; false leaves all as it is. */
export type EndSessions = (
  choice: SessionChoice,
  entry: EndingEntry,
  before?: (transaction: StoreTransaction) => Promise<boolean>,
) => Promise<EndedSession[]>

/** Ends sessions in the store, in one transaction with what the audit log says of it. */
export const endingIn =
  ({ pool, recorder }: { readonly pool: StorePool; readonly recorder: AuditRecorder }): EndSessions =>
  async (choice, entry, before = () => Promise.resolve(true)) =>
    await withTransaction(pool, async (transaction) => {
      if (!(await before(transaction))) return []
      const ended = await endSessions(transaction, choice)
      for (const each of [entry(ended)].flat()) await recorder.recordWith(transaction, each)
      return ended
    })

/** A session that ended by itself, as the audit log has it. */
export const endedBySystem = ({ id, personId }: EndedSession, reason: string): AuditInput => ({
  action: 'session.end',
  outcome: 'done',
  actor: 'system',
  object: { kind: 'session', id },
  correlationId: null,
  detail: { reason, person: personId },
})
