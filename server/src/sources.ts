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
} from '@tieback/adapters'
import type { ConfiguredSource } from '@tieback/jobs'
import { type Config, ConfigError } from './config/environment.ts'
import { readSourcesFile, type SourceEntry } from './config/sources-file.ts'

/** Where the embedded start writes the sources of the evaluation field. */
export const embeddedSourcesFile = (dataDir: string): string => join(dataDir, 'sources.yaml')

function readSecret(sourceId: string, name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') {
    throw new ConfigError(
      `Source ${sourceId} takes its secret from the environment variable ${name}, which is not set.`,
    )
  }
  return value
}

function toAuth({ id, auth }: SourceEntry): SourceAuth {
  switch (auth.scheme) {
    case 'none':
      return { kind: 'none' }
    case 'basic':
      return { kind: 'basic', user: auth.user, password: readSecret(id, auth.passwordEnv) }
    case 'bearer':
      return { kind: 'bearer', token: readSecret(id, auth.tokenEnv) }
    case 'header':
      return { kind: 'header', name: auth.name, value: readSecret(id, auth.valueEnv) }
  }
}

async function createSource(entry: SourceEntry): Promise<Source> {
  const { id, name, baseUrl, timeoutMs, caFile } = entry
  const text = await readFile(entry.mapping, 'utf8').catch((error: unknown) => {
    throw new ConfigError(`Cannot read the mapping of ${id}: ${error instanceof Error ? error.message : String(error)}`)
  })
  const settings = { id, name, baseUrl, timeoutMs, auth: toAuth(entry), ...(caFile === undefined ? {} : { caFile }) }
  if (entry.kind === 'pi-web-api') {
    return createPiWebApiSource({ ...settings, mapping: parsePiMapping(text) })
  }
  return createEnergyComponentsSource({ ...settings, mapping: parseEnergyComponentsMapping(text) })
}

/** Every source of the site, by id: from the sources file, or from what the embedded start left; none is a valid answer. */
export async function createSources(config: Config): Promise<Map<string, ConfiguredSource>> {
  const embedded = embeddedSourcesFile(config.dataDir)
  const path = config.sourcesFile ?? (existsSync(embedded) ? embedded : null)
  if (path === null) return new Map()
  const entries = await readSourcesFile(path)
  const sources = await Promise.all(
    entries.map(async (entry) => [entry.id, { source: await createSource(entry), every: entry.every }] as const),
  )
  return new Map(sources)
}
