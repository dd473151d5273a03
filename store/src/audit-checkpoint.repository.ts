import type { KeyObject } from 'node:crypto'
import type { Pool } from 'pg'
import { z } from 'zod'
import { type AuditCheckpoint, signCheckpoint } from './audit-checkpoint.ts'
import type { Db } from './types.ts'

/** Where the chain ends, as the store itself has it. */
export interface AuditHead {
  /** Of the newest entry; 0: there is none. */
  readonly sequence: number
  readonly hash: Buffer
  /** Of the newest checkpoint; 0: there is none. */
  readonly checkpointSequence: number
}

const bytes = z.instanceof(Buffer)

const HeadRow = z
  .object({ sequence: z.number(), hash: bytes, checkpoint_sequence: z.number() })
  .transform(({ checkpoint_sequence: checkpointSequence, ...head }) => ({ ...head, checkpointSequence }))

const CheckpointRow = z
  .object({
    sequence: z.number(),
    previous_sequence: z.number(),
    hash: bytes,
    at: z.date(),
    key_id: z.string(),
    signature: bytes,
  })
  .transform(({ previous_sequence: previousSequence, key_id: keyId, ...point }) => ({
    ...point,
    previousSequence,
    keyId,
  }))

const AddedRow = z.object({ added: z.boolean() })

export async function readAuditHead(db: Pick<Db, 'query'>): Promise<AuditHead> {
  const { rows } = await db.query('select sequence, hash, checkpoint_sequence from tieback_audit.audit_head')
  return HeadRow.parse(rows[0])
}

/** Checkpoints about entries from `from` to `to`, both included, in their order; to null: to the end. Places are given as Postgres writes them. */
export async function readAuditCheckpoints(
  db: Pick<Db, 'query'>,
  { from, to }: { readonly from: string; readonly to: string | null },
): Promise<AuditCheckpoint[]> {
  const { rows } = await db.query(
    `select sequence, previous_sequence, hash, at, key_id, signature from tieback_audit.audit_checkpoint
     where sequence >= $1 and ($2::bigint is null or sequence <= $2) order by sequence`,
    [from, to],
  )
  return rows.map((row) => CheckpointRow.parse(row))
}

/** The newest signed point of the chain; null before the first. */
export async function findNewestCheckpoint(db: Pick<Db, 'query'>): Promise<AuditCheckpoint | null> {
  const { rows } = await db.query(
    `select sequence, previous_sequence, hash, at, key_id, signature from tieback_audit.audit_checkpoint
     order by sequence desc limit 1`,
  )
  return rows.length === 0 ? null : CheckpointRow.parse(rows[0])
}

/** Signs the end of the chain; null where nothing has come since the newest checkpoint, or somebody else has just signed it. */
export async function addCheckpoint(pool: Pool, privateKey: KeyObject, now: Date): Promise<AuditCheckpoint | null> {
  const { sequence, hash, checkpointSequence } = await readAuditHead(pool)
  if (sequence === checkpointSequence) return null
  const point = { sequence, previousSequence: checkpointSequence, hash, at: now }
  const checkpoint = signCheckpoint(point, privateKey)
  const { rows } = await pool.query('select tieback_audit.add_checkpoint($1, $2, $3, $4, $5, $6) as added', [
    sequence,
    checkpointSequence,
    hash,
    now,
    checkpoint.keyId,
    checkpoint.signature,
  ])
  return AddedRow.parse(rows[0]).added ? checkpoint : null
}
