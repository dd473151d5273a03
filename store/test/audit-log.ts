import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { type ChainEntry, type ChainReport, ChainVerifier } from '../src/audit-chain.ts'
import { type AuditCheckpoint, keyIdOf, signCheckpoint } from '../src/audit-checkpoint.ts'
import type { AuditHead } from '../src/audit-checkpoint.repository.ts'
import type { AuditEntryInput } from '../src/audit.repository.ts'
import { canonicalJson } from '../src/canonical-json.ts'

/** An audit log in memory, with all that an intruder with every right could lay hands on. */
export interface MemoryLog {
  readonly entries: ChainEntry[]
  readonly checkpoints: AuditCheckpoint[]
  readonly head: AuditHead
}

export interface SigningKey {
  readonly privateKey: KeyObject
  readonly keys: ReadonlyMap<string, KeyObject>
}

export function createSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { privateKey, keys: new Map([[keyIdOf(publicKey), publicKey]]) }
}

export const auditEntry = (over: Partial<AuditEntryInput> = {}): AuditEntryInput => ({
  action: 'source.check',
  outcome: 'done',
  actor: { id: 'ingrid.berg', name: 'Ingrid Berg' },
  actorKind: 'person',
  object: { kind: 'source', id: 'pi-offshore' },
  digestBefore: null,
  digestAfter: null,
  correlationId: null,
  detail: {},
  ...over,
})

/** What the log makes of an entry that follows another: the same as the store's function, written a second time. */
export function chained(
  previous: Pick<ChainEntry, 'sequence' | 'hash'>,
  given: AuditEntryInput,
  atMs: number,
): ChainEntry {
  const entry = Buffer.from(`{"at":${atMs},${canonicalJson(given).slice(1)}`)
  return linked(previous, {
    entry,
    columns: {
      atMs,
      action: given.action,
      outcome: given.outcome,
      actorId: given.actor?.id ?? null,
      objectId: given.object?.id ?? null,
    },
  })
}

/** A text put behind an entry, with hashes that fit. */
export function linked(
  { sequence: before, hash: previousHash }: Pick<ChainEntry, 'sequence' | 'hash'>,
  { entry, columns }: Pick<ChainEntry, 'entry' | 'columns'>,
): ChainEntry {
  const sequence = before + 1
  const place = Buffer.alloc(8)
  place.writeBigInt64BE(BigInt(sequence))
  const hash = createHash('sha256').update(previousHash).update(place).update(entry).digest()
  return { sequence, entry, previousHash, hash, columns }
}

export const beginning = { sequence: 0, hash: Buffer.alloc(32) }

const firstAtMs = Date.UTC(2026, 2, 12, 9)

/** A log with a checkpoint after every so many entries; some entries come after the last. */
export function buildLog(count: number, checkpointEvery: number, { privateKey }: SigningKey): MemoryLog {
  const entries: ChainEntry[] = []
  const checkpoints: AuditCheckpoint[] = []
  for (let index = 0; index < count; index += 1) {
    const given = auditEntry({
      actor: index % 5 === 0 ? null : { id: `person-${index % 3}`, name: 'Åse Ødegård' },
      object: index % 4 === 0 ? null : { kind: 'source', id: `source-${index % 2}` },
      detail: { index: String(index) },
    })
    entries.push(chained(entries.at(-1) ?? beginning, given, firstAtMs + index * 1_000))
    if ((index + 1) % checkpointEvery === 0) checkpoints.push(signNext({ entries, checkpoints }, privateKey))
  }
  return { entries, checkpoints, head: headOf({ entries, checkpoints }) }
}

/** A checkpoint about the last entry. */
function signNext({ entries, checkpoints }: Omit<MemoryLog, 'head'>, privateKey: KeyObject): AuditCheckpoint {
  const { sequence, hash } = entries.at(-1) ?? beginning
  const previousSequence = checkpoints.at(-1)?.sequence ?? 0
  return signCheckpoint({ sequence, previousSequence, hash, at: new Date(firstAtMs + sequence * 1_000) }, privateKey)
}

/** What the store's own note of the end says after these. */
export function headOf({ entries, checkpoints }: Omit<MemoryLog, 'head'>): AuditHead {
  const { sequence, hash } = entries.at(-1) ?? beginning
  return { sequence, hash, checkpointSequence: checkpoints.at(-1)?.sequence ?? 0 }
}

/** The verdict on a log in memory. */
export function verifyLog(
  { entries, checkpoints, head }: MemoryLog,
  keys: SigningKey['keys'],
  witnesses: readonly AuditCheckpoint[] = [],
): ChainReport {
  const verifier = new ChainVerifier({ keys, witnesses })
  verifier.expect(checkpoints)
  for (const entry of entries) verifier.take(entry)
  return verifier.finish(head)
}
