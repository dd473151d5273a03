import { z } from 'zod'
import { SourceError } from '../source-error.ts'
import { type ClientCredentials, createTokenStore, type TokenStore } from './client-credentials.ts'
import { createEntraTokens, type EntraClient } from './entra.ts'
import { EntraNetwork } from './entra-network.ts'
import { TokenCacheStore } from './token-cache.ts'

const isLoopback = ({ hostname }: URL) => ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
/** A secret goes over TLS, or no further than this machine. */
const SecretUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => new URL(text).protocol === 'https:' || isLoopback(new URL(text)), 'an https address')

/**
 * How a source recognises us. Kept apart from the mapping files: those are shared, these are secrets.
 *
 * Kerberos has no kind of its own: a proxy beside Tieback that takes part in it is the source's base address, with `none`, or
 * with `header` where that proxy wants a key.
 */
export const SourceAuth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('basic'), user: z.string().min(1), password: z.string() }),
  z.strictObject({ kind: z.literal('bearer'), token: z.string().min(1) }),
  z.strictObject({ kind: z.literal('header'), name: z.string().min(1), value: z.string().min(1) }),
  z
    .strictObject({
      kind: z.literal('oauth2'),
      issuer: SecretUrl.optional().describe('Whose metadata name the token endpoint'),
      tokenEndpoint: SecretUrl.optional().describe('In place of an issuer, where that publishes no metadata'),
      clientId: z.string().min(1),
      clientSecret: z.string().min(1),
      clientAuthentication: z.enum(['post', 'basic']).default('post').describe('Where the secret is put'),
      scope: z.string().min(1).optional().describe('Such as api://historian/.default'),
    })
    .refine(({ issuer, tokenEndpoint }) => (issuer === undefined) !== (tokenEndpoint === undefined), {
      message: 'give either issuer or tokenEndpoint',
    }),
  z.strictObject({
    kind: z.literal('entra'),
    tenantId: z
      .string()
      .max(100)
      .regex(/^[\w.-]+$/)
      .describe('The tenant’s id, or a domain of it; one tenant, never common'),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    resource: z.string().min(1).describe('Whose rights are asked for, such as https://graph.microsoft.com'),
    authorityHost: SecretUrl.default('https://login.microsoftonline.com').describe('Of the cloud'),
    tokenCache: TokenCacheStore.optional().describe('Where tokens outlive a restart'),
    network: EntraNetwork.optional().describe('In place of the network, for tests'),
  }),
])
export type SourceAuth = z.output<typeof SourceAuth>

/** What makes requests recognised by one source. */
export interface Authorization {
  /**
   * The headers that carry the credentials; none where there are none.
   *
   * throws  SourceError `unauthorized` or `unavailable` where no token can be had; the signal's own reason
   * cost    with OAuth 2 one call to the token endpoint for the life of a token, whatever number of callers wait for it
   */
  authorize(signal: AbortSignal): Promise<Readonly<Record<string, string>>>
  /** Whether other headers can be had in place of those that were refused; a token in hand is then dropped. */
  refresh(refused: Readonly<Record<string, string>>): boolean
}

export interface AuthorizationOptions {
  readonly sourceId: string
  /** Longest wait for a token. */
  readonly timeoutMs: number
}

/** Nothing is sent when it is made. */
export function createAuthorization(auth: SourceAuth, options: AuthorizationOptions): Authorization {
  if (auth.kind === 'entra') return authorizeByToken(createEntraTokens(auth satisfies EntraClient, options))
  if (auth.kind === 'oauth2') return authorizeByToken(createTokenStore(auth satisfies ClientCredentials, options))
  const headers = fixedHeaders(auth)
  return { authorize: () => Promise.resolve(headers), refresh: () => false }
}

function fixedHeaders(auth: Exclude<SourceAuth, { kind: 'oauth2' | 'entra' }>): Record<string, string> {
  switch (auth.kind) {
    case 'none':
      return {}
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${auth.user}:${auth.password}`, 'utf8').toString('base64')}` }
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` }
    case 'header':
      return { [auth.name]: auth.value }
  }
}

function authorizeByToken(store: TokenStore): Authorization {
  return {
    authorize: async (signal) => ({ authorization: `Bearer ${await store.get(signal)}` }),
    refresh({ authorization = '' }) {
      store.drop(authorization.replace(/^Bearer /, ''))
      return true
    },
  }
}

/**
 * What `send` gives with good credentials: where they are refused, it is called once more if others can be had.
 *
 * throws  what `send` and `authorize` throw
 */
export async function sendAuthorized<Answer extends { readonly status: number }>(
  authorization: Authorization,
  send: (headers: Readonly<Record<string, string>>) => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  const headers = await authorization.authorize(signal)
  // A token may run out between two pages. One that is refused when fresh is refused for good.
  const isRefused = (error: unknown) => error instanceof SourceError && error.code === 'unauthorized'
  try {
    const answer = await send(headers)
    if (answer.status !== 401 || !authorization.refresh(headers)) return answer
  } catch (error) {
    if (!isRefused(error) || !authorization.refresh(headers)) throw error
  }
  return await send(await authorization.authorize(signal))
}
