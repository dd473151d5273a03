import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Config, ConfigError } from './environment.ts'

/** Words that stand in secrets which were copied out of a document. */
const exampleWords = /example|change.?me|placeholder|your.?secret|password|insert|replace|<.*>|x{6}|0123456789/i

/** Characters that a secret has at least, and different ones among them. */
const lengthMin = 16
const varietyMin = 8

/** Whether a secret is one that anybody could guess or read in a document, or a reference that nobody has resolved. */
export function isExampleSecret(secret: string): boolean {
  if (secret.length < lengthMin || new Set(secret).size < varietyMin) return true
  return exampleWords.test(secret) || secret.startsWith('@Microsoft.KeyVault(')
}

/** Where an embedded start keeps what nobody but its owner may read. */
export const secretsFolder = (dataDir: string): string => join(dataDir, 'identity')

/** A folder that its owner alone may look into; one that is there already stays as it is. */
export async function createSecretsFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true })
  if (made !== undefined) await chmod(folder, 0o700)
}

/** The text of a file; made by `create` where it isn't there, readable by its owner alone. Of two who make it, the first counts. */
export async function keepSecret(file: string, create: () => string): Promise<string> {
  if (!existsSync(file)) await placeSecret(file, create())
  const text = (await readFile(file, 'utf8')).trim()
  if (text === '') throw new ConfigError(`${file} is empty. Take it away, and the next start makes a new one.`)
  return text
}

async function placeSecret(file: string, text: string): Promise<void> {
  await createSecretsFolder(dirname(file))
  const whole = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(whole, `${text}\n`, { mode: 0o600 })
  try {
    // Whole at once or not at all: another process may be making it too, or reading it.
    await link(whole, file)
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error
  } finally {
    await rm(whole)
  }
}

/** What sessions are encrypted with. Throws ConfigError where production has none, or one out of a document. */
export async function openSessionSecret({ sessionSecret, isProduction, dataDir }: Config): Promise<string> {
  if (sessionSecret === null) {
    if (isProduction) {
      throw new ConfigError(
        'SESSION_SECRET is not set, and in production none is made up. Make one by "openssl rand -base64 48", and give it to every server.',
      )
    }
    return await keepSecret(join(secretsFolder(dataDir), 'session-secret'), () => randomBytes(48).toString('base64url'))
  }
  if (isProduction && isExampleSecret(sessionSecret)) {
    throw new ConfigError(
      'SESSION_SECRET is an example, or hardly any chance is in it. Make one by "openssl rand -base64 48".',
    )
  }
  return sessionSecret
}

const createSigningKey = (): string => {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Reads a key from its PEM, whose lines may be joined by `\n` as in variables that hold one line. */
function parseSigningKey(pem: string, place: string): KeyObject {
  try {
    const key = createPrivateKey(pem.replaceAll('\\n', '\n'))
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // Said below, without what the text was.
  }
  throw new ConfigError(
    `${place} holds no Ed25519 private key in PEM. Make one by "openssl genpkey -algorithm ed25519 -out audit-key.pem".`,
  )
}

/** The key that signs the audit log. Throws ConfigError where production has none, or what is given is no such key. */
export async function openAuditSigningKey({ auditSigningKey, isProduction, dataDir }: Config): Promise<KeyObject> {
  if (auditSigningKey === null) {
    if (isProduction) {
      throw new ConfigError(
        'AUDIT_SIGNING_KEY is not set, and in production none is made up. Make one by "openssl genpkey -algorithm ed25519 -out audit-key.pem", and name the file.',
      )
    }
    const file = join(secretsFolder(dataDir), 'audit-key.pem')
    return parseSigningKey(await keepSecret(file, createSigningKey), file)
  }
  if (auditSigningKey.includes('PRIVATE KEY')) return parseSigningKey(auditSigningKey, 'AUDIT_SIGNING_KEY')
  const pem = await readFile(auditSigningKey, 'utf8').catch((error: unknown) => {
    throw new ConfigError(
      `AUDIT_SIGNING_KEY names a file that can't be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  })
  return parseSigningKey(pem, auditSigningKey)
}
