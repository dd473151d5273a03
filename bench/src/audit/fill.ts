import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  addCheckpoint,
  appendAuditEntry,
  type AuditEntryInput,
  canonicalJson,
  keyIdOf,
  type StorePool,
} from '@tieback/store'

/** Entries of one transaction: each moves the head once more, and Postgres keeps all its versions until the end. */
const batch = 200

const batchesPerCheckpoint = 5

/** An entry such as the routes of the contract leave. */
const entryOf = (index: number): AuditEntryInput => ({
  action: index % 10 === 0 ? 'access.refuse' : 'quarantine.replay',
  outcome: index % 10 === 0 ? 'refused' : 'done',
  actor: { id: `person-${index % 40}@example.com`, name: `Person ${index % 40}` },
  actorKind: 'person',
  object: { kind: 'source', id: `source-${index % 12}` },
  digestBefore: null,
  digestAfter: index.toString(16).padStart(64, '0'),
  correlationId: `bench-${index.toString(36)}`,
  detail: { dataset: 'production', reason: 'unmapped-node' },
})

/** Entries a second that one client appends, each in a transaction of its own. */
export async function appendOneByOne(pool: StorePool, count: number): Promise<number> {
  const startMs = performance.now()
  for (let index = 0; index < count; index += 1) await appendAuditEntry(pool, entryOf(index))
  return (count * 1_000) / (performance.now() - startMs)
}

/** Appends entries with a checkpoint now and then; gives the public key that these are signed with. */
export async function fillAuditLog(pool: StorePool, count: number): Promise<ReadonlyMap<string, KeyObject>> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  for (let start = 0; start < count; start += batch) {
    const entries = Array.from({ length: Math.min(batch, count - start) }, (_, index) =>
      canonicalJson(entryOf(start + index)),
    )
    await pool.query('select tieback_audit.append_entry(entry) from unnest($1::text[]) as entry', [entries])
    if ((start / batch) % batchesPerCheckpoint === 0) await addCheckpoint(pool, privateKey, new Date())
  }
  // Read once, and known to the planner, as in a log that was filled over months.
  await pool.query('vacuum analyze tieback_audit.audit_log')
  return new Map([[keyIdOf(publicKey), publicKey]])
}
