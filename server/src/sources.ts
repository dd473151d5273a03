import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createEnergyComponentsSource,
  createPiWebApiSource,
  parseEnergyComponentsMapping,
  parsePiMapping,
  type Source,
  type SourceAuth,
  type TokenCacheStore,
} from '@tieback/adapters'
import type { ConfiguredSource } from '@tieback/jobs'
import { type Clock, parseClock } from './config/clock.ts'
import { type Config, ConfigError } from './config/environment.ts'
import { openSessionSecret } from './config/secrets.ts'
import { readSourcesFile, type SourceEntry } from './config/sources-file.ts'
import { createTokenCacheFile } from './config/token-cache-file.ts'
import { withFieldClock } from './embedded/field-settings.ts'

/** Where the embedded start writes the sources of the evaluation field. */
export const embeddedSourcesFile = (dataDir: string): string => join(dataDir, 'sources.yaml')

function readSecret(sourceId: string, name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') {
    throw new ConfigError(
      `Source ${sourceId} takes its secret from the environment variable ${name}, which is not set.`,
    )
  }
  if (value.startsWith('@Microsoft.KeyVault(')) {
    throw new ConfigError(
      `Source ${sourceId} takes its secret from ${name}, which holds a Key Vault reference that nobody has resolved. App Service does so where the application's identity may read the secret: see the setting's status there.`,
    )
  }
  return value
}

function toAuth({ id, auth }: SourceEntry, tokenCache: TokenCacheStore | null): SourceAuth {
  switch (auth.scheme) {
    case 'none':
      return { kind: 'none' }
    case 'basic':
      return { kind: 'basic', user: auth.user, password: readSecret(id, auth.passwordEnv) }
    case 'bearer':
      return { kind: 'bearer', token: readSecret(id, auth.tokenEnv) }
    case 'header':
      return { kind: 'header', name: auth.name, value: readSecret(id, auth.valueEnv) }
    case 'oauth2': {
      const { scheme: _, clientSecretEnv, ...client } = auth
      return { kind: 'oauth2', ...client, clientSecret: readSecret(id, clientSecretEnv) }
    }
    case 'entra': {
      const { scheme: _, clientSecretEnv, authorityHost = 'https://login.microsoftonline.com', ...client } = auth
      const clientSecret = readSecret(id, clientSecretEnv)
      return { kind: 'entra', ...client, authorityHost, clientSecret, ...(tokenCache === null ? {} : { tokenCache }) }
    }
  }
}

/**
 * How a source is reached and recognised, with its secret in it.
 *
 * tokenCache   where its tokens outlive a restart; left out: nowhere
 */
export function toConnection(entry: SourceEntry, tokenCache: TokenCacheStore | null = null) {
  const { id, name, baseUrl, timeoutMs, caFile, resilience } = entry
  return {
    id,
    name,
    baseUrl,
    timeoutMs,
    resilience,
    auth: toAuth(entry, tokenCache),
    ...(caFile === undefined ? {} : { caFile }),
  }
}

/** The text of a site mapping file. */
export async function readMappingFile(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ConfigError(`Cannot read the mapping: ${error instanceof Error ? error.message : String(error)}`)
  })
}

/** Null where a source has no tokens to keep, or nothing to encrypt them with: they are fetched anew after a restart. */
async function openTokenCache(config: Config, { id, auth }: SourceEntry): Promise<TokenCacheStore | null> {
  if (auth.scheme !== 'entra' || (config.isProduction && config.sessionSecret === null)) return null
  return createTokenCacheFile({
    dataDir: config.dataDir,
    sessionSecret: await openSessionSecret(config),
    sourceId: id,
  })
}

async function createSource(entry: SourceEntry, config: Config, clock: Clock): Promise<Source> {
  const connection = toConnection(entry, await openTokenCache(config, entry))
  const text = await readMappingFile(entry.mapping)
  if (entry.kind === 'pi-web-api') {
    return createPiWebApiSource({ ...connection, mapping: parsePiMapping(text), now: () => clock.now() })
  }
  return createEnergyComponentsSource({ ...connection, mapping: parseEnergyComponentsMapping(text) })
}

/** What the sources file says of each source, or what the embedded start left; none is a valid answer. */
export async function readSourceEntries(config: Config): Promise<SourceEntry[]> {
  const embedded = embeddedSourcesFile(config.dataDir)
  const path = config.sourcesFile ?? (existsSync(embedded) ? embedded : null)
  return path === null ? [] : await readSourcesFile(path)
}

/** Every source of the site, by id. */
export async function createSources(config: Config): Promise<Map<string, ConfiguredSource>> {
  const entries = await readSourceEntries(config)
  // A source judges what lies ahead by the field's time, whoever asks it.
  const clock = parseClock((await withFieldClock(config)).clock)
  const sources = await Promise.all(
    entries.map(
      async (entry) => [entry.id, { source: await createSource(entry, config, clock), every: entry.every }] as const,
    ),
  )
  return new Map(sources)
}
