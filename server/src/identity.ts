import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigError } from './config/environment.ts'
import { readIdentityFile } from './config/identity-file.ts'
import { isConfidential, isLoopback } from './config/public-url.ts'
import { openAuditSigningKey, openSessionSecret } from './config/secrets.ts'
import type { IdentitySettings } from './platform/identity/settings.ts'

/** Where the embedded start writes who may come in. */
export const embeddedIdentityFile = (dataDir: string): string => join(dataDir, 'identity.yaml')

/** The identity file that is named, or what the embedded start left; null: neither. */
export function findIdentityFile({ identityFile, dataDir }: Config): string | null {
  const embedded = embeddedIdentityFile(dataDir)
  return identityFile ?? (existsSync(embedded) ? embedded : null)
}

/** The provider of the site, and what its claims give. Throws ConfigError where no file says it. */
export async function readIdentity(config: Config): Promise<IdentitySettings> {
  const path = findIdentityFile(config)
  if (path === null) {
    throw new ConfigError(
      'Nothing says who may sign in. Name an identity file by TIEBACK_IDENTITY (docs/identity.md says what stands in it), or start "tieback up" once for the sign-in for evaluation.',
    )
  }
  return await readIdentityFile(path, { variables: process.env, isProduction: config.isProduction })
}

/** Throws ConfigError where cookies would be sent in the clear, or strangers could be anybody. */
function checkPublicUrl({ publicUrl }: Config, { isEvaluation }: IdentitySettings): void {
  const url = new URL(publicUrl)
  if (!isConfidential(url)) {
    throw new ConfigError(
      `${publicUrl} is no address that browsers can sign in at. Set TIEBACK_PUBLIC_URL to the one that they use: https, or http on loopback.`,
    )
  }
  if (isEvaluation && !isLoopback(url)) {
    throw new ConfigError(
      `The sign-in for evaluation lets everybody be anybody, so it is for one machine alone; TIEBACK_PUBLIC_URL is ${publicUrl}. Name your own OpenID provider by TIEBACK_IDENTITY.`,
    )
  }
}

/** The provider of the site, where everything else is fit for it too. Throws ConfigError like `openSiteIdentity`, and makes nothing. */
export async function checkSiteIdentity(config: Config): Promise<IdentitySettings> {
  const settings = await readIdentity(config)
  checkPublicUrl(config, settings)
  if (config.isProduction || config.sessionSecret !== null) await openSessionSecret(config)
  if (config.isProduction || config.auditSigningKey !== null) await openAuditSigningKey(config)
  return settings
}

export interface SiteIdentity {
  readonly settings: IdentitySettings
  readonly sessionSecret: string
  /** Where browsers find Tieback. */
  readonly publicUrl: string
}

/** Everything that sign-in needs to be told. Throws ConfigError with what is missing, or not fit for production. */
export async function openSiteIdentity(config: Config): Promise<SiteIdentity> {
  const settings = await readIdentity(config)
  checkPublicUrl(config, settings)
  return { settings, sessionSecret: await openSessionSecret(config), publicUrl: config.publicUrl }
}
