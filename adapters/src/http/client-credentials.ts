import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  clientCredentialsGrant,
  Configuration,
  discovery,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import { unlessAborted } from '../resilience/wait-for.ts'
import { SourceError } from '../source-error.ts'

/** OAuth 2 for a client without a person (RFC 6749, section 4.4). Either `issuer` or `tokenEndpoint` is given. */
export interface ClientCredentials {
  readonly issuer?: string | undefined
  readonly tokenEndpoint?: string | undefined
  readonly clientId: string
  readonly clientSecret: string
  readonly clientAuthentication: 'post' | 'basic'
  readonly scope?: string | undefined
}

/** The one token in hand, fetched anew shortly before it runs out. */
export interface TokenStore {
  /** throws  SourceError; the signal's own reason where the caller gives up, while others go on waiting */
  get(signal: AbortSignal): Promise<string>
  /** Forgets the token if it is still the one in hand: another caller may have renewed it. */
  drop(token: string): void
}

interface Token {
  readonly text: string
  /** On the clock of `performance`; Infinity where the server doesn't say. */
  readonly renewAtMs: number
}

/** How long before its end a token is renewed: a call must not arrive with one that has just run out. */
const renewBeforeMsMax = 60_000

export function createTokenStore(
  credentials: ClientCredentials,
  { sourceId, timeoutMs }: { sourceId: string; timeoutMs: number },
): TokenStore {
  let client: Promise<Configuration> | null = null
  let token: Token | null = null
  let fetching: Promise<Token> | null = null

  const fetchToken = async (): Promise<Token> => {
    try {
      client ??= openClient(credentials, timeoutMs)
      const { scope } = credentials
      const answer = await clientCredentialsGrant(await client, scope === undefined ? {} : { scope })
      const lifeMs = answer.expires_in === undefined ? Infinity : answer.expires_in * 1000
      const renewBeforeMs = Math.min(renewBeforeMsMax, lifeMs / 5)
      token = { text: answer.access_token, renewAtMs: performance.now() + lifeMs - renewBeforeMs }
      return token
    } catch (error) {
      client = null
      throw tokenError(credentials, sourceId, error)
    } finally {
      fetching = null
    }
  }
  return {
    async get(signal) {
      if (token !== null && performance.now() < token.renewAtMs) return token.text
      fetching ??= fetchToken()
      const waiting = fetching
      return (await unlessAborted(signal, () => waiting)).text
    },
    drop(text) {
      if (token?.text === text) token = null
    },
  }
}

/** Asks the issuer for its metadata, or takes the endpoint as it was given. The POST to it is the only one that isn't to the source. */
async function openClient(credentials: ClientCredentials, timeoutMs: number): Promise<Configuration> {
  const { issuer, tokenEndpoint, clientId, clientSecret } = credentials
  const secret = (credentials.clientAuthentication === 'basic' ? ClientSecretBasic : ClientSecretPost)(clientSecret)
  const address = new URL(tokenEndpoint ?? issuer ?? '')
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed: the settings take plain HTTP on this machine alone
  const execute: ((client: Configuration) => void)[] = address.protocol === 'http:' ? [allowInsecureRequests] : []
  const timeout = timeoutMs / 1000
  if (tokenEndpoint === undefined) return await discovery(address, clientId, undefined, secret, { execute, timeout })
  const client = new Configuration({ issuer: address.origin, token_endpoint: tokenEndpoint }, clientId, {}, secret)
  client.timeout = timeout
  for (const allow of execute) allow(client)
  return client
}

function tokenError({ issuer, tokenEndpoint }: ClientCredentials, sourceId: string, cause: unknown): SourceError {
  const where = tokenEndpoint ?? issuer ?? ''
  if (isRefusal(cause)) {
    const text = `${where} gives no token (${reasonOf(cause)}). Check clientId, clientSecret and scope.`
    return new SourceError('unauthorized', sourceId, text, { cause })
  }
  return new SourceError('unavailable', sourceId, `${where} gives no token: ${reasonOf(cause)}.`, { cause })
}

/** Whether the server understood and said no; anything else may be better in a moment. */
function isRefusal(error: unknown): error is ResponseBodyError | WWWAuthenticateChallengeError {
  const isAnswer = error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError
  return isAnswer && error.status < 500 && error.status !== 429
}

/** What the server says of it; never a whole body, which could hold a token. */
function reasonOf(error: unknown): string {
  if (error instanceof ResponseBodyError) {
    const { error: code, error_description: text } = error
    return text === undefined ? code : `${code}: ${text.slice(0, 200)}`
  }
  if (!(error instanceof Error)) return 'no reason given'
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
