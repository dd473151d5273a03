import * as client from 'openid-client'
import { evaluationAudience } from '../configuration.ts'
import {
  type IdentityProviderOptions,
  type RunningIdentityProvider,
  startIdentityProvider,
} from '../identity-provider.ts'
import { createPersons } from '../persons.ts'
import { TestBrowser } from './browser.ts'

export const clientSecret = 'a-secret-that-only-this-test-knows-0123456789'
export const callback = 'http://127.0.0.1:9/auth/callback'
export const signedOut = 'http://127.0.0.1:9/auth/signed-out'

export const persons = createPersons({ nodeId: 'hub-4k2m9c7qxa', name: 'Isgap' })

/** A provider on any free port, for the client of these tests. */
export const startTestProvider = (options: Partial<IdentityProviderOptions> = {}): Promise<RunningIdentityProvider> =>
  startIdentityProvider({
    port: 0,
    redirectUris: [callback],
    postLogoutRedirectUris: [signedOut],
    backChannelLogoutUri: null,
    clientSecret,
    persons,
    ...options,
  })

export const discover = (
  issuer: string,
  clientId = 'tieback',
  { clockToleranceS = 0, secret = clientSecret } = {},
): Promise<client.Configuration> =>
  client.discovery(
    new URL(issuer),
    clientId,
    { [client.clockTolerance]: clockToleranceS },
    client.ClientSecretBasic(secret),
    {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- a warning in disguise: http is taken on loopback alone, which nobody else hears
      execute: [client.allowInsecureRequests],
    },
  )

/** Begins a sign-in: the page that asks who to be, and what the end of it takes. */
export async function beginSignIn(
  config: client.Configuration,
  browser: TestBrowser,
  more: Readonly<Record<string, string>> = {},
) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid profile email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...more,
  })
  const { page, at, left } = await browser.follow(address.href)
  return { page, at, left, checks: { pkceCodeVerifier, expectedState, expectedNonce } }
}

/** A whole sign-in as one of the persons. */
export async function signIn(config: client.Configuration, person: string, browser = new TestBrowser()) {
  const { at, left, checks } = await beginSignIn(config, browser)
  const done = left ? { at } : await browser.follow(at, { person })
  return await client.authorizationCodeGrant(config, new URL(done.at), checks)
}

export const askAsMachine = async (issuer: string, scope: string, secret = clientSecret) =>
  await client.clientCredentialsGrant(await discover(issuer, 'tieback-machine', { secret }), {
    scope,
    resource: evaluationAudience,
  })
