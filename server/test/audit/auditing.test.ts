import { createPublicKey } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findNewestCheckpoint, keyIdOf, listAuditEntries, verifyAuditLog } from '@tieback/store'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findAuditKey, recordWorkerStart, startAuditing } from '../../src/auditing.ts'
import { parseConfig } from '../../src/config/environment.ts'
import { openAuditSigningKey } from '../../src/config/secrets.ts'
import { parseCheckpoints } from '../../src/platform/auditing/checkpoint-line.ts'
import { keepCheckpoints } from '../../src/platform/auditing/checkpoints.ts'
import { recordConfiguration, settingsOfEnvironment } from '../../src/platform/auditing/configuration.ts'
import { createAuditRecorder } from '../../src/platform/auditing/recorder.ts'

let database: TestDatabase
let folder: string
let lines: string[]

beforeEach(async () => {
  database = await startTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'tieback-auditing-'))
  lines = []
})
afterEach(async () => {
  await database.dispose()
  await rm(folder, { recursive: true, force: true })
})

const log = {
  info: (fields: object) => void lines.push(JSON.stringify(fields)),
  error: (fields: object) => void lines.push(JSON.stringify(fields)),
}

const configWith = (more: Record<string, string> = {}) => parseConfig({ TIEBACK_DATA_DIR: folder, ...more })

async function changes(): Promise<string[]> {
  const filter = { limit: 500, cursor: null, action: 'configuration.change' }
  return (await listAuditEntries(database.pool, filter)).rows.map(({ object }) => object?.id ?? '').toSorted()
}

const record = () =>
  createAuditRecorder(database.pool).record({
    action: 'source.check',
    outcome: 'done',
    actor: 'system',
    object: null,
    correlationId: null,
  })

describe('what is configured', () => {
  it('is recorded where it changes, by name and digest and never by value', async () => {
    const names = ['TIEBACK_PORT', 'DATABASE_URL', 'SESSION_SECRET', 'REDIS_URL']
    const environment = {
      TIEBACK_PORT: '4310',
      DATABASE_URL: 'postgres://tieback:hunter2hunter2@db:5432/tieback?sslmode=require',
      SESSION_SECRET: 'hunter2hunter2hunter2hunter2hunter2',
    }
    const recordWith = (more: Record<string, string>) =>
      recordConfiguration(database.pool, 'server', settingsOfEnvironment(names, { ...environment, ...more }))
    expect(await recordWith({})).toEqual(['TIEBACK_PORT', 'DATABASE_URL', 'SESSION_SECRET'])
    expect(await recordWith({})).toEqual([])
    expect(await recordWith({ TIEBACK_PORT: '4311' })).toEqual(['TIEBACK_PORT'])
    // A new password can't be seen in a digest, or it could be guessed by it.
    const otherPassword = {
      DATABASE_URL: 'postgres://other@db:5432/tieback?sslmode=require&password=x',
      SESSION_SECRET: 'x'.repeat(40),
    }
    expect(await recordWith({ TIEBACK_PORT: '4311', ...otherPassword })).toEqual([])
    const inTheClear = { DATABASE_URL: 'postgres://tieback@db:5432/tieback?sslmode=disable' }
    expect(await recordWith({ TIEBACK_PORT: '4311', ...inTheClear })).toEqual(['DATABASE_URL'])
    expect(await recordWith({ ...inTheClear, TIEBACK_PORT: '', REDIS_URL: 'redis://cache' })).toEqual([
      'TIEBACK_PORT',
      'REDIS_URL',
    ])
    const { rows } = await database.pool.query<{ text: string }>(
      `select string_agg(entry, ' ') as text from tieback_audit.audit_log`,
    )
    expect(rows[0]?.text).not.toContain('hunter2')
  })

  it('is told apart by the kind of process, which may have other settings', async () => {
    const settings = settingsOfEnvironment(['TIEBACK_PORT'], { TIEBACK_PORT: '4310' })
    await recordConfiguration(database.pool, 'server', settings)
    expect(await recordConfiguration(database.pool, 'worker', settings)).toEqual(['TIEBACK_PORT'])
  })

  it('includes the sources file and the mapping of each source, by their text', async () => {
    const sources = join(folder, 'sources.yaml')
    const source = '{ id: pi, name: PI, kind: pi-web-api, baseUrl: "http://127.0.0.1:1", mapping: pi.yaml }'
    await writeFile(sources, `sources: [${source}]`)
    await writeFile(join(folder, 'pi.yaml'), 'one: 1')
    const config = configWith({ TIEBACK_SOURCES: sources })
    const start = () => recordWorkerStart(config, { pool: database.pool, log })
    await start()
    expect(await changes()).toEqual(expect.arrayContaining(['worker/mapping of pi', 'worker/sources']) as string[])
    const before = (await changes()).length
    await writeFile(join(folder, 'pi.yaml'), 'one: 2')
    await start()
    await start()
    expect((await changes()).length).toBe(before + 1)
  })
})

describe('the signing of the audit log', () => {
  it('signs what was recorded while the server ran and when it stops, with a copy in the log', async () => {
    const config = configWith()
    const auditing = await startAuditing(config, { pool: database.pool, log })
    await record()
    await auditing.close()
    await auditing.close()
    const key = createPublicKey(await openAuditSigningKey(config))
    const witnesses = parseCheckpoints(`no JSON\n{"msg":"request"}\n${lines.join('\n')}\n`)
    expect(witnesses).toEqual([await findNewestCheckpoint(database.pool)])
    const report = await verifyAuditLog(database.pool, { keys: new Map([[keyIdOf(key), key]]), witnesses })
    expect(report).toMatchObject({ checkpoints: 1, fault: null })
  })

  it('signs by itself while there is something new', async () => {
    const key = await openAuditSigningKey(configWith())
    const keeper = keepCheckpoints({ pool: database.pool, key, log, everyMs: 10 })
    const newest = async () => (await findNewestCheckpoint(database.pool))?.sequence
    await record()
    await expect.poll(newest, { interval: 10, timeout: 10_000 }).toBe(1)
    await record()
    await expect.poll(newest, { interval: 10, timeout: 10_000 }).toBe(2)
    await keeper.close()
    expect(lines).toHaveLength(2)
  })

  it('says so where the store is away, and goes on', async () => {
    const key = await openAuditSigningKey(configWith())
    await database.pool.query('alter table tieback_audit.audit_head rename to away')
    const keeper = keepCheckpoints({ pool: database.pool, key, log, everyMs: 10 })
    await expect.poll(() => lines.length, { interval: 10, timeout: 10_000 }).toBeGreaterThan(1)
    expect(lines[0]).toContain('does not exist')
    await database.pool.query('alter table tieback_audit.away rename to audit_head')
    await keeper.close()
  })

  it('finds the key that signs here, and makes none', async () => {
    expect(await findAuditKey(configWith())).toBeNull()
    const key = await openAuditSigningKey(configWith())
    const found = await findAuditKey(configWith())
    expect(found && keyIdOf(found)).toBe(keyIdOf(key))
  })
})
