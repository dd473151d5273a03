import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as contract from '@tieback/contracts'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listPendingMigrations, migrate } from './migrate.ts'
import { checkStore } from './pool.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'

describe('migrate', () => {
  let database: TestDatabase
  let directory: string

  const put = (name: string, sql: string): Promise<void> => writeFile(join(directory, name), sql)
  const run = (): Promise<{ applied: string[] }> => migrate(database.pool, pathToFileURL(`${directory}/`))
  const hasTable = async (name: string): Promise<boolean> =>
    (await database.pool.query('select 1 where to_regclass($1) is not null', [name])).rowCount === 1

  beforeEach(async () => {
    database = await startTestDatabase()
    // As if nothing had ever been applied.
    await database.pool.query('drop schema public cascade; create schema public')
    directory = await mkdtemp(join(tmpdir(), 'tieback-migrations-'))
    return async () => {
      await database.dispose()
      await rm(directory, { recursive: true })
    }
  })

  it('applies what is pending, in order, once', async () => {
    await put('0002_second.sql', 'alter table pipe add column length_m float8')
    await put('0001_first.sql', 'create table pipe (id int)')
    await put('README.md', 'not a migration')
    expect(await run()).toEqual({ applied: ['0001_first.sql', '0002_second.sql'] })
    await put('0003_third.sql', 'create table tank (id int)')
    expect(await run()).toEqual({ applied: ['0003_third.sql'] })
    expect(await run()).toEqual({ applied: [] })
  })

  it('lets one of several processes migrate while the others wait', async () => {
    await put('0001_first.sql', 'create table pipe (id int)')
    const runs = await Promise.all([run(), run(), run()])
    expect(runs.flatMap(({ applied }) => applied)).toEqual(['0001_first.sql'])
  })

  it('refuses a file that was changed after it was applied', async () => {
    await put('0001_first.sql', 'create table pipe (id int)')
    await run()
    await put('0001_first.sql', 'create table pipe (id bigint)')
    await expect(run()).rejects.toThrow('0001_first.sql was changed after this database applied it')
  })

  it('refuses a database that is newer than the program', async () => {
    await put('0001_first.sql', 'create table pipe (id int)')
    await run()
    await rm(join(directory, '0001_first.sql'))
    await expect(run()).rejects.toThrow('belongs to a newer Tieback')
  })

  it('rolls a failing migration back whole, names it, and keeps the ones before', async () => {
    await put('0001_first.sql', 'create table pipe (id int)')
    await put('0002_second.sql', 'create table tank (id int); select no_such_function()')
    await expect(run()).rejects.toThrow(/0002_second\.sql failed and was rolled back: .*no_such_function/)
    expect(await hasTable('pipe')).toBe(true)
    expect(await hasTable('tank')).toBe(false)
  })
})

describe('the schema', () => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await startTestDatabase()
    return database.dispose
  })

  it('is what the program expects, and says which server it runs on', async () => {
    const { serverVersion, pendingMigrations } = await checkStore(database.pool)
    expect(serverVersion).toMatch(/^\d+/)
    expect(pendingMigrations).toEqual([])
  })

  it('lists what a new database lacks', async () => {
    await database.pool.query('create schema empty_one')
    const client = await database.pool.connect()
    await client.query('set search_path = empty_one')
    expect((await listPendingMigrations(client))[0]).toBe('0001_knowledge.sql')
    client.release(true)
  })

  it.each([
    ['node_kind', contract.NodeKind],
    ['well_type', contract.WellType],
    ['quantity', contract.Quantity],
    ['measure', contract.Measure],
    ['quality', contract.Quality],
    ['record_status', contract.RecordStatus],
    ['source_kind', contract.SourceKind],
    ['source_status', contract.SourceStatus],
    ['deferment_category', contract.DefermentCategory],
  ])('has the values of %s that the contract has, in its order', async (type, schema) => {
    const { rows } = await database.pool.query<{ label: string }>(
      'select unnest(enum_range(null::%)) as label'.replace('%', type),
    )
    expect(rows.map(({ label }) => label)).toEqual(schema.options)
  })

  it('says of every table what it is for', async () => {
    const { rows } = await database.pool.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
         and obj_description(oid) is null and relname <> 'schema_migration'`,
    )
    expect(rows).toEqual([])
  })
})
