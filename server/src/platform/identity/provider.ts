import type { JWTPayload, JWTVerifyOptions } from 'jose'
import * as openId from 'openid-client'
import { ProviderRefusal, sortFailure } from './provider-errors.ts'
import { ProviderDiscovery, type ProviderMetadata } from './provider-metadata.ts'
import { type VerifiedToken, verifyIdToken, verifyToken } from './provider-tokens.ts'
import type { IdentitySettings } from './settings.ts'

/** What the provider says of a person, and what it gave along with it. */
export interface ProviderAnswer {
  /** Null: it said nothing new. */
  readonly claims: JWTPayload | null
  readonly accessToken: string
  /** Null: none, or none but the one it gave before. */
  readonly refreshToken: string | null
  /** How long what it said holds, s; null: it doesn't say. */
  readonly lifeS: number | null
}

/** What a sign-in's return is held against. */
export interface SignInChecks {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

interface ProviderOptions {
  readonly settings: IdentitySettings
  readonly redirectUri: string
  readonly postLogoutRedirectUri: string
}

/** The company's OpenID provider, which may be down. Everything throws ProviderUnavailable or ProviderRefusal, and nothing else. */
export class IdentityProvider {
  private readonly options: ProviderOptions
  private readonly discovery: ProviderDiscovery

  constructor(options: ProviderOptions) {
    this.options = options
    this.discovery = new ProviderDiscovery(options.settings)
  }

  /** Where the browser goes to sign in; for another person the provider asks again who it is. */
  async createSignInUrl(
    { state, nonce, verifier }: SignInChecks,
    { isAnotherPerson }: { readonly isAnotherPerson: boolean },
  ): Promise<URL> {
    const { settings, redirectUri } = this.options
    return await sorted(async () => {
      const { configuration } = await this.discovery.readAlive()
      return openId.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: settings.scope,
        state,
        nonce,
        code_challenge: await openId.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(isAnotherPerson ? { prompt: 'login' } : {}),
      })
    })
  }

  /** What the provider says after a sign-in; `returned` is the whole address that the browser came back to. */
  async redeem(returned: URL, { state, nonce, verifier }: SignInChecks): Promise<ProviderAnswer> {
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true }
    return await sorted(async () => {
      const metadata = await this.discovery.read()
      const tokens = await openId.authorizationCodeGrant(metadata.configuration, returned, checks)
      const answer = await this.toAnswer(metadata, tokens)
      if (answer.claims === null) throw new ProviderRefusal('the provider gave no id token')
      return answer
    })
  }

  /** What the provider says now of whom it once gave a refresh token for. */
  async renew(refreshToken: string): Promise<ProviderAnswer> {
    return await sorted(async () => {
      const metadata = await this.discovery.read()
      return await this.toAnswer(metadata, await openId.refreshTokenGrant(metadata.configuration, refreshToken))
    })
  }

  /** Tells the provider that a refresh token will not be used any more. */
  async revoke(refreshToken: string): Promise<void> {
    await sorted(async () => {
      const { configuration } = await this.discovery.read()
      if (configuration.serverMetadata().revocation_endpoint === undefined) return
      await openId.tokenRevocation(configuration, refreshToken, { token_type_hint: 'refresh_token' })
    })
  }

  /** Where the browser goes to sign out there too; null where the provider has no such place. */
  async createSignOutUrl(): Promise<URL | null> {
    const { postLogoutRedirectUri } = this.options
    return await sorted(async () => {
      const { configuration } = await this.discovery.read()
      if (configuration.serverMetadata().end_session_endpoint === undefined) return null
      // By the client's id and not by an id token: no token goes through a browser.
      return openId.buildEndSessionUrl(configuration, { post_logout_redirect_uri: postLogoutRedirectUri })
    })
  }

  /** What a token says that the provider has signed with an allowed algorithm. */
  async verify(token: string, options: JWTVerifyOptions): Promise<VerifiedToken> {
    return await sorted(async () => {
      const { keys } = await this.discovery.read()
      return await verifyToken(this.options.settings, keys, token, options)
    })
  }

  private async toAnswer(
    { keys }: ProviderMetadata,
    tokens: openId.TokenEndpointResponse & openId.TokenEndpointResponseHelpers,
  ): Promise<ProviderAnswer> {
    const { id_token: idToken, access_token: accessToken, refresh_token: refreshToken } = tokens
    return {
      claims: idToken === undefined ? null : await verifyIdToken(this.options.settings, keys, idToken),
      accessToken,
      refreshToken: refreshToken ?? null,
      lifeS: tokens.expires_in ?? null,
    }
  }
}

/** What asking gives, with failures sorted: nobody answers, or the answer is no. */
async function sorted<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    throw sortFailure(error)
  }
}
