import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditEntry } from '../../test/audit-log.ts'
import { appendAuditEntry } from '../audit.repository.ts'
import { readAuditRights } from '../audit-rights.ts'
import { ensureMonths } from '../partitions.ts'
import { migrate } from '../migrate.ts'
import { createStorePool } from '../pool.ts'
import { openForApplication } from './application-role.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'

let dataDir: string
let postgres: EmbeddedPostgres

const connect = (url: string): Pool =>
  createStorePool(url, { applicationName: 'tieback test', max: 2, onError: () => undefined })

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tieback-test-role-'))
  postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined, settings: { fsync: 'off' } })
})
afterAll(async () => {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
})

/** What `use` gives of the store as Tieback works with it. */
async function withApplication<Result>(use: (pool: Pool) => Promise<Result>): Promise<Result> {
  const pool = connect(await openForApplication(postgres.url))
  try {
    return await use(pool)
  } finally {
    await pool.end()
  }
}

describe('the role that the embedded start works as', () => {
  it('is made before there are tables, and migrates nothing by itself', async () => {
    const { rows } = await withApplication((pool) => pool.query('select current_user::text as role'))
    expect(rows).toEqual([{ role: 'tieback_app' }])
  })

  it('takes over a data folder whose tables were the owner’s, whatever made them', async () => {
    const owner = connect(postgres.url)
    await migrate(owner)
    await owner.query('create schema queue; create table queue.job (id bigserial primary key, state text)')
    await owner.query(`create type queue.mood as enum ('good'); create view queue.seen as select * from queue.job`)
    const client = await owner.connect()
    await ensureMonths(client, 'fact_hourly_timeseries', [new Date('2026-03-01T00:00:00Z')])
    client.release()
    await owner.end()
    const left = await withApplication(async (pool) => {
      await pool.query(`alter table queue.job add column more text; insert into queue.job (state) values ('waiting')`)
      await pool.query(`alter table fact_hourly_timeseries detach partition fact_hourly_timeseries_202603`)
      await pool.query('drop table fact_hourly_timeseries_202603')
      return await pool.query(
        `select relname from pg_class where relowner = 'tieback'::regrole and relkind in ('r', 'p', 'S', 'v')
           and relnamespace::regnamespace::text !~ '^(pg_|information_schema)'`,
      )
    })
    expect(left.rows).toEqual([])
  })

  it('is an ordinary role, who adds to the audit log and can do no more to it', async () => {
    await withApplication(async (pool) => {
      expect(await readAuditRights(pool)).toMatchObject({ standing: 'apart', role: 'tieback_app' })
      await appendAuditEntry(pool, auditEntry())
      for (const sql of [
        'update tieback_audit.audit_log set entry = entry',
        'delete from tieback_audit.audit_log',
        'truncate tieback_audit.audit_log',
        'alter table tieback_audit.audit_log disable trigger all',
        'drop schema tieback_audit cascade',
        'alter role tieback_app superuser',
      ]) {
        await expect(pool.query(sql), sql).rejects.toMatchObject({ code: '42501' })
      }
    })
  })

  it('is the same at the next start, and has nothing left to take over', async () => {
    const address = await openForApplication(postgres.url)
    expect(await Promise.all([openForApplication(postgres.url), openForApplication(postgres.url)])).toEqual([
      address,
      address,
    ])
    expect(address).not.toContain(new URL(postgres.url).password)
    await withApplication(async (pool) => expect(await migrate(pool)).toEqual({ applied: [] }))
  })
})
