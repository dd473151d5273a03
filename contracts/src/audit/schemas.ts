import { z } from 'zod'
import { PersonRef } from '../advice.ts'
import { openEnum } from '../open-enum.ts'
import { Instant } from '../time.ts'
import { AuditAction } from './actions.ts'

/** `done`: it took place · `refused`: it was not allowed · `failed`: it was allowed and did not work. */
export const AuditOutcome = openEnum(['done', 'refused', 'failed'])
export type AuditOutcome = z.infer<typeof AuditOutcome>

/** SHA-256 as 64 hexadecimal digits. */
export const Digest = z.string().regex(/^[0-9a-f]{64}$/)

/** One thing that somebody did or was refused. */
export const AuditEntry = z.object({
  /** Its place in the chain, from 1 and without gaps. */
  sequence: z.int().min(1),
  at: Instant,
  action: AuditAction,
  outcome: AuditOutcome,
  /** Null: nobody had signed in. */
  actor: PersonRef.nullable(),
  actorKind: openEnum(['person', 'machine', 'system']),
  /** What it was done to, such as `source` and its id; null where there is no one thing. */
  object: z.object({ kind: z.string().min(1), id: z.string().min(1) }).nullable(),
  /** Of the object as it was, and as it became; null where there is none. */
  digestBefore: Digest.nullable(),
  digestAfter: Digest.nullable(),
  /** Finds the log lines of the request. */
  correlationId: z.string().min(1).nullable(),
  /** What else a reader needs to know, in words or small values. Never a secret. */
  detail: z.record(z.string(), z.string()),
  /** Of this entry and all before it. */
  hash: Digest,
})
export type AuditEntry = z.infer<typeof AuditEntry>

export const AuditList = z.object({
  /** Newest first. */
  entries: z.array(AuditEntry),
  nextCursor: z.string().nullable(),
  /** The newest signed point of the chain; null before the first. */
  checkpoint: z.object({ sequence: z.int().min(1), at: Instant, hash: Digest, keyId: z.string().min(1) }).nullable(),
})
export type AuditList = z.infer<typeof AuditList>
