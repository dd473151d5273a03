import type { Meta } from '@tieback/contracts'
import type { AuditRecorder } from '../../platform/auditing/recorder.ts'
import type { Identity } from '../../platform/identity/identity.ts'
import type { ReaderParts, ReadingTime } from '../../reading/reader.ts'

/** What the routes about sessions work with. */
export interface IdentityParts {
  readonly reader: ReaderParts
  /** Null: who is asking is found in another way, and there is nothing to sign out of. */
  readonly identity: Identity | null
  readonly recorder: AuditRecorder
}

/** Sessions are what they are now: nothing of the field is in the answer. */
export const sessionMeta = ({ asOf }: ReadingTime): Meta => ({
  asOf: asOf.toISOString(),
  productionDay: null,
  sources: [],
  coverage: null,
  provisional: false,
})
