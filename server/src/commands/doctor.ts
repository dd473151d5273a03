import { constants, existsSync } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { createJobQueue } from '@tieback/jobs'
import { checkStore } from '@tieback/store'
import type { Command } from 'commander'
import { type Config, parseConfig } from '../config/environment.ts'
import { openStore, webRoot } from '../runtime.ts'
import { createSources } from '../sources.ts'
import { examineAudit } from './examine-audit.ts'
import { examineSignIn } from './examine-sign-in.ts'
import { print, toColumns } from './print.ts'
import { abortOnSignal } from './signals.ts'
import { checkSources } from './sources.ts'

/** Longest wait for Redis to answer a ping, ms. */
const queueAnswerMsMax = 3_000

interface Finding {
  readonly what: string
  readonly ok: boolean
  readonly message: string
}

/** Runs one check; its failure is a finding, never the end of the examination. */
async function examine(what: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { what, ok: true, message: await check() }
  } catch (error) {
    return { what, ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

/** The store as it is: nothing is migrated, since that is for whoever owns it to decide. */
async function examineStore(config: Config): Promise<string> {
  const store = await openStore(config, { applicationName: 'tieback-doctor', migrate: false, log: () => undefined })
  try {
    const { serverVersion, pendingMigrations } = await checkStore(store.pool)
    if (pendingMigrations.length > 0) {
      throw new Error(
        `${pendingMigrations.length} migrations are pending, from ${pendingMigrations[0] ?? ''} on; "tieback migrate" applies them, and so does the start of "up", "serve" and "work"`,
      )
    }
    return `${store.origin === 'own' ? 'your own Postgres' : 'embedded Postgres'} ${serverVersion}, migrated`
  } finally {
    await store.close()
  }
}

async function examineQueue({ redisUrl }: Config): Promise<string> {
  // Kept in the store, it is as well as the store; opening it would make its tables.
  if (redisUrl === null) return 'jobs are kept in the store'
  const queue = await createJobQueue({ databaseUrl: '', redisUrl })
  try {
    await queue.check(queueAnswerMsMax)
    return 'jobs are kept in your own Redis'
  } finally {
    await queue.close()
  }
}

async function examineSources(config: Config, signal: AbortSignal): Promise<Finding[]> {
  try {
    return await examineEachSource(config, signal)
  } catch (error) {
    return [{ what: 'sources', ok: false, message: error instanceof Error ? error.message : String(error) }]
  }
}

async function examineEachSource(config: Config, signal: AbortSignal): Promise<Finding[]> {
  if ((await createSources(config)).size === 0) return [{ what: 'sources', ok: true, message: 'none is configured' }]
  return (await checkSources(undefined, signal)).map(({ id, ok, product, version, message }) => ({
    what: `source ${id}`,
    ok,
    message: ok ? `${product ?? ''} ${version ?? ''}`.trim() : (message ?? ''),
  }))
}

async function examineAll(config: Config, signal: AbortSignal): Promise<Finding[]> {
  return [
    await examine('node', () => Promise.resolve(`Node ${process.version}`)),
    await examine('data folder', async () => {
      await mkdir(config.dataDir, { recursive: true })
      await access(config.dataDir, constants.W_OK)
      return config.dataDir
    }),
    await examine('web application', () =>
      existsSync(webRoot)
        ? Promise.resolve('built')
        : Promise.reject(new Error('not built; run "npm run build". The API works without it')),
    ),
    await examine('store', () => examineStore(config)),
    await examine('queue', () => examineQueue(config)),
    await examine('audit log', () => examineAudit(config)),
    await examine('sign-in', () => examineSignIn(config)),
    ...(await examineSources(config, signal)),
  ]
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('examine configuration, store, queue, audit log, sign-in and sources, and say what is wrong')
    .option('--json', 'print the result as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examineAll(parseConfig(process.env), abortOnSignal())
      print(json, { findings }, () =>
        toColumns(findings.map(({ what, ok, message }) => [ok ? 'ok' : 'WRONG', what, message])),
      )
      if (findings.some(({ ok }) => !ok)) process.exitCode = 1
    })
}
