import { hash } from 'node:crypto'
import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  type INetworkModule,
  LogLevel,
  ServerError,
} from '@azure/msal-node'
import { unlessAborted } from '../resilience/wait-for.ts'
import { SourceError } from '../source-error.ts'
import type { TokenStore } from './client-credentials.ts'
import { createEntraNetwork } from './entra-network.ts'
import { type TokenCacheStore, toCachePlugin } from './token-cache.ts'

/** An application of ours in a Microsoft Entra tenant, and what it asks for there. */
export interface EntraClient {
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** Whose `.default` scope is asked for, such as `https://graph.microsoft.com` or `api://historian`. */
  readonly resource: string
  /** Of the cloud, such as `https://login.microsoftonline.com`. */
  readonly authorityHost: string
  /** Left out: tokens are fetched anew after a restart. */
  readonly tokenCache?: TokenCacheStore | undefined
  /** Left out: the network. */
  readonly network?: INetworkModule | undefined
}

export interface EntraTokens extends TokenStore {
  /**
   * A token for the resource in a person's name, for the token that the person sent to us.
   *
   * throws  SourceError `unauthorized` where the person or we may not, or `unavailable`; the signal's own reason
   * cost    one call to the provider for each person and life of a token
   */
  getOnBehalfOf(personToken: string, signal: AbortSignal): Promise<string>
}

interface Token {
  readonly text: string
  readonly renewAtMs: number
}

/** Tokens of people that are remembered before all are forgotten: MSAL itself forgets none. */
const personTokensMax = 1_000

/** How long before its end a token is renewed, ms; MSAL does so as well, and gives a newer one from then on. */
const renewBeforeMsMax = 300_000

function toToken(result: AuthenticationResult | null): Token {
  if (result === null || result.accessToken === '') throw new Error('an answer without a token')
  const now = Date.now()
  const endsAtMs = result.expiresOn?.getTime() ?? now
  const renewBeforeMs = Math.min(renewBeforeMsMax, (endsAtMs - now) / 5)
  const renewAtMs = Math.min(endsAtMs - renewBeforeMs, result.refreshOn?.getTime() ?? Infinity)
  return { text: result.accessToken, renewAtMs }
}

function createClient(
  client: EntraClient,
  timeoutMs: number,
  tokenCache: TokenCacheStore | undefined,
): ConfidentialClientApplication {
  const { tenantId, clientId, clientSecret, authorityHost } = client
  return new ConfidentialClientApplication({
    auth: { clientId, clientSecret, authority: `${authorityHost.replace(/\/$/, '')}/${tenantId}` },
    ...(tokenCache === undefined ? {} : { cache: { cachePlugin: toCachePlugin(tokenCache, () => undefined) } }),
    system: {
      networkClient: client.network ?? createEntraNetwork(timeoutMs),
      // Whoever waits for a token tries again by rules of their own.
      disableInternalRetries: true,
      // What goes wrong is told by the error; what MSAL would write may hold what nobody should read.
      loggerOptions: { piiLoggingEnabled: false, logLevel: LogLevel.Error, loggerCallback: () => undefined },
    },
  })
}

/**
 * Tokens in the names of people. They are kept apart from the application's own, for which MSAL would take one of theirs
 * where it finds it, and in memory alone.
 */
class PersonTokens {
  private readonly client: EntraClient
  private readonly timeoutMs: number
  private application: ConfidentialClientApplication | null = null
  private readonly known = new Set<string>()

  constructor(client: EntraClient, timeoutMs: number) {
    this.client = client
    this.timeoutMs = timeoutMs
  }

  async get(personToken: string, scopes: string[]): Promise<string> {
    const digest = hash('sha256', personToken, 'base64url')
    if (this.known.size >= personTokensMax && !this.known.has(digest)) {
      this.application = null
      this.known.clear()
    }
    this.known.add(digest)
    this.application ??= createClient(this.client, this.timeoutMs, undefined)
    return toToken(await this.application.acquireTokenOnBehalfOf({ oboAssertion: personToken, scopes })).text
  }
}

/** The tokens of one source, by client credentials. Nothing is sent when it is made. */
export function createEntraTokens(
  client: EntraClient,
  { sourceId, timeoutMs }: { sourceId: string; timeoutMs: number },
): EntraTokens {
  const persons = new PersonTokens(client, timeoutMs)
  const scopes = [`${client.resource.replace(/\/$/, '')}/.default`]
  let application: ConfidentialClientApplication | null = null
  let token: Token | null = null
  let refused: string | null = null
  let fetching: Promise<Token> | null = null

  const use = (): ConfidentialClientApplication => (application ??= createClient(client, timeoutMs, client.tokenCache))
  const sorted = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work()
    } catch (error) {
      throw tokenError(client, sourceId, error)
    }
  }
  const fetchToken = async (): Promise<Token> => {
    try {
      const next = toToken(await use().acquireTokenByClientCredential({ scopes }))
      // What was saved may be what has just been refused.
      token =
        next.text === refused ? toToken(await use().acquireTokenByClientCredential({ scopes, skipCache: true })) : next
      return token
    } finally {
      fetching = null
    }
  }
  return {
    async get(signal) {
      if (token !== null && Date.now() < token.renewAtMs) return token.text
      fetching ??= sorted(fetchToken)
      const waiting = fetching
      return (await unlessAborted(signal, () => waiting)).text
    },
    drop(text) {
      if (token?.text !== text) return
      refused = text
      token = null
    },
    getOnBehalfOf: (personToken, signal) => unlessAborted(signal, () => sorted(() => persons.get(personToken, scopes))),
  }
}

/** What a provider answers when it can't answer now. */
const temporary: ReadonlySet<string> = new Set(['temporarily_unavailable', 'server_error', 'request_timeout'])

/** Whether the provider understood and said no; anything else may be better in a moment. */
function isRefusal(error: unknown): error is ServerError {
  if (!(error instanceof ServerError) || temporary.has(error.errorCode)) return false
  return error.status === undefined || (error.status < 500 && error.status !== 429)
}

/** The first line of what was said, bounded, and without the secret, should anybody ever repeat it. */
function reasonOf(error: unknown, { clientSecret }: EntraClient): string {
  if (!(error instanceof Error)) return 'no reason given'
  const [line = ''] = error.message.split(/[\r\n]/, 1)
  return line.replaceAll(clientSecret, '…').slice(0, 300).replace(/\.$/, '')
}

function tokenError(client: EntraClient, sourceId: string, cause: unknown): SourceError {
  const where = `${new URL(client.authorityHost).host}/${client.tenantId}`
  const reason = reasonOf(cause, client)
  // Without its cause: that holds the whole request, and what logs an error logs its causes.
  return isRefusal(cause)
    ? new SourceError(
        'unauthorized',
        sourceId,
        `${where} gives no token (${reason}). Check tenantId, clientId, the secret and the rights to ${client.resource}.`,
      )
    : new SourceError('unavailable', sourceId, `${where} gives no token: ${reason}.`)
}
