import { createPublicKey, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import {
  type AuditCheckpoint,
  type ChainReport,
  keyIdOf,
  readAuditEntries,
  readAuditHead,
  verifyAuditLog,
} from '@tieback/store'
import { type Command, InvalidArgumentError } from 'commander'
import { findAuditKey } from '../auditing.ts'
import { ConfigError, parseConfig } from '../config/environment.ts'
import { parseCheckpoints } from '../platform/auditing/checkpoint-line.ts'
import { createAuditRecorder } from '../platform/auditing/recorder.ts'
import { type OpenStore, openStore } from '../runtime.ts'
import { parseInstant } from './options.ts'
import { print } from './print.ts'
import { abortOnSignal } from './signals.ts'

/** Entries that are read from the store at once for an export. */
const entriesAtOnce = 5_000

interface VerifyOptions {
  readonly from?: number
  readonly publicKey?: string
  readonly checkpoint?: string
  readonly json?: boolean
}

interface ExportOptions {
  readonly from?: Date
  readonly to?: Date
}

function parseSequence(text: string): number {
  const sequence = Number(text)
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw new InvalidArgumentError('expected the number of an entry')
  return sequence
}

async function readGivenFile(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ConfigError(`Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`)
  })
}

/** Every public key that a file holds, one PEM after the other. */
function parsePublicKeys(text: string, path: string): KeyObject[] {
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[\s\S]*?-----END PUBLIC KEY-----/g) ?? []
  const keys = blocks.map((pem) => createPublicKey(pem))
  if (keys.length > 0 && keys.every(({ asymmetricKeyType }) => asymmetricKeyType === 'ed25519')) return keys
  throw new ConfigError(
    `${path} holds no public keys (Ed25519, PEM): "tieback audit key" prints the one that signs here.`,
  )
}

async function readKeys(path: string | undefined): Promise<Map<string, KeyObject>> {
  const own = path === undefined ? await findAuditKey(parseConfig(process.env)) : null
  const given = path === undefined ? [] : parsePublicKeys(await readGivenFile(path), path)
  const keys = own === null ? given : [own]
  if (keys.length > 0) return new Map(keys.map((key) => [keyIdOf(key), key]))
  throw new ConfigError(
    'Nothing here signs the audit log: name its public key by --public-key, or set AUDIT_SIGNING_KEY.',
  )
}

async function readWitnesses(path: string | undefined): Promise<AuditCheckpoint[]> {
  if (path === undefined) return []
  const checkpoints = parseCheckpoints(await readGivenFile(path))
  if (checkpoints.length > 0) return checkpoints
  throw new ConfigError(`${path} holds no checkpoints: a log of the server does, in its lines "audit checkpoint".`)
}

/** What `use` gives of the store as it is: whoever verifies doesn't migrate. */
async function withStore<Result>(use: (store: OpenStore) => Promise<Result>): Promise<Result> {
  const store = await openStore(parseConfig(process.env), {
    applicationName: 'tieback-audit',
    migrate: false,
    log: () => undefined,
  })
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

function toLines({ entries, checkpoints, fault }: ChainReport, tookS: number): string[] {
  const checked = `${entries} entries and ${checkpoints} checkpoints follow each other as they were written (${tookS.toFixed(1)} s).`
  return fault === null ? [checked] : [`Entry ${fault.sequence}: ${fault.what}`, checked.replace('.', ', up to there.')]
}

async function verify({ json, from, publicKey, checkpoint }: VerifyOptions): Promise<void> {
  const signal = abortOnSignal()
  const keys = await readKeys(publicKey)
  const witnesses = await readWitnesses(checkpoint)
  const startMs = performance.now()
  const options = { keys, witnesses, ...(from === undefined ? {} : { from }) }
  const report = await withStore(({ pool }) => verifyAuditLog(pool, options, signal))
  print(json, report, () => toLines(report, (performance.now() - startMs) / 1_000))
  if (report.fault !== null) process.exitCode = 1
}

/** Prints entries as JSON, one a line, oldest first. That they were taken is in the log before the first is printed. */
async function exportEntries({ from, to }: ExportOptions): Promise<void> {
  const signal = abortOnSignal()
  await withStore(async ({ pool }) => {
    const { sequence: upTo } = await readAuditHead(pool)
    await createAuditRecorder(pool).record({
      action: 'audit.export',
      outcome: 'done',
      actor: 'system',
      object: null,
      correlationId: null,
      detail: {
        by: `command line, user ${userInfo().username}`,
        ...(from === undefined ? {} : { from: from.toISOString() }),
        ...(to === undefined ? {} : { to: to.toISOString() }),
      },
    })
    const span = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), upTo }
    for (let after = 0; after < upTo && !signal.aborted;) {
      const rows = await readAuditEntries(pool, { ...span, after, limit: entriesAtOnce })
      for (const row of rows) console.log(JSON.stringify(row))
      after = rows.length < entriesAtOnce ? upTo : (rows.at(-1)?.sequence ?? upTo)
    }
  })
}

async function printKey({ json }: { json?: boolean }): Promise<void> {
  const key = await findAuditKey(parseConfig(process.env))
  if (key === null) throw new ConfigError('Nothing here signs the audit log: set AUDIT_SIGNING_KEY.')
  const publicKey = key.export({ type: 'spki', format: 'pem' }).toString()
  print(json, { keyId: keyIdOf(key), publicKey }, () => [publicKey.trim()])
}

export function addAudit(program: Command): void {
  const audit = program.command('audit').description('the audit log: verify it, and take it away')
  audit
    .command('verify')
    .description('follow the chain from entry to entry, and say where it was altered')
    .option('--from <sequence>', 'begin at this entry, and trust what comes before', parseSequence)
    .option('--public-key <file>', 'PEM of the keys that signed it; left out: the key that signs here')
    .option('--checkpoint <file>', 'checkpoints kept outside of the store, such as a log of the server')
    .option('--json', 'print the result as JSON')
    .action(verify)
  audit
    .command('export')
    .description('print entries as JSON, one a line, oldest first')
    .option('--from <instant>', 'only from this instant on', parseInstant)
    .option('--to <instant>', 'only before this instant', parseInstant)
    .action(exportEntries)
  audit
    .command('key')
    .description('print the public key that checkpoints are verified with')
    .option('--json', 'print the result as JSON')
    .action(printKey)
}
