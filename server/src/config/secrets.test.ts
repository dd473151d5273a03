import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseConfig } from './environment.ts'
import { isExampleSecret, keepSecret, openAuditSigningKey, openSessionSecret } from './secrets.ts'

const good = 'q8Zt3vYw0LhXr5Nc7Jb1Kd9Pf2Ms4Ug6'
const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tieback-secrets-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const configure = (variables: Record<string, string> = {}) => parseConfig({ TIEBACK_DATA_DIR: dataDir, ...variables })
const production = { NODE_ENV: 'production' }

describe('what is secret', () => {
  it.each([
    ...['', 'short', 'a'.repeat(64), 'abababababababababababababababab', 'change-me-change-me-change-me-ok'],
    ...['example-secret-of-the-documents!', '0123456789abcdef0123456789abcdef', '<paste the secret here please ok>'],
    ...['@Microsoft.KeyVault(SecretUri=https://vault.example.net/secrets/x)', 'your-secret-goes-here-and-nowhere'],
  ])('is not %j', (text) => {
    expect(isExampleSecret(text)).toBe(true)
  })

  it('is anything with chance in it', () => {
    expect(isExampleSecret(good)).toBe(false)
    for (let i = 0; i < 200; i++) {
      const made = generateKeyPairSync('ed25519')
        .publicKey.export({ type: 'spki', format: 'der' })
        .toString('base64url')
      expect(isExampleSecret(made.slice(16))).toBe(false)
    }
  })
})

describe('the secret of sessions', () => {
  it('is the one that is given', async () => {
    expect(await openSessionSecret(configure({ SESSION_SECRET: good, ...production }))).toBe(good)
  })

  it('is made once in the data folder, for its owner alone', async () => {
    const made = await openSessionSecret(configure())
    expect(made.length).toBeGreaterThanOrEqual(43)
    expect(await openSessionSecret(configure())).toBe(made)
    const folder = join(dataDir, 'identity')
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, 'session-secret'))).mode & 0o777).toBe(0o600)
  })

  it('is refused in production where there is none, and where it came out of a document', async () => {
    await expect(openSessionSecret(configure(production))).rejects.toThrow(/SESSION_SECRET is not set.*openssl rand/)
    const example = 'change-me-change-me-change-me-change-me'
    await expect(openSessionSecret(configure({ SESSION_SECRET: example, ...production }))).rejects.toThrow(
      /is an example/,
    )
    expect(await readdir(dataDir)).toEqual([])
  })

  it('is refused everywhere where it is short', () => {
    expect(() => configure({ SESSION_SECRET: good.slice(1) })).toThrow(/SESSION_SECRET/)
  })
})

describe('a secret that is kept', () => {
  it('is one, however many make it at once', async () => {
    const file = join(dataDir, 'new', 'secret')
    const made = await Promise.all(Array.from({ length: 20 }, (_, index) => keepSecret(file, () => `made ${index}`)))
    expect(new Set(made).size).toBe(1)
    expect(await readdir(join(dataDir, 'new'))).toEqual(['secret'])
  })

  it('says what to do where its file is empty', async () => {
    const file = join(dataDir, 'secret')
    await writeFile(file, '\n')
    await expect(keepSecret(file, () => 'x')).rejects.toThrow(/is empty\. Take it away/)
  })
})

describe('the key that signs the audit log', () => {
  const publicOf = (pem: string) => createPrivateKey(pem).export({ format: 'jwk' })['x']

  it('is PEM, PEM in one line, or a file of it', async () => {
    const file = join(dataDir, 'key.pem')
    await writeFile(file, ed25519)
    for (const given of [ed25519, ed25519.replaceAll('\n', '\\n'), file]) {
      const key = await openAuditSigningKey(configure({ AUDIT_SIGNING_KEY: given, ...production }))
      expect(key.export({ format: 'jwk' })['x']).toBe(publicOf(ed25519))
    }
  })

  it('is made once in the data folder, for its owner alone', async () => {
    const made = await openAuditSigningKey(configure())
    expect(made.asymmetricKeyType).toBe('ed25519')
    expect((await openAuditSigningKey(configure())).equals(made)).toBe(true)
    expect((await stat(join(dataDir, 'identity', 'audit-key.pem'))).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['nothing', {}, /AUDIT_SIGNING_KEY is not set/],
    ['a key of another kind', { AUDIT_SIGNING_KEY: rsa.toString() }, /holds no Ed25519 private key/],
    ['a file that is not there', { AUDIT_SIGNING_KEY: '/nowhere/key.pem' }, /can't be read/],
    ['half a key', { AUDIT_SIGNING_KEY: ed25519.slice(0, 60) }, /holds no Ed25519 private key/],
  ])('is refused in production where it is %s', async (_, variables, message) => {
    const error: unknown = await openAuditSigningKey(configure({ ...variables, ...production })).catch(
      (e: unknown) => e,
    )
    expect(String(error)).toMatch(message)
    expect(String(error)).not.toContain('MC4CAQ')
  })
})
