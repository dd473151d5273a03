import * as openId from 'openid-client'
import type { Config } from '../config/environment.ts'
import { isLoopback } from '../config/public-url.ts'
import { checkSiteIdentity, findIdentityFile } from '../identity.ts'
import type { IdentitySettings } from '../platform/identity/settings.ts'

/** Longest wait for the provider to describe itself, s. */
const answerSMax = 5

async function discover({ issuer, clientId, isEvaluation }: IdentitySettings): Promise<openId.ServerMetadata> {
  const url = new URL(issuer)
  // A file that says otherwise was refused when it was read: http is on loopback alone.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- a warning in disguise: http is taken on loopback alone, which nobody else hears
  const execute = isLoopback(url) ? [openId.allowInsecureRequests] : []
  try {
    const provider = await openId.discovery(url, clientId, undefined, openId.None(), { execute, timeout: answerSMax })
    return provider.serverMetadata()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      isEvaluation
        ? `the sign-in for evaluation at ${issuer} does not answer; it runs while "tieback up" does`
        : `${issuer} does not describe itself as the identity file has it: ${reason}`,
      { cause: error },
    )
  }
}

/** What stands against signing in, if anything; nobody signs in to find out. */
export async function examineSignIn(config: Config): Promise<string> {
  if (findIdentityFile(config) === null && !config.isProduction) {
    return 'none is configured; "tieback up" makes one for evaluation, and "tieback serve" needs TIEBACK_IDENTITY'
  }
  const settings = await checkSiteIdentity(config)
  const { end_session_endpoint: signOutPath } = await discover(settings)
  const what = settings.isEvaluation ? 'for evaluation, everybody can be anybody' : `${settings.grants.length} grants`
  const signOut = signOutPath === undefined ? '; it has no sign-out of its own' : ''
  return `${settings.issuer} answers (${what})${signOut}; browsers come from ${config.publicUrl}`
}
