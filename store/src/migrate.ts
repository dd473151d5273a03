import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { Pool, PoolClient } from 'pg'
import { z } from 'zod'
import { protectAuditLog } from './audit-rights.ts'
import { adoptHypertables } from './hypertables.ts'
import type { Db } from './types.ts'

interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

const AppliedRow = z.object({ name: z.string(), checksum: z.string() })

const migrationsDir = new URL('../migrations/', import.meta.url)

/**
 * Brings the database to this program's schema, and says which migrations that took.
 * Each runs in a transaction of its own; of several processes that start at once, one migrates and the others wait.
 *
 * directory  where the migrations are, for tests
 * throws     where an applied file has changed since, or the database knows a migration that this program doesn't
 */
export async function migrate(pool: Pool, directory: URL = migrationsDir): Promise<{ applied: string[] }> {
  const client = await pool.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('tieback migration', 0))`)
    try {
      const applied = await applyPending(client, await readMigrations(directory))
      if (directory === migrationsDir) {
        await adoptHypertables(client)
        await protectAuditLog(client)
      }
      return { applied }
    } finally {
      await client.query(`select pg_advisory_unlock(hashtextextended('tieback migration', 0))`)
    }
  } finally {
    client.release()
  }
}

/** Names of the migrations that this program has and the database has not. */
export async function listPendingMigrations(db: Db): Promise<string[]> {
  const applied = await readApplied(db)
  return (await readMigrations(migrationsDir)).filter(({ name }) => !applied.has(name)).map(({ name }) => name)
}

async function applyPending(client: PoolClient, migrations: readonly Migration[]): Promise<string[]> {
  const applied = await readApplied(client)
  refuseHistoryChanges(migrations, applied)
  const pending = migrations.filter(({ name }) => !applied.has(name))
  for (const migration of pending) await applyOne(client, migration)
  return pending.map(({ name }) => name)
}

async function applyOne(client: PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(`create table if not exists schema_migration (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
    await client.query(sql)
    await client.query('insert into schema_migration (name, checksum) values ($1, $2)', [name, checksum])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    throw new Error(`Migration ${name} failed and was rolled back: ${String(cause)}`, { cause })
  }
}

function refuseHistoryChanges(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): void {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const [name, checksum] of applied) {
    const migration = byName.get(name)
    if (migration === undefined) {
      throw new Error(
        `The database has migration ${name}, which this program doesn't know: it belongs to a newer Tieback, start that one`,
      )
    }
    if (migration.checksum !== checksum) {
      throw new Error(
        `Migration ${name} was changed after this database applied it: restore the file, and put the change into a new one`,
      )
    }
  }
}

async function readMigrations(directory: URL): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, directory), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function readApplied(db: Db): Promise<Map<string, string>> {
  const { rows: tables } = await db.query(
    `select 1 from pg_tables where schemaname = current_schema() and tablename = 'schema_migration'`,
  )
  if (tables.length === 0) return new Map()
  const { rows } = await db.query('select name, checksum from schema_migration order by name')
  return new Map(
    z
      .array(AppliedRow)
      .parse(rows)
      .map(({ name, checksum }) => [name, checksum]),
  )
}
