import type { Configuration, Grant, KoaContextWithOIDC } from 'oidc-provider'
import { claimNames, claimsOf, type ClaimStyle } from './claims.ts'
import { pageHeaders } from './html.ts'
import { renderFailure, renderSignedOut, renderSignOut } from './pages.ts'
import type { EvaluationPerson } from './persons.ts'
import type { ProviderState } from './provider-state.ts'

/** The client of the web application, and the one of machines. */
export const webClientId = 'tieback'
export const machineClientId = 'tieback-machine'

/** Whom the tokens of machines are for, unless something else is asked for. */
export const evaluationAudience = 'urn:tieback:api'

export const refusedInProduction =
  'The sign-in for evaluation does not start where NODE_ENV is production: everybody could be anybody. Name your own OpenID provider by TIEBACK_IDENTITY; docs/identity.md says how.'

/** Longest that a person has for choosing; a session, and the right to renew it, s. */
const interactionTtlS = 10 * 60
const sessionTtlS = 14 * 24 * 60 * 60

export interface ConfigurationOptions {
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  /** Null: nobody is told when a session ends. */
  readonly backChannelLogoutUri: string | null
  readonly clientSecret: string
  /** Whom tokens of machines are for. */
  readonly audience: string
  /** Values of the claim `roles` that a machine may ask for, by scope. */
  readonly machineRoles: readonly string[]
  readonly idTokenTtlS: number
  readonly accessTokenTtlS: number
  readonly style: ClaimStyle
  /** Where the forms of pages may lead in the end. */
  readonly formOrigins: readonly string[]
  readonly findPerson: (id: string) => EvaluationPerson | undefined
  /** Added to what tokens say of time, s. */
  readonly aheadS: () => number
  readonly shift: (token: string) => Promise<string>
}

function createClients(options: ConfigurationOptions): Configuration['clients'] {
  const { clientSecret, backChannelLogoutUri } = options
  const backChannel = { backchannel_logout_uri: backChannelLogoutUri ?? '', backchannel_logout_session_required: true }
  return [
    {
      client_id: webClientId,
      client_secret: clientSecret,
      client_name: 'Tieback',
      redirect_uris: options.redirectUris,
      post_logout_redirect_uris: options.postLogoutRedirectUris,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      ...(backChannelLogoutUri === null ? {} : backChannel),
    },
    {
      client_id: machineClientId,
      client_secret: clientSecret,
      client_name: 'Tieback command line',
      redirect_uris: [],
      grant_types: ['client_credentials'],
      response_types: [],
    },
  ]
}

/** Everybody has agreed already: there is one application, and nobody to ask. */
async function grantAll(ctx: KoaContextWithOIDC, { audience, machineRoles }: ConfigurationOptions): Promise<Grant> {
  const { client, session, provider, result } = ctx.oidc
  const clientId = client?.clientId ?? ''
  const grantId = result?.consent?.grantId ?? session?.grantIdFor(clientId)
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId)
  if (known !== undefined) return known
  const accountId = session?.accountId ?? ''
  const grant = new provider.Grant({ clientId, accountId })
  grant.addOIDCScope('openid profile email offline_access')
  grant.addResourceScope(audience, machineRoles.join(' '))
  await grant.save()
  return grant
}

function createFeatures(options: ConfigurationOptions): Configuration['features'] {
  const { audience, machineRoles, accessTokenTtlS, findPerson, formOrigins } = options
  return {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    dPoP: { enabled: false },
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    backchannelLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_, client) => (client.clientId === machineClientId ? audience : []),
      getResourceServerInfo: () => ({
        audience,
        scope: machineRoles.join(' '),
        accessTokenFormat: 'jwt',
        accessTokenTTL: accessTokenTtlS,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.set(pageHeaders(formOrigins))
        ctx.body = renderSignOut(form, findPerson(ctx.oidc.session?.accountId ?? '')?.name ?? null)
      },
      postLogoutSuccessSource: (ctx) => {
        ctx.set(pageHeaders(formOrigins))
        ctx.body = renderSignedOut()
      },
    },
  }
}

/** What makes oidc-provider the provider for evaluation. */
export function createConfiguration(state: ProviderState, options: ConfigurationOptions): Configuration {
  const { style, findPerson, formOrigins, aheadS, shift, idTokenTtlS, accessTokenTtlS } = options
  return {
    adapter: (model) => state.adapter(model),
    jwks: { keys: [...state.keys()] },
    clients: createClients(options),
    features: createFeatures(options),
    pkce: { required: (_, client) => client.clientId === webClientId },
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    responseTypes: ['code'],
    claims: { openid: claimNames, profile: [], email: [] },
    conformIdTokenClaims: false,
    cookies: {
      keys: [state.cookieKey],
      names: { session: 'evaluation-session', interaction: 'evaluation-sign-in', resume: 'evaluation-resume' },
    },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    // As companies' providers do, without asking for consent each time. Whoever signs out here is out everywhere.
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => true,
    loadExistingGrant: (ctx) => grantAll(ctx, options),
    findAccount: (_, id) => {
      const person = findPerson(id)
      return person === undefined ? undefined : { accountId: id, claims: () => claimsOf(person, style) }
    },
    extraTokenClaims: (_, token) => {
      if (token.kind === 'ClientCredentials') return { roles: token.scope?.split(' ') ?? [] }
      const person = 'accountId' in token ? findPerson(token.accountId) : undefined
      if (person === undefined) return undefined
      const { sub: _sub, ...claims } = claimsOf(person, style)
      return claims
    },
    formats: {
      customizers: {
        jwt: (_, _token, { payload }) => {
          for (const name of ['iat', 'exp']) payload[name] = Number(payload[name]) + aheadS()
        },
      },
    },
    // The library's own refuses loopback, which is where all of an evaluation is.
    fetch: (url, options) => sendSignOut(url, options, shift),
    ttl: {
      AccessToken: accessTokenTtlS,
      ClientCredentials: accessTokenTtlS,
      AuthorizationCode: 60,
      IdToken: idTokenTtlS,
      Interaction: interactionTtlS,
      Session: sessionTtlS,
      Grant: sessionTtlS,
      RefreshToken: sessionTtlS,
    },
    renderError: (ctx, failure) => {
      ctx.set(pageHeaders(formOrigins))
      ctx.body = renderFailure({ ...failure })
    },
  }
}

/** Tells a server of a sign-out: the one thing that the provider sends by itself. It holds one token, as a form. */
async function sendSignOut(
  url: string | URL | Request,
  options: RequestInit | undefined,
  shift: ConfigurationOptions['shift'],
): Promise<Response> {
  const { body, method, headers, signal } = options ?? {}
  const form = new URLSearchParams(body instanceof URLSearchParams ? body : '')
  const token = form.get('logout_token')
  if (token !== null) form.set('logout_token', await shift(token))
  return await fetch(url, { body: form, method: method ?? 'POST', headers: headers ?? {}, signal: signal ?? null })
}
