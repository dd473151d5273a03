import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  createStorePool,
  findEmbeddedPostgres,
  migrate,
  openForApplication,
  startEmbeddedPostgres,
  type StorePool,
} from '@tieback/store'
import { z } from 'zod'
import type { Config } from './config/environment.ts'

/** The checkout that this runs from. */
export const projectRoot = join(import.meta.dirname, '..', '..')

/** Version of the product, as its root package says. */
export const productVersion: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))).version

/** Folder of the built web application. */
export const webRoot = join(projectRoot, 'spa', 'dist')

export interface OpenStore {
  readonly url: string
  readonly pool: StorePool
  readonly origin: 'own' | 'embedded'
  /** Names of the migrations that opening it took. */
  readonly applied: readonly string[]
  /** Closes the pool, and stops the embedded server when this process started it. */
  close(): Promise<void>
}

interface StoreOptions {
  readonly applicationName: string
  /**
   * What to do where the embedded server runs already: `borrow` it (left out), and leave it running at the end;
   * `own` it, which takes over what a killed Tieback left and refuses a data folder that a living one uses.
   */
  readonly embedded?: 'borrow' | 'own'
  /** Bring the tables up to date. */
  readonly migrate: boolean
  /** Longest wait for an answer of the store, ms; left out: as long as it takes. Migrations have all the time they need. */
  readonly answerTimeoutMs?: number
  /** Hears what a person may want to know. */
  readonly log: (message: string) => void
}

function createPool(url: string, { applicationName, answerTimeoutMs, log }: StoreOptions, max: number): StorePool {
  return createStorePool(url, {
    applicationName,
    max,
    onError: (error) => log(`Postgres: an idle connection broke: ${error.message}`),
    ...(answerTimeoutMs === undefined ? {} : { answerTimeoutMs }),
  })
}

/** Brings the tables up to date, over a connection that may wait; says which migrations that took. */
async function migrateStore(url: string, { applicationName, log }: StoreOptions): Promise<string[]> {
  const pool = createPool(url, { applicationName, log, migrate: true }, 1)
  try {
    const { applied } = await migrate(pool)
    if (applied.length > 0) log(`Postgres: applied ${applied.length} migrations`)
    return applied
  } finally {
    await pool.end()
  }
}

async function findServer(config: Config, { embedded, log }: StoreOptions) {
  const nothing = (): Promise<void> => Promise.resolve()
  if (config.databaseUrl !== null) return { url: config.databaseUrl, origin: 'own' as const, stop: nothing }
  const running = embedded === 'own' ? null : await findEmbeddedPostgres(config.dataDir)
  if (running !== null) return { url: running, origin: 'embedded' as const, stop: nothing }
  const started = await startEmbeddedPostgres({ dataDir: config.dataDir, log })
  return { url: started.url, origin: 'embedded' as const, stop: () => started.stop() }
}

/** Opens the store that the configuration names: your own Postgres, the embedded one that is running, or one started for as long as this takes. */
export async function openStore(config: Config, options: StoreOptions): Promise<OpenStore> {
  const server = await findServer(config, options)
  const { origin, stop } = server
  try {
    const applied = options.migrate ? await migrateStore(server.url, options) : []
    // What migrates the embedded server may do everything there; what works on it may not.
    const url = origin === 'embedded' ? await openForApplication(server.url) : server.url
    const pool = createPool(url, options, config.databasePoolMax)
    const close = async (): Promise<void> => {
      await pool.end()
      await stop()
    }
    return { url, pool, origin, applied, close }
  } catch (error) {
    await stop()
    throw error
  }
}
