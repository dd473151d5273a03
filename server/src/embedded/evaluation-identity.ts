import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Role, roleTitles } from '@tieback/contracts'
import { createCalendar } from '@tieback/domain'
import { createField } from '@tieback/sim'
import { nodeIdOf } from '@tieback/store'
import { stringify } from 'yaml'
import { z } from 'zod'
import { ConfigError } from '../config/environment.ts'
import { findFreePort } from '../config/free-port.ts'
import { keepSecret, secretsFolder } from '../config/secrets.ts'
import { embeddedIdentityFile } from '../identity.ts'
import type { FieldSettings } from './field-settings.ts'
import { evaluationAudience, webClientId } from './identity-provider/configuration.ts'
import type { IdentityProviderOptions } from './identity-provider/identity-provider.ts'
import { createPersons, type EvaluationAsset, roleValueOf } from './identity-provider/persons.ts'

/** What the simulated field's mapping calls the place that its ids are from. */
const fieldNamespace = 'field'

/** Where everybody can be anybody, nobody from another machine may. */
const host = '127.0.0.1'

const dayMs = 86_400_000

/** What makes the provider the same one at every start: its address is part of what it signs. */
const ProviderSettings = z.object({
  port: z.int().min(1).max(65_535),
  /** What a role can be limited to: hubs first, then assets. */
  parts: z.array(z.object({ nodeId: z.string().min(1), name: z.string().min(1) })),
})
type ProviderSettings = z.infer<typeof ProviderSettings>

export interface EvaluationIdentity {
  readonly port: number
  readonly issuer: string
  readonly clientSecret: string
  readonly parts: readonly EvaluationAsset[]
  /** Keys, sessions and grants of the provider. */
  readonly stateFile: string
}

const settingsFileOf = (dataDir: string): string => join(secretsFolder(dataDir), 'provider.json')
const clientSecretFileOf = (dataDir: string): string => join(secretsFolder(dataDir), 'client-secret')

/** Hubs and assets of a simulated field, which the store knows by these ids once they have been read. */
export function listParts({ seed, firstStart }: FieldSettings): EvaluationAsset[] {
  const epoch = new Date(firstStart)
  const calendar = createCalendar('utc', [{ validFrom: null, timeZone: 'UTC', dayStart: '00:00' }])
  const historyStart = new Date(epoch.getTime() - dayMs)
  const { hubs, assets } = createField({ seed, epoch, historyStart, calendar }).topology
  const toPart = (kind: 'hub' | 'asset') => (place: { readonly objectId: string; readonly name: string }) => ({
    nodeId: nodeIdOf(kind, fieldNamespace, place.objectId),
    name: place.name,
  })
  return [...hubs.map(toPart('hub')), ...assets.map(toPart('asset'))]
}

async function readSettings(dataDir: string): Promise<ProviderSettings | null> {
  const path = settingsFileOf(dataDir)
  if (!existsSync(path)) return null
  try {
    return ProviderSettings.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new ConfigError(
      `${path} can't be read: it was changed or cut short. Take it away; the next start makes it anew.`,
      { cause },
    )
  }
}

/** Roles for the whole field, and a viewer's for each part of it. */
const createGrants = (parts: readonly EvaluationAsset[]) => [
  ...(Object.keys(roleTitles) as Role[]).map((role) => ({
    claim: 'roles',
    value: roleValueOf(role),
    role,
    assets: 'all',
  })),
  ...parts.map(({ nodeId }) => ({
    claim: 'roles',
    value: roleValueOf('viewer', nodeId),
    role: 'viewer',
    assets: [nodeId],
  })),
]

interface Asked {
  /** Left out: those of last time. */
  readonly parts?: readonly EvaluationAsset[]
  /** Left out: that of last time where it is free, else any. */
  readonly port?: number | undefined
}

/**
 * Writes the identity file of the evaluation provider, and what the provider itself is told; both stay as they are from start
 * to start as far as they can.
 */
export async function prepareEvaluationIdentity(dataDir: string, asked: Asked = {}): Promise<EvaluationIdentity> {
  const kept = await readSettings(dataDir)
  const parts = asked.parts ?? kept?.parts ?? []
  const port = asked.port ?? (await findFreePort(host, kept?.port ?? 0)) ?? (await findFreePort(host, 0))
  if (port === null) throw new ConfigError(`No port of ${host} is free for the sign-in for evaluation.`)
  const clientSecret = await keepSecret(clientSecretFileOf(dataDir), () => randomBytes(32).toString('base64url'))
  const issuer = `http://${host}:${port}`
  const identity = {
    ...{
      issuer,
      clientId: webClientId,
      clientSecretFile: join('identity', 'client-secret'),
      audience: evaluationAudience,
    },
    evaluation: true,
    grants: createGrants(parts),
  }
  await writeFile(settingsFileOf(dataDir), `${JSON.stringify({ port, parts }, null, 2)}\n`)
  const heading = '# Written at each embedded start: who may sign in for evaluation. Everybody can be anybody.\n'
  await writeFile(embeddedIdentityFile(dataDir), heading + stringify(identity))
  return { port, issuer, clientSecret, parts, stateFile: join(secretsFolder(dataDir), 'provider-state.json') }
}

/** What the provider is started with, for a server at an address. */
export function toProviderOptions(
  { port, clientSecret, parts, stateFile }: EvaluationIdentity,
  publicUrl: string,
): IdentityProviderOptions {
  return {
    ...{ port, clientSecret, stateFile },
    redirectUris: [`${publicUrl}/auth/callback`],
    postLogoutRedirectUris: [`${publicUrl}/auth/signed-out`],
    backChannelLogoutUri: `${publicUrl}/auth/back-channel-logout`,
    persons: createPersons(parts[0] ?? null),
    machineRoles: createGrants(parts).map(({ value }) => value),
  }
}
