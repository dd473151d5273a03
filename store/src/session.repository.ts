import { type Role, roleScopes } from '@tieback/contracts'
import { z } from 'zod'
import type { StoreTransaction } from './transaction.ts'
import type { Db } from './types.ts'

/** Where sessions are announced that have ended, or whose rights have changed. */
export const sessionChannel = 'tieback_session'

type Queries = Db | StoreTransaction

/** A role of a session, and the nodes that it holds for, each with all below it. */
export interface SessionGrant {
  readonly role: Role
  readonly assets: 'all' | readonly string[]
}

/** A sign-in that has come about. */
export interface SessionInput {
  readonly id: string
  readonly secretHash: Buffer
  readonly personId: string
  readonly personName: string
  /** The person as the provider's messages name them. */
  readonly subject: string
  /** The provider's name for its own session; null: it gave none. */
  readonly providerSession: string | null
  readonly grants: readonly SessionGrant[]
  /** What the grants are renewed with, encrypted; null: nothing. */
  readonly providerGrant: Buffer | null
  readonly idleS: number
  readonly absoluteS: number
  readonly renewInS: number
  readonly userAgent: string | null
  readonly address: string | null
}

export interface SessionRow {
  readonly id: string
  readonly personId: string
  readonly personName: string
  readonly grants: readonly SessionGrant[]
  readonly startedAt: Date
  readonly lastUsedAt: Date
  readonly idleUntil: Date
  readonly endsAt: Date
  /** By the store's clock, as all these instants. */
  readonly isRenewalDue: boolean
  readonly userAgent: string | null
  readonly address: string | null
}

/** A session that is over. */
export interface EndedSession {
  readonly id: string
  readonly personId: string
  readonly personName: string
  readonly providerGrant: Buffer | null
}

const isRole = (name: string): name is Role => Object.hasOwn(roleScopes, name)

// A role that another version of the program wrote gives nothing in this one.
const Grants = z
  .array(z.object({ role: z.string(), assets: z.union([z.literal('all'), z.array(z.string())]) }))
  .transform((grants) => grants.flatMap(({ role, assets }) => (isRole(role) ? [{ role, assets }] : [])))

const SessionRecord = z.object({
  id: z.string(),
  person_id: z.string(),
  person_name: z.string(),
  grants: Grants,
  started_at: z.date(),
  last_used_at: z.date(),
  idle_until: z.date(),
  ends_at: z.date(),
  is_renewal_due: z.boolean(),
  user_agent: z.string().nullable(),
  address: z.string().nullable(),
})

const idleUntil = `last_used_at + idle_s * interval '1 second'`

const columns = `id, person_id, person_name, grants, started_at, last_used_at, least(${idleUntil}, ends_at) as idle_until,
  ends_at, renew_at <= clock_timestamp() as is_renewal_due, user_agent, address`

const isLive = `ends_at > clock_timestamp() and ${idleUntil} > clock_timestamp()`

// The embedded server may lose the last commits when it is killed, and an end that was told must not be among them.
const durably = `(select set_config('synchronous_commit', 'on', true)) as durably`

function toSessionRow(row: unknown): SessionRow {
  const { person_id, person_name, started_at, last_used_at, idle_until, ends_at, is_renewal_due, user_agent, ...rest } =
    SessionRecord.parse(row)
  return {
    ...rest,
    personId: person_id,
    personName: person_name,
    startedAt: started_at,
    lastUsedAt: last_used_at,
    idleUntil: idle_until,
    endsAt: ends_at,
    isRenewalDue: is_renewal_due,
    userAgent: user_agent,
  }
}

/** Begins a session; its times are the store's. */
export async function createSession(db: Queries, session: SessionInput): Promise<SessionRow> {
  const { rows } = await db.query(
    `insert into session (id, secret_hash, person_id, person_name, subject, provider_session, grants, provider_grant,
       idle_s, ends_at, renew_at, user_agent, address)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp() + $10 * interval '1 second',
       clock_timestamp() + $11 * interval '1 second', $12, $13)
     returning ${columns}`,
    [
      session.id,
      session.secretHash,
      session.personId,
      session.personName,
      session.subject,
      session.providerSession,
      JSON.stringify(session.grants),
      session.providerGrant,
      session.idleS,
      session.absoluteS,
      session.renewInS,
      session.userAgent,
      session.address,
    ],
  )
  return toSessionRow(rows[0])
}

/**
 * The live session of a secret, which counts as used now; null where there is none.
 *
 * noteEveryS  that it was used is written down at most this often
 */
export async function useSession(
  db: Queries,
  secretHash: Buffer,
  { noteEveryS }: { readonly noteEveryS: number },
): Promise<SessionRow | null> {
  const { rows } = await db.query(
    `with noted as (
       update session set last_used_at = clock_timestamp()
       where secret_hash = $1 and ${isLive} and last_used_at < clock_timestamp() - $2 * interval '1 second'
     )
     select ${columns} from session where secret_hash = $1 and ${isLive}`,
    [secretHash, noteEveryS],
  )
  return rows.length === 0 ? null : toSessionRow(rows[0])
}

/** Live sessions, of one person or of all, last used first. */
export async function listSessions(
  db: Queries,
  { personId, limit }: { readonly personId: string | null; readonly limit: number },
): Promise<SessionRow[]> {
  const { rows } = await db.query(
    `select ${columns} from session where ${isLive} and ($1::text is null or person_id = $1)
     order by last_used_at desc, id limit $2`,
    [personId, limit],
  )
  return rows.map(toSessionRow)
}

/** Those of some sessions that are live. */
export async function findSessions(db: Queries, ids: readonly string[]): Promise<SessionRow[]> {
  const { rows } = await db.query(`select ${columns} from session where id = any($1) and ${isLive}`, [ids])
  return rows.map(toSessionRow)
}

const ClaimRow = z.object({ provider_grant: z.instanceof(Buffer).nullable() })

/**
 * What a session's rights are renewed with, given to one caller alone; null where it isn't due, or another is at it.
 *
 * holdS  after this it is due again, unless it has been renewed
 */
export async function claimRenewal(
  db: Queries,
  id: string,
  { holdS }: { readonly holdS: number },
): Promise<{ readonly providerGrant: Buffer | null } | null> {
  const { rows } = await db.query(
    `update session set renew_at = clock_timestamp() + $2 * interval '1 second'
     where id = $1 and renew_at <= clock_timestamp() and ${isLive} returning provider_grant`,
    [id, holdS],
  )
  return rows.length === 0 ? null : { providerGrant: ClaimRow.parse(rows[0]).provider_grant }
}

/** What the provider says now of a session's person. Changed rights are announced; null: the session is over. */
export async function renewSession(
  db: Queries,
  id: string,
  renewed: Pick<SessionInput, 'grants' | 'personName' | 'providerGrant' | 'renewInS'>,
): Promise<SessionRow | null> {
  const { rows } = await db.query(
    `with before as (select id, grants from session where id = $1 for update), renewed as (
       update session s set grants = $2, person_name = $3, provider_grant = $4,
         renew_at = clock_timestamp() + $5 * interval '1 second'
       from before, ${durably} where s.id = before.id returning s.*
     )
     select ${columns}, case when grants <> (select grants from before) then pg_notify($6, id) end from renewed`,
    [id, JSON.stringify(renewed.grants), renewed.personName, renewed.providerGrant, renewed.renewInS, sessionChannel],
  )
  return rows.length === 0 ? null : toSessionRow(rows[0])
}

/** Which sessions: those that fit all that is given, of which there is at least one. */
export type SessionChoice = { readonly [Name in keyof typeof choiceColumns]?: string | Buffer }

const choiceColumns = {
  id: 'id',
  secretHash: 'secret_hash',
  personId: 'person_id',
  subject: 'subject',
  providerSession: 'provider_session',
} as const

// Safe: these are all the keys that the table has.
const choiceNames = Object.keys(choiceColumns) as (keyof typeof choiceColumns)[]

const EndedRecord = z.object({
  id: z.string(),
  person_id: z.string(),
  person_name: z.string(),
  provider_grant: z.instanceof(Buffer).nullable(),
})

const endedColumns = 'id, person_id, person_name, provider_grant'

const toEnded = (row: unknown): EndedSession => {
  const { id, person_id, person_name, provider_grant } = EndedRecord.parse(row)
  return { id, personId: person_id, personName: person_name, providerGrant: provider_grant }
}

/** Ends sessions, announces it, and says which they were; on disk before it is told. */
export async function endSessions(db: Queries, choice: SessionChoice): Promise<EndedSession[]> {
  const given = choiceNames.filter((name) => choice[name] !== undefined)
  if (given.length === 0) throw new Error('which sessions to end has to be said')
  const conditions = given.map((name, index) => `${choiceColumns[name]} = $${index + 2}`)
  const { rows } = await db.query(
    `with ended as (
       delete from session using ${durably} where ${conditions.join(' and ')} returning ${endedColumns}
     )
     select ${endedColumns}, pg_notify($1, id) from ended`,
    [sessionChannel, ...given.map((name) => choice[name])],
  )
  return rows.map(toEnded)
}

/** Deletes sessions whose time is over, and says which they were. */
export async function deleteOverSessions(db: Queries): Promise<EndedSession[]> {
  const { rows } = await db.query(`delete from session where not (${isLive}) returning ${endedColumns}`)
  return rows.map(toEnded)
}
