import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { auditEntry, createSigningKey } from '../test/audit-log.ts'
import { addCheckpoint } from './audit-checkpoint.repository.ts'
import { auditRemedy, readAuditRights } from './audit-rights.ts'
import { appendAuditEntry, listAuditEntries } from './audit.repository.ts'
import { verifyAuditLog } from './audit-verify.ts'
import { migrate } from './migrate.ts'
import { createStorePool } from './pool.ts'

const signing = createSigningKey()
const log = 'tieback_audit.audit_log'

interface OrdinaryDatabase {
  /** Connects as the role that the database belongs to. */
  readonly pool: Pool
  readonly role: string
  /** Runs SQL as a superuser. */
  administer(sql: string): Promise<void>
  dispose(): Promise<void>
}

async function runAsSuperuser(sql: string, database?: string): Promise<void> {
  const url = new URL(inject('postgresUrl'))
  if (database !== undefined) url.pathname = database
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** A migrated database of an ordinary role, as one gets it from an administrator. */
async function startOrdinaryDatabase({ makesRoles }: { readonly makesRoles: boolean }): Promise<OrdinaryDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await runAsSuperuser(`create role ${name} login password '${name}' ${makesRoles ? 'createrole' : ''}`)
  // As if it had made the role itself, which the server of the test run has already.
  if (makesRoles) await runAsSuperuser(`grant tieback_audit to ${name} with admin true, inherit false, set false`)
  await runAsSuperuser(`create database ${name} owner ${name}`)
  const url = new URL(inject('postgresUrl'))
  Object.assign(url, { username: name, password: name, pathname: name })
  const pool = createStorePool(url.href, { applicationName: 'tieback test', max: 3, onError: () => undefined })
  await migrate(pool)
  return {
    pool,
    role: name,
    administer: (sql) => runAsSuperuser(sql, name),
    dispose: async () => {
      await pool.end()
      await runAsSuperuser(`drop database ${name} with (force)`)
      await runAsSuperuser(`drop role ${name}`)
    },
  }
}

/** What nobody may do who works as the application. */
const forbidden = [
  `update ${log} set entry = entry`,
  `update ${log} set hash = hash where sequence = 1`,
  `delete from ${log}`,
  `truncate ${log}`,
  `insert into ${log} (entry) values ('{"action":"x","outcome":"done"}')`,
  `alter table ${log} disable trigger refuse_change`,
  `alter table ${log} add column more text`,
  `drop table ${log}`,
  `drop schema tieback_audit cascade`,
  `drop trigger chain_entry on ${log}`,
  `create or replace function tieback_audit.refuse_change() returns trigger language sql as 'select null'`,
  `create function tieback_audit.more() returns int language sql as 'select 1'`,
  `update tieback_audit.audit_head set sequence = 0`,
  `delete from tieback_audit.audit_head`,
  `update tieback_audit.audit_checkpoint set key_id = 'x'`,
  `delete from tieback_audit.audit_checkpoint`,
  `truncate tieback_audit.audit_log, tieback_audit.audit_head, tieback_audit.audit_checkpoint`,
  `set session_replication_role = 'replica'`,
  `set role tieback_audit`,
]

/** What still works as the application. */
async function useLog(pool: Pool): Promise<void> {
  await appendAuditEntry(pool, auditEntry())
  expect(await addCheckpoint(pool, signing.privateKey, new Date())).not.toBeNull()
  expect((await listAuditEntries(pool, { limit: 1, cursor: null })).rows).toHaveLength(1)
  expect(await verifyAuditLog(pool, { keys: signing.keys })).toMatchObject({ fault: null })
}

describe('a role that may make roles', () => {
  let database: OrdinaryDatabase
  beforeAll(async () => {
    database = await startOrdinaryDatabase({ makesRoles: true })
    await useLog(database.pool)
  })
  afterAll(() => database.dispose())

  it.each(forbidden.filter((sql) => !sql.startsWith('set role')))('is refused: %s', async (sql) => {
    await expect(database.pool.query(sql)).rejects.toMatchObject({ code: '42501' })
  })

  it('could take the log back, and is told so', async () => {
    expect(await readAuditRights(database.pool)).toMatchObject({ standing: 'retakable', role: database.role })
  })

  it('migrates again without a change', async () => {
    expect(await migrate(database.pool)).toEqual({ applied: [] })
    await useLog(database.pool)
  })

  it('is held apart for good by what an administrator is told to run', async () => {
    const { remedy } = await readAuditRights(database.pool)
    await database.administer(remedy ?? '')
    expect(await readAuditRights(database.pool)).toEqual({ standing: 'apart', role: database.role, remedy: null })
    for (const sql of ['set role tieback_audit', `grant tieback_audit to ${database.role}`]) {
      await expect(database.pool.query(sql), sql).rejects.toMatchObject({ code: '42501' })
    }
    await useLog(database.pool)
  })
})

describe('an ordinary role that owns its database', () => {
  let database: OrdinaryDatabase
  beforeAll(async () => {
    database = await startOrdinaryDatabase({ makesRoles: false })
    await useLog(database.pool)
  })
  afterAll(() => database.dispose())

  it('migrates, owns the log, and is told so', async () => {
    expect(await readAuditRights(database.pool)).toMatchObject({ standing: 'own', role: database.role })
  })

  it.each([
    `update ${log} set entry = entry`,
    `delete from ${log}`,
    `truncate ${log}`,
    `update tieback_audit.audit_head set sequence = 0`,
    `delete from tieback_audit.audit_head`,
    `insert into tieback_audit.audit_head values (false, 0, decode(repeat('00', 32), 'hex'), 0)`,
    `update tieback_audit.audit_checkpoint set key_id = 'x'`,
    `delete from tieback_audit.audit_checkpoint`,
  ])('is refused by the triggers: %s', async (sql) => {
    await expect(database.pool.query(sql)).rejects.toThrow('only ever added to')
  })

  it('can put nothing into the log but at its end, whatever it says of the place', async () => {
    await database.pool.query(
      `insert into ${log} (sequence, entry, previous_hash, hash)
       values (1, '{"action":"x","outcome":"done","actor":null,"object":null}', '\\x00', '\\x00')`,
    )
    expect(await verifyAuditLog(database.pool, { keys: signing.keys })).toMatchObject({ fault: null })
  })

  it('is held apart for good by what an administrator is told to run', async () => {
    const { remedy } = await readAuditRights(database.pool)
    await database.administer(remedy ?? '')
    expect(await readAuditRights(database.pool)).toEqual({ standing: 'apart', role: database.role, remedy: null })
    for (const sql of forbidden) {
      await expect(database.pool.query(sql), sql).rejects.toMatchObject({ code: '42501' })
    }
    await useLog(database.pool)
    expect(await migrate(database.pool)).toEqual({ applied: [] })
  })
})

describe('a role that may make roles, where the one of the log belongs to others', () => {
  it('migrates all the same, and owns the log', async () => {
    const database = await startOrdinaryDatabase({ makesRoles: false })
    await database.administer(`alter role ${database.role} createrole`)
    try {
      expect(await migrate(database.pool)).toEqual({ applied: [] })
      expect(await readAuditRights(database.pool)).toMatchObject({ standing: 'own' })
      await useLog(database.pool)
    } finally {
      await database.dispose()
    }
  })
})

describe('a superuser who migrates for an ordinary role', () => {
  let database: OrdinaryDatabase
  beforeAll(async () => {
    database = await startOrdinaryDatabase({ makesRoles: false })
  })
  afterAll(() => database.dispose())

  it('holds the log apart from it by migrating once more', async () => {
    const url = new URL(inject('postgresUrl'))
    url.pathname = database.role
    const pool = createStorePool(url.href, { applicationName: 'tieback test', max: 1, onError: () => undefined })
    await migrate(pool)
    expect(await readAuditRights(pool)).toMatchObject({ standing: 'superuser', remedy: null })
    await pool.end()
    expect(await readAuditRights(database.pool)).toMatchObject({ standing: 'apart' })
    await useLog(database.pool)
  })
})

it('refuses changes in a session that calls itself a replica, whose triggers are silent otherwise', async () => {
  const database = await startOrdinaryDatabase({ makesRoles: false })
  try {
    await useLog(database.pool)
    for (const sql of [`update ${log} set entry = entry`, `truncate ${log}`, 'delete from tieback_audit.audit_head']) {
      const asReplica = database.administer(`set session_replication_role = 'replica'; ${sql}`)
      await expect(asReplica, sql).rejects.toThrow('only ever added to')
    }
  } finally {
    await database.dispose()
  }
})

it('quotes the name of a role in what an administrator runs', () => {
  expect(auditRemedy('own', 'o"dd; role')).toContain('grant usage on schema tieback_audit to "o""dd; role";')
})
