import { appendAuditEntry, type StorePool, type StoreTransaction } from '@tieback/store'
import { type AuditInput, toAuditEntry } from './audit-entry.ts'

export type { AuditInput }

export interface AuditRecorder {
  /** The entry is in the log once this resolves. Throws where the store doesn't take it. */
  record(input: AuditInput): Promise<void>
  /**
   * The entry is in the log if and only if the transaction is committed. Others who record wait from here until it ends:
   * make it the last statement, or nearly.
   */
  recordWith(transaction: StoreTransaction, input: AuditInput): Promise<void>
}

/** Writes to the audit log of a store. */
export const createAuditRecorder = (pool: StorePool): AuditRecorder => ({
  record: (input) => appendAuditEntry(pool, toAuditEntry(input)),
  recordWith: (transaction, input) => appendAuditEntry(transaction, toAuditEntry(input)),
})

/** Forgets everything: for tests and benchmarks of something else. */
export const silentRecorder: AuditRecorder = {
  record: () => Promise.resolve(),
  recordWith: () => Promise.resolve(),
}
