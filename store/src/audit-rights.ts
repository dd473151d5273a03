import { z } from 'zod'
import type { StoreTransaction } from './transaction.ts'
import type { Db } from './types.ts'

/** Owns the audit log and nobody signs in as it. */
const keeperRole = 'tieback_audit'

/**
 * How the audit log is held against the role that asks. `apart`: somebody else owns it, and this role may read it and add to it.
 * `superuser`: rights say nothing to this role. `retakable`: somebody else owns it, but this role can make itself that somebody.
 * `own`: this role owns it; only the triggers hold, and an owner can take them off.
 */
export type AuditStanding = 'apart' | 'superuser' | 'retakable' | 'own'

export interface AuditRights {
  readonly standing: AuditStanding
  readonly role: string
  /** Makes it `apart`; an administrator of the database runs it. Null where it is, and for a superuser, whom nothing keeps apart. */
  readonly remedy: string | null
}

const RightsRow = z.object({
  role: z.string(),
  owner: z.string(),
  is_superuser: z.boolean(),
  can_make_roles: z.boolean(),
  may_own: z.boolean(),
  /** Whose the rest of the store is: the role that the application works as. */
  application: z.string(),
})
type RightsRow = z.infer<typeof RightsRow>

async function readRights(db: Pick<Db, 'query'>): Promise<RightsRow> {
  const { rows } = await db.query(
    `select current_user as role, log.owner, r.rolsuper as is_superuser, r.rolcreaterole as can_make_roles,
            pg_has_role(current_user, log.owner, 'MEMBER') as may_own, pg_get_userbyid(rest.relowner) as application
     from pg_roles r, pg_class rest,
          (select pg_get_userbyid(c.relowner) as owner from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where (n.nspname, c.relname) = ('tieback_audit', 'audit_log')) as log
     where r.rolname = current_user and rest.oid = 'node'::regclass`,
  )
  return RightsRow.parse(rows[0])
}

const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

const makeKeeper = `do $$ begin
  create role ${keeperRole} nologin;
exception when duplicate_object or unique_violation then
  null;
end $$;`

const tables = ['audit_log', 'audit_head', 'audit_checkpoint']
const functions = [
  'append_entry(text)',
  'add_checkpoint(bigint, bigint, bytea, timestamptz, text, bytea)',
  'chain_entry()',
  'follow_checkpoint()',
  'refuse_change()',
]

const handOver = [
  // First, since the new owner of what is in it must be allowed to make such things there.
  `alter schema tieback_audit owner to ${keeperRole};`,
  ...tables.map((table) => `alter table tieback_audit.${table} owner to ${keeperRole};`),
  ...functions.map((name) => `alter function tieback_audit.${name} owner to ${keeperRole};`),
]

const grantTo = (role: string): string[] => [
  `grant usage on schema tieback_audit to ${quoteName(role)};`,
  ...tables.map((table) => `grant select on tieback_audit.${table} to ${quoteName(role)};`),
  ...functions.slice(0, 2).map((name) => `grant execute on function tieback_audit.${name} to ${quoteName(role)};`),
]

/** What makes a role that owns the log, or can take it back, one that may read it and add to it, and no more. */
export function auditRemedy(standing: AuditStanding, role: string): string | null {
  if (standing === 'own') return [makeKeeper, ...handOver, ...grantTo(role)].join('\n')
  if (standing !== 'retakable') return null
  return `alter role ${quoteName(role)} nocreaterole;\nrevoke ${keeperRole} from ${quoteName(role)};`
}

function standingOf({ role, owner, is_superuser, can_make_roles, may_own }: RightsRow): AuditStanding {
  if (is_superuser) return 'superuser'
  if (owner === role) return 'own'
  return may_own || can_make_roles ? 'retakable' : 'apart'
}

/** How the audit log is held against the role of this connection. */
export async function readAuditRights(db: Pick<Db, 'query'>): Promise<AuditRights> {
  const row = await readRights(db)
  const standing = standingOf(row)
  return { standing, role: row.role, remedy: auditRemedy(standing, row.role) }
}

/**
 * Gives the audit log to a role of its own where whoever migrates may do that, and leaves it otherwise. Doing it again changes nothing.
 * Call it after the migrations, on their connection.
 */
export async function protectAuditLog(client: StoreTransaction): Promise<void> {
  const rights = await readRights(client)
  const { role, owner, is_superuser: isSuperuser, can_make_roles: canMakeRoles, application } = rights
  if (owner !== keeperRole && !isSuperuser && !(canMakeRoles && owner === role)) return
  await client.query('begin')
  try {
    if (owner !== keeperRole) await giveAway(client, rights)
    // A superuser needs no right, and would else be named in each.
    if (isSuperuser && application !== role) await client.query(grantTo(application).join('\n'))
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    // 42501: a role of that name is there and isn't this one's to use. The triggers hold, and "doctor" says the rest.
    if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error
  }
}

async function giveAway(client: StoreTransaction, { role, is_superuser: isSuperuser }: RightsRow): Promise<void> {
  await client.query(makeKeeper)
  if (isSuperuser) {
    await client.query(handOver.join('\n'))
    return
  }
  // Only a member can give something away to a role, and only its member can then grant what is its.
  await client.query(`grant ${keeperRole} to current_user`)
  await client.query(handOver.join('\n'))
  await client.query(`set local role ${keeperRole}`)
  await client.query(grantTo(role).join('\n'))
  await client.query('reset role')
  await client.query(`revoke ${keeperRole} from current_user`)
}
