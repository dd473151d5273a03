import type { AuditAction, AuditOutcome } from '@tieback/contracts'
import type { Pool } from 'pg'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'
import { InvalidCursor } from './change.repository.ts'
import { type StoreTransaction, withTransaction } from './transaction.ts'
import type { Db } from './types.ts'

/** What the log keeps of one thing that was done or refused; the log itself gives it its place and its instant. */
export interface AuditEntryInput {
  readonly action: AuditAction
  readonly outcome: AuditOutcome
  /** Null: nobody had signed in, or the system itself. */
  readonly actor: { readonly id: string; readonly name: string } | null
  readonly actorKind: 'person' | 'machine' | 'system'
  readonly object: { readonly kind: string; readonly id: string } | null
  /** 64 hexadecimal digits. */
  readonly digestBefore: string | null
  readonly digestAfter: string | null
  readonly correlationId: string | null
  readonly detail: Readonly<Record<string, string>>
}

export interface AuditRow extends AuditEntryInput {
  readonly sequence: number
  readonly at: Date
  /** 64 hexadecimal digits. */
  readonly hash: string
}

/** Left out: any. */
export interface AuditFilter {
  readonly action?: string
  readonly outcome?: string
  readonly actorId?: string
  readonly objectId?: string
  /** From this instant on, and before that one. */
  readonly from?: Date
  readonly to?: Date
}

export interface AuditPage {
  /** Newest first. */
  readonly rows: readonly AuditRow[]
  readonly nextCursor: string | null
}

const Reference = z.object({ id: z.string(), name: z.string() })

/** The entry's own text, as this program and those before it wrote it. */
const Entry = z.object({
  at: z.number(),
  // Safe: only what the contract knows was ever written, and it only grows.
  action: z.string().transform((action) => action as AuditAction),
  outcome: z.string().transform((outcome) => outcome as AuditOutcome),
  actor: Reference.nullable(),
  actorKind: z.enum(['person', 'machine', 'system']),
  object: z.object({ kind: z.string(), id: z.string() }).nullable(),
  digestBefore: z.string().nullable(),
  digestAfter: z.string().nullable(),
  correlationId: z.string().nullable(),
  detail: z.record(z.string(), z.string()),
})

const Row = z.object({ sequence: z.number(), entry: z.string(), hash: z.instanceof(Buffer) })

/** Puts an entry at the end of the chain. In a transaction, others who append wait until it ends. */
export async function appendAuditEntry(db: Pool | StoreTransaction, entry: AuditEntryInput): Promise<void> {
  await db.query('select tieback_audit.append_entry($1)', [canonicalJson(entry)])
}

function toRow(row: unknown): AuditRow {
  const { sequence, entry, hash } = Row.parse(row)
  const { at, ...rest } = Entry.parse(JSON.parse(entry))
  return { sequence, at: new Date(at), ...rest, hash: hash.toString('hex') }
}

/** Every clause is about one filter; a filter that is left out is null. Postgres makes a plan for the values at hand. */
const fits = `($1::text is null or action = $1) and ($2::text is null or outcome = $2)
  and ($3::text is null or actor_id = $3) and ($4::text is null or object_id = $4)
  and ($5::bigint is null or at_ms >= $5) and ($6::bigint is null or at_ms < $6)`

const valuesOf = ({ action, outcome, actorId, objectId, from, to }: AuditFilter): unknown[] => [
  action ?? null,
  outcome ?? null,
  actorId ?? null,
  objectId ?? null,
  from?.getTime() ?? null,
  to?.getTime() ?? null,
]

function parseCursor(text: string): number {
  const sequence = Number(Buffer.from(text, 'base64url').toString('utf8'))
  if (Number.isSafeInteger(sequence) && sequence > 0) return sequence
  throw new InvalidCursor(
    'This cursor was not given out by an earlier answer: leave it out to start at the newest entry',
  )
}

/**
 * A page of entries, newest first.
 *
 * cursor  null: the first page
 * throws  InvalidCursor
 */
export async function listAuditEntries(
  db: Db,
  { limit, cursor, ...filter }: AuditFilter & { readonly limit: number; readonly cursor: string | null },
): Promise<AuditPage> {
  const before = cursor === null ? null : parseCursor(cursor)
  const { rows } = await db.query(
    `select sequence, entry, hash from tieback_audit.audit_log
     where ${fits} and ($7::bigint is null or sequence < $7) order by sequence desc limit $8`,
    [...valuesOf(filter), before, limit + 1],
  )
  const page = rows.slice(0, limit).map(toRow)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    rows: page,
    nextCursor: last === undefined ? null : Buffer.from(String(last.sequence)).toString('base64url'),
  }
}

/** A stretch of the chain: entries after one place up to another, both that one included. */
export interface AuditSpan {
  readonly after: number
  readonly upTo: number
}

/** Entries of a stretch, oldest first, at most `limit`. */
export async function readAuditEntries(
  db: Db,
  { after, upTo, limit, ...filter }: AuditFilter & AuditSpan & { readonly limit: number },
): Promise<AuditRow[]> {
  const { rows } = await db.query(
    `select sequence, entry, hash from tieback_audit.audit_log
     where ${fits} and sequence > $7 and sequence <= $8 order by sequence limit $9`,
    [...valuesOf(filter), after, upTo, limit],
  )
  return rows.map(toRow)
}

const CountRow = z.object({ entries: z.number() })

/** How many entries of a stretch there are; no more than `countMax` are counted. */
export async function countAuditEntries(
  db: Db,
  { after, upTo, countMax, ...filter }: AuditFilter & AuditSpan & { readonly countMax: number },
): Promise<number> {
  const { rows } = await db.query(
    `select count(*) as entries from (select from tieback_audit.audit_log
     where ${fits} and sequence > $7 and sequence <= $8 limit $9) as counted`,
    [...valuesOf(filter), after, upTo, countMax],
  )
  return CountRow.parse(rows[0]).entries
}

const LatestRow = z.object({ digest: z.string().nullable() })

/**
 * Appends an entry unless the newest one of the same action about the same object left the same behind; says whether it did.
 * `digestBefore` becomes what that one left.
 */
export async function appendIfChanged(
  pool: Pool,
  entry: AuditEntryInput & { readonly object: NonNullable<AuditEntryInput['object']> },
): Promise<boolean> {
  return await withTransaction(pool, async (transaction) => {
    // Two processes that start at once have changed the same thing once.
    await transaction.query(`select pg_advisory_xact_lock(hashtextextended('tieback audited state', 0))`)
    const { rows } = await transaction.query(
      `select entry::jsonb ->> 'digestAfter' as digest from tieback_audit.audit_log
       where action = $1 and object_id = $2 and entry::jsonb #>> '{object,kind}' = $3 order by sequence desc limit 1`,
      [entry.action, entry.object.id, entry.object.kind],
    )
    const digestBefore = rows.length === 0 ? null : LatestRow.parse(rows[0]).digest
    if (digestBefore === entry.digestAfter) return false
    await appendAuditEntry(transaction, { ...entry, digestBefore })
    return true
  })
}
