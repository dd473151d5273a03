import { createPublicKey, type KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { StorePool } from '@tieback/store'
import type { FastifyBaseLogger } from 'fastify'
import { type Config, Environment } from './config/environment.ts'
import { openAuditSigningKey, secretsFolder } from './config/secrets.ts'
import { readSourcesFile } from './config/sources-file.ts'
import { findIdentityFile } from './identity.ts'
import { keepCheckpoints } from './platform/auditing/checkpoints.ts'
import { recordConfiguration, type Setting, settingsOfEnvironment } from './platform/auditing/configuration.ts'

export interface AuditingDeps {
  readonly pool: StorePool
  readonly log: Pick<FastifyBaseLogger, 'info' | 'error'>
}

/** Files that say how sources are read: the list, and the mapping of each. */
async function listSourceFiles({ sourcesFile }: Config): Promise<{ name: string; path: string | null }[]> {
  if (sourcesFile === null) return [{ name: 'sources', path: null }]
  const entries = await readSourcesFile(sourcesFile)
  return [
    { name: 'sources', path: sourcesFile },
    ...entries.map(({ id, mapping }) => ({ name: `mapping of ${id}`, path: mapping })),
  ]
}

const toSetting = async ({ name, path }: { name: string; path: string | null }): Promise<Setting> => ({
  kind: 'file',
  name,
  value: path === null ? null : { file: basename(path), text: await readFile(path, 'utf8') },
})

async function recordStart(config: Config, process: 'server' | 'worker', deps: AuditingDeps, files: Setting[]) {
  const environment = settingsOfEnvironment(Object.keys(Environment.shape), globalThis.process.env)
  const changed = await recordConfiguration(deps.pool, process, [...files, ...environment])
  if (changed.length > 0) deps.log.info({ changed }, 'configuration is other than at the last start')
}

/** Records what is configured differently since the last worker started. */
export async function recordWorkerStart(config: Config, deps: AuditingDeps): Promise<void> {
  await recordStart(config, 'worker', deps, await Promise.all((await listSourceFiles(config)).map(toSetting)))
}

/** Records what is configured differently since the last server started, and signs the audit log from time to time until it is closed. */
export async function startAuditing(config: Config, deps: AuditingDeps): Promise<{ close(): Promise<void> }> {
  const key = await openAuditSigningKey(config)
  await recordStart(config, 'server', deps, [await toSetting({ name: 'identity', path: findIdentityFile(config) })])
  return keepCheckpoints({ ...deps, key })
}

/** The public half of the key that signs here; null where there is none. None is made. */
export async function findAuditKey(config: Config): Promise<KeyObject | null> {
  const isThere = config.auditSigningKey !== null || existsSync(join(secretsFolder(config.dataDir), 'audit-key.pem'))
  return isThere ? createPublicKey(await openAuditSigningKey(config)) : null
}
