import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addCheckpoint, type AuditCheckpoint, type ChainReport } from '@tieback/store'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { toCheckpointFields } from '../platform/auditing/checkpoint-line.ts'
import { createAuditRecorder } from '../platform/auditing/recorder.ts'
import { addAudit } from './audit.ts'

let database: TestDatabase
let folder: string
let key: KeyObject
let said: string[]

beforeEach(async () => {
  database = await startTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'tieback-audit-'))
  key = generateKeyPairSync('ed25519').privateKey
  vi.stubEnv('DATABASE_URL', database.url)
  vi.stubEnv('TIEBACK_DATA_DIR', folder)
  vi.stubEnv('AUDIT_SIGNING_KEY', key.export({ type: 'pkcs8', format: 'pem' }).toString())
  said = []
  vi.spyOn(console, 'log').mockImplementation((message) => void said.push(String(message)))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  process.exitCode = undefined
  await database.dispose()
  await rm(folder, { recursive: true })
})

/** Runs a command, and gives what it printed and what it ends with. */
async function run(...args: readonly string[]): Promise<{ lines: string[]; exitCode: unknown }> {
  said = []
  process.exitCode = undefined
  const program = new Command().exitOverride()
  addAudit(program)
  await program.parseAsync(['audit', ...args], { from: 'user' })
  const { exitCode } = process
  process.exitCode = undefined
  return { lines: said, exitCode }
}

async function record(count: number): Promise<void> {
  const recorder = createAuditRecorder(database.pool)
  for (let index = 0; index < count; index += 1) {
    await recorder.record({
      action: 'source.check',
      outcome: 'done',
      actor: 'system',
      object: { kind: 'source', id: `source-${index}` },
      correlationId: null,
    })
  }
}

async function sign(): Promise<AuditCheckpoint> {
  const checkpoint = await addCheckpoint(database.pool, key, new Date())
  if (checkpoint === null) throw new Error('there was nothing to sign')
  return checkpoint
}

/** As somebody who has every right in the store. */
async function tamper(...statements: readonly string[]): Promise<void> {
  for (const table of ['audit_log', 'audit_head', 'audit_checkpoint']) {
    await database.pool.query(`alter table tieback_audit.${table} disable trigger all`)
  }
  for (const sql of statements) await database.pool.query(sql)
}

async function fileWith(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

describe('audit verify', () => {
  it('says how much of the log is as it was written', async () => {
    await record(5)
    await sign()
    const { lines, exitCode } = await run('verify')
    expect(lines).toEqual([
      expect.stringMatching(/^5 entries and 1 checkpoints follow each other as they were written/),
    ])
    expect(exitCode).toBeUndefined()
  })

  it('names the first entry that was altered, and fails', async () => {
    await record(5)
    await tamper(`update tieback_audit.audit_log set entry = replace(entry, 'done', 'gone') where sequence = 3`)
    const { lines, exitCode } = await run('verify')
    expect(lines[0]).toBe('Entry 3: Its text, its place or its hash was altered.')
    expect(lines[1]).toMatch(/^2 entries .* up to there/)
    expect(exitCode).toBe(1)
    expect((await run('verify', '--from', '4')).exitCode).toBeUndefined()
  })

  it('tells machines the same', async () => {
    await record(2)
    const { lines } = await run('verify', '--json')
    const report: ChainReport = { entries: 2, checkpoints: 0, areSignaturesChecked: true, fault: null }
    expect(JSON.parse(lines.join('\n'))).toEqual(report)
  })

  it('finds a log put back to before by a checkpoint in the log of the server', async () => {
    await record(3)
    const line = JSON.stringify({ level: 30, checkpoint: toCheckpointFields(await sign()), msg: 'audit checkpoint' })
    await tamper(
      'delete from tieback_audit.audit_log where sequence > 1',
      'delete from tieback_audit.audit_checkpoint',
      `update tieback_audit.audit_head h set sequence = 1, checkpoint_sequence = 0, hash = l.hash from tieback_audit.audit_log l`,
    )
    expect((await run('verify')).exitCode).toBeUndefined()
    const { lines, exitCode } = await run('verify', '--checkpoint', await fileWith('server.log', `not JSON\n${line}\n`))
    expect(lines[0]).toContain('Entry 2: The log ends at 1, and entry 3 was signed')
    expect(exitCode).toBe(1)
  })

  it('takes public keys that it is given, more than one where the key was changed', async () => {
    await record(1)
    await sign()
    const former = key
    key = generateKeyPairSync('ed25519').privateKey
    await record(1)
    await sign()
    const pem = (of: KeyObject) => createPublicKey(of).export({ type: 'spki', format: 'pem' }).toString()
    const both = await fileWith('keys.pem', `${pem(former)}\n${pem(key)}`)
    expect((await run('verify', '--public-key', both)).exitCode).toBeUndefined()
    const one = await fileWith('key.pem', pem(key))
    const { lines, exitCode } = await run('verify', '--public-key', one)
    expect(lines[0]).toContain('whose public half was not given')
    expect(exitCode).toBe(1)
  })

  it.each([
    ['--public-key', 'holds no public keys'],
    ['--checkpoint', 'holds no checkpoints'],
  ])('refuses a file for %s that holds none', async (option, message) => {
    const path = await fileWith('empty.txt', 'nothing of use\n')
    await expect(run('verify', option, path)).rejects.toThrow(message)
    await expect(run('verify', option, join(folder, 'nowhere'))).rejects.toThrow('Cannot read')
  })

  it('says nothing is right where no key is to be had', async () => {
    vi.stubEnv('AUDIT_SIGNING_KEY', '')
    await expect(run('verify')).rejects.toThrow('name its public key by --public-key')
  })
})

describe('audit export', () => {
  it('prints each entry once, and that they were taken is in the log', async () => {
    await record(3)
    const { lines } = await run('export')
    expect(lines.map((line) => (JSON.parse(line) as { sequence: number }).sequence)).toEqual([1, 2, 3])
    const again = (await run('export')).lines.map((line) => JSON.parse(line) as { action: string; detail: object })
    expect(again.at(-1)).toMatchObject({ action: 'audit.export', detail: { by: expect.any(String) as string } })
  })

  it('keeps to the span that it is given', async () => {
    await record(2)
    expect((await run('export', '--to', '2026-01-01T00:00:00Z')).lines).toEqual([])
    expect((await run('export', '--from', '2199-01-01T00:00:00Z')).lines).toEqual([])
  })
})

describe('audit key', () => {
  it('prints the public half of the key that signs here, and never the other', async () => {
    const { lines } = await run('key')
    expect(createPublicKey(lines.join('\n')).equals(createPublicKey(key))).toBe(true)
    expect(lines.join('\n')).not.toContain('PRIVATE')
  })
})
