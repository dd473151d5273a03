import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { NodeKind, type Role, roleScopes } from '@tieback/contracts'
import { nodeIdOf } from '@tieback/store'
import { parse } from 'yaml'
import { z } from 'zod'
import type { AssetScope } from '../platform/identity/actor.ts'
import type { GrantRule, IdentitySettings } from '../platform/identity/settings.ts'
import { ConfigError } from './environment.ts'
import { isConfidential } from './public-url.ts'
import { isExampleSecret } from './secrets.ts'

/** Asymmetric ones alone: whoever can check a token must not be able to make one. */
const Algorithm = z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'])

const ConfidentialUrl = z.url({ protocol: /^https?$/ }).refine((text) => isConfidential(new URL(text)), {
  error: 'must be https, or http on loopback',
})

const isRole = (name: string): name is Role => Object.hasOwn(roleScopes, name)

const RoleName = z.string().refine(isRole, { error: `expected one of ${Object.keys(roleScopes).join(', ')}` })

/** A node by our own id, or as its source of record calls it. */
const Asset = z.union(
  [
    z.string().regex(/^(asset|hub|facility|well)-[a-z0-9]+$/),
    z.strictObject({ kind: NodeKind, namespace: z.string().min(1), objectId: z.string().min(1) }),
  ],
  { error: 'expected a node id such as hub-4k2m9c7qxa, or { kind, namespace, objectId }' },
)
type Asset = z.infer<typeof Asset>

const Grant = z.strictObject({
  claim: z.string().min(1),
  value: z.string().min(1),
  role: RoleName,
  assets: z.union([z.literal('all'), z.array(Asset).min(1)], { error: 'expected all, or a list of nodes' }),
})

const IdentityFile = z
  .strictObject({
    issuer: ConfidentialUrl,
    clientId: z.string().min(1),
    clientSecretEnv: z.string().min(1).optional(),
    /** Relative to the identity file. */
    clientSecretFile: z.string().min(1).optional(),
    audience: z.string().min(1),
    scope: z
      .string()
      .regex(/(^| )openid( |$)/, 'must hold openid')
      .default('openid profile email offline_access'),
    algorithms: z.array(Algorithm).min(1).default(['RS256']),
    idClaim: z.string().min(1).default('sub'),
    nameClaim: z.string().min(1).default('name'),
    tenantId: z.guid().optional(),
    groups: z.strictObject({ url: ConfidentialUrl }).optional(),
    clockToleranceS: z.int().min(0).max(300).default(150),
    session: z
      .strictObject({
        idleMinutes: z.int().min(1).max(1_440).default(60),
        absoluteHours: z.int().min(1).max(168).default(12),
      })
      .prefault({}),
    evaluation: z.boolean().default(false),
    grants: z.array(Grant).min(1),
  })
  .refine(
    ({ clientSecretEnv, clientSecretFile }) => (clientSecretEnv === undefined) !== (clientSecretFile === undefined),
    {
      error: 'give either clientSecretEnv or clientSecretFile',
    },
  )
  .refine(({ issuer, tenantId }) => !isEntra(issuer) || (tenantId !== undefined && issuer.includes(`/${tenantId}/`)), {
    path: ['tenantId'],
    error: 'Entra ID takes one tenant: give its id here and in the issuer, never common or organizations',
  })
type IdentityFile = z.infer<typeof IdentityFile>

const isEntra = (issuer: string): boolean => new URL(issuer).hostname.startsWith('login.microsoftonline.')

const toNodeId = (asset: Asset): string =>
  typeof asset === 'string' ? asset : nodeIdOf(asset.kind, asset.namespace, asset.objectId)

const toAssets = (assets: 'all' | readonly Asset[]): AssetScope => (assets === 'all' ? 'all' : assets.map(toNodeId))

const toGrant = ({ assets, ...grant }: IdentityFile['grants'][number]): GrantRule => ({
  ...grant,
  assets: toAssets(assets),
})

interface IdentityEnvironment {
  /** Variables that secrets may be named by. */
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly isProduction: boolean
}

async function readClientSecret(
  path: string,
  file: IdentityFile,
  { variables, isProduction }: IdentityEnvironment,
): Promise<string> {
  const { clientSecretEnv, clientSecretFile } = file
  const place = clientSecretEnv ?? resolve(dirname(path), clientSecretFile ?? '')
  const text =
    clientSecretEnv === undefined ? await readFile(place, 'utf8').catch(() => '') : (variables[clientSecretEnv] ?? '')
  const secret = text.trim()
  if (secret === '') {
    const what = clientSecretEnv === undefined ? 'the file' : 'the environment variable'
    throw new ConfigError(
      `The identity file ${path} takes the client's secret from ${what} ${place}, which is empty or not there.`,
    )
  }
  if (isProduction && isExampleSecret(secret)) {
    throw new ConfigError(
      `The client's secret in ${place} is an example or too short; take the one that the provider gave.`,
    )
  }
  return secret
}

function parseIdentityFile(path: string, text: string): IdentityFile {
  const parsed = IdentityFile.safeParse(parseYaml(path, text))
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || '(top)'}: ${issue.message}`)
  throw new ConfigError(`The identity file ${path} does not fit:\n${lines.join('\n')}`)
}

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new ConfigError(
      `The identity file ${path} is not YAML: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** The provider of a site and what its claims give. Throws ConfigError naming the file and each wrong key. */
export async function readIdentityFile(path: string, environment: IdentityEnvironment): Promise<IdentitySettings> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ConfigError(
      `Cannot read the identity file ${path}: ${error instanceof Error ? error.message : String(error)}`,
    )
  })
  const file = parseIdentityFile(path, text)
  if (file.evaluation && environment.isProduction) {
    throw new ConfigError(
      `The identity file ${path} names the sign-in for evaluation, where everybody can be anybody. Where NODE_ENV is production, name your own OpenID provider by TIEBACK_IDENTITY; docs/identity.md says how.`,
    )
  }
  const { issuer, clientId, audience, scope, algorithms, idClaim, nameClaim, clockToleranceS, session } = file
  return {
    ...{ issuer, clientId, audience, scope, algorithms, idClaim, nameClaim, clockToleranceS },
    clientSecret: await readClientSecret(path, file, environment),
    grants: file.grants.map(toGrant),
    tenantId: file.tenantId ?? null,
    groupsUrl: file.groups?.url ?? null,
    session: { idleS: session.idleMinutes * 60, absoluteS: session.absoluteHours * 3_600 },
    isEvaluation: file.evaluation,
  }
}
