import { type Role, roleTitles } from '@tieback/contracts'
import { type Command, Option } from 'commander'
import * as openId from 'openid-client'
import { existsSync } from 'node:fs'
import { type Config, ConfigError, parseConfig } from '../config/environment.ts'
import { readIdentityFile } from '../config/identity-file.ts'
import { machineClientId } from '../embedded/identity-provider/configuration.ts'
import { embeddedIdentityFile } from '../identity.ts'
import type { GrantRule, IdentitySettings } from '../platform/identity/settings.ts'
import { print } from './print.ts'

interface TokenOptions {
  readonly role: Role
  readonly asset?: string
  readonly json?: boolean
}

/** Longest wait for the provider, s. */
const answerSMax = 10

/** The evaluation provider that the data folder knows of. Throws ConfigError where there is none. */
async function readEvaluation({ dataDir, identityFile, isProduction }: Config): Promise<IdentitySettings> {
  const path = embeddedIdentityFile(dataDir)
  if (identityFile !== null) {
    throw new ConfigError(
      'TIEBACK_IDENTITY names a provider of your own: ask it for a token by client credentials; docs/identity.md says how, under Machines.',
    )
  }
  if (!existsSync(path)) {
    throw new ConfigError(
      `There is no sign-in for evaluation in ${dataDir}. Start "tieback up" first, or name its data folder by TIEBACK_DATA_DIR.`,
    )
  }
  return await readIdentityFile(path, { variables: process.env, isProduction })
}

const describeAssets = ({ assets }: GrantRule): string => (assets === 'all' ? 'the whole field' : assets.join(', '))

/** The rule that gives a role for all, or for one node alone. */
function findGrant({ grants }: IdentitySettings, role: Role, asset: string | undefined): GrantRule {
  const ofRole = grants.filter((grant) => grant.role === role)
  const found = ofRole.find(({ assets }) =>
    asset === undefined ? assets === 'all' : assets !== 'all' && assets.length === 1 && assets[0] === asset,
  )
  if (found !== undefined) return found
  throw new ConfigError(
    `The evaluation provider gives no ${role} for ${asset ?? 'the whole field'}. It gives one for: ${ofRole.map(describeAssets).join('; ')}.`,
  )
}

async function fetchToken({ issuer, clientSecret, audience }: IdentitySettings, scope: string) {
  try {
    const provider = await openId.discovery(
      new URL(issuer),
      machineClientId,
      undefined,
      openId.ClientSecretBasic(clientSecret),
      {
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- a warning in disguise: http is taken on loopback alone, which nobody else hears
        execute: [openId.allowInsecureRequests],
        timeout: answerSMax,
      },
    )
    return await openId.clientCredentialsGrant(provider, { scope, resource: audience })
  } catch (error) {
    throw new ConfigError(
      `The sign-in for evaluation at ${issuer} gave no token: ${error instanceof Error ? error.message : String(error)}. Does "tieback up" run?`,
    )
  }
}

async function printToken({ role, asset, json }: TokenOptions): Promise<void> {
  const settings = await readEvaluation(parseConfig(process.env))
  const grant = findGrant(settings, role, asset)
  const { access_token: token, expires_in: lifeS = 0 } = await fetchToken(settings, grant.value)
  const endsAt = new Date(Date.now() + lifeS * 1_000).toISOString()
  print(json, { token, role, assets: grant.assets, endsAt }, () => [token])
}

export function addToken(program: Command): void {
  program
    .command('token')
    .description('print a bearer token of the sign-in for evaluation, for scripts against the API')
    .addOption(new Option('--role <role>', 'what it may do').choices(Object.keys(roleTitles)).makeOptionMandatory())
    .option('--asset <node>', 'id of the hub or asset that it is limited to')
    .option('--json', 'print the token with its end as JSON')
    .action(printToken)
}
