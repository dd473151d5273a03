import { createHmac } from 'node:crypto'
import pg from 'pg'
import { z } from 'zod'
import { protectAuditLog } from '../audit-rights.ts'

/** The role that Tieback works as. It owns its tables, and of the audit log nothing. */
const applicationName = 'tieback_app'

/**
 * The same for every start on this cluster, and no way to the owner's. Whoever may read the owner's password can make it: this role guards
 * the audit log against mistakes and injected SQL, not against whoever owns the data folder.
 */
const passwordOf = (ownerPassword: string): string =>
  createHmac('sha256', ownerPassword).update('tieback application').digest('base64url')

const makeRole = (password: string): string => `do $$ begin
  if not exists (select from pg_roles where rolname = '${applicationName}') then
    create role ${applicationName} login password '${password}';
  end if;
end $$`

/** Everything of the owner's that an application works with, as the statement that gives it away; what belongs to a table follows it. */
const givenAway = `
  select format('alter schema %I owner to ${applicationName}', nspname) as statement, 0 as step
  from pg_namespace where nspname = 'public' and nspowner <> '${applicationName}'::regrole
    or nspowner = $1::regrole and nspname !~ '^(pg_|information_schema$|tieback_audit$|public$)'
  union all
  select format('alter %s %s owner to ${applicationName}', case relkind when 'S' then 'sequence' when 'v' then 'view'
    when 'm' then 'materialized view' else 'table' end, c.oid::regclass), case relkind when 'p' then 1 else 2 end
  from pg_class c where relowner = $1::regrole and relkind in ('r', 'p', 'S', 'v', 'm')
    and relnamespace::regnamespace::text !~ '^(pg_|information_schema$|tieback_audit$)'
    and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass
      and (d.deptype = 'e' or relkind = 'S' and d.deptype in ('a', 'i')))
  union all
  select format('alter routine %s owner to ${applicationName}', p.oid::regprocedure), 3
  from pg_proc p where proowner = $1::regrole
    and pronamespace::regnamespace::text !~ '^(pg_|information_schema$|tieback_audit$)'
    and not exists (select from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e')
  union all
  select format('alter type %s owner to ${applicationName}', t.oid::regtype), 3
  from pg_type t where typowner = $1::regrole and typtype in ('e', 'd', 'r')
    and typnamespace::regnamespace::text !~ '^(pg_|information_schema$|tieback_audit$)'
    and not exists (select from pg_depend d where d.objid = t.oid and d.classid = 'pg_type'::regclass and d.deptype in ('i', 'e'))
  order by step`

const StatementRow = z.object({ statement: z.string() })

/**
 * The address that Tieback works at: as an ordinary role, who is made and given what there is where that hasn't happened yet.
 *
 * ownerUrl  of the embedded server's database, after migrations
 */
export async function openForApplication(ownerUrl: string): Promise<string> {
  const url = new URL(ownerUrl)
  const owner = decodeURIComponent(url.username)
  const password = passwordOf(decodeURIComponent(url.password))
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    // As for migrations: of several processes that start at once, one does it and the others find it done.
    await client.query(`select pg_advisory_lock(hashtextextended('tieback migration', 0))`)
    await client.query(makeRole(password))
    await client.query(`grant all on database ${pg.escapeIdentifier(url.pathname.slice(1))} to ${applicationName}`)
    await giveAway(client, owner)
  } finally {
    await client.end()
  }
  url.username = applicationName
  url.password = password
  return url.href
}

async function giveAway(client: pg.Client, owner: string): Promise<void> {
  const { rows } = await client.query(givenAway, [owner])
  const statements = z.array(StatementRow).parse(rows)
  // Each by itself: a server of the version before may be at work on some of them.
  for (const { statement } of statements) await client.query(statement)
  const { rowCount } = await client.query(`select from pg_class where oid = to_regclass('tieback_audit.audit_log')`)
  if (rowCount === 1) await protectAuditLog(client)
}
