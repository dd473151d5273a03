import { createRemoteJWKSet, type RemoteJWKSet } from 'jose'
import * as openId from 'openid-client'
import { isLoopback } from './cookies.ts'
import { ProviderUnavailable, sortFailure } from './provider-errors.ts'
import type { IdentitySettings } from './settings.ts'

/** Longest wait for one answer of the provider, s. Somebody looks at an empty page meanwhile. */
const answerSMax = 5

/** What the provider says about itself is asked for again after this, ms. */
const ageMsMax = 3_600_000

/** A sign-in is begun only with a provider that was heard of within this, ms: else the browser is sent to nobody. */
const signOfLifeMsMax = 10_000

/** Keys are asked for at most this often, however many tokens come with keys that nobody knows, ms. */
const keysPauseMs = 5_000

/** What the provider says about itself, and its keys. */
export interface ProviderMetadata {
  readonly configuration: openId.Configuration
  readonly keys: RemoteJWKSet
}

/** In the header, as every provider should take it; in the form where it says that it takes no other. */
function authenticateBy(clientSecret: string): openId.ClientAuth {
  const basic = openId.ClientSecretBasic(clientSecret)
  const post = openId.ClientSecretPost(clientSecret)
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const authenticate = methods.includes('client_secret_basic') ? basic : post
    authenticate(server, ...rest)
  }
}

async function discover({ issuer, clientId, clientSecret, clockToleranceS }: IdentitySettings) {
  const server = new URL(issuer)
  // Without https anybody on the way could be the provider; on this machine nobody is on the way.
  const isPlain = server.protocol === 'http:' && isLoopback(server)
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed: it is for loopback alone
  const execute = isPlain ? [openId.allowInsecureRequests] : []
  const client = { [openId.clockTolerance]: clockToleranceS }
  return await openId.discovery(server, clientId, client, authenticateBy(clientSecret), {
    timeout: answerSMax,
    execute,
  })
}

function findKeysAddress(configuration: openId.Configuration): URL {
  const { jwks_uri: address } = configuration.serverMetadata()
  if (address === undefined) throw new ProviderUnavailable('the provider names no jwks_uri')
  const url = new URL(address)
  if (url.protocol === 'https:' || isLoopback(url)) return url
  throw new ProviderUnavailable('the provider’s jwks_uri is not https')
}

/** Asks the provider about itself when that is needed, keeps the answer, and asks again in time. */
export class ProviderDiscovery {
  private readonly settings: IdentitySettings
  private heard: (ProviderMetadata & { readonly at: number }) | null = null
  private asking: Promise<ProviderMetadata> | null = null

  constructor(settings: IdentitySettings) {
    this.settings = settings
  }

  /** What it said, of whatever age: while an old answer is renewed it holds. */
  async read(): Promise<ProviderMetadata> {
    const { heard } = this
    if (heard === null) return await this.ask()
    if (performance.now() - heard.at > ageMsMax) void this.ask().catch(() => undefined)
    return heard
  }

  /** The same of a provider that has just answered. */
  async readAlive(): Promise<ProviderMetadata> {
    const { heard } = this
    return heard !== null && performance.now() - heard.at <= signOfLifeMsMax ? heard : await this.ask()
  }

  /** Everybody who asks at a time waits for one answer. */
  private ask(): Promise<ProviderMetadata> {
    return (this.asking ??= this.askAnew().finally(() => (this.asking = null)))
  }

  private async askAnew(): Promise<ProviderMetadata> {
    try {
      const configuration = await discover(this.settings)
      const heard = { configuration, keys: this.keysOf(configuration), at: performance.now() }
      this.heard = heard
      return heard
    } catch (error) {
      // Whatever is wrong with what it says about itself: nobody can sign in there.
      throw new ProviderUnavailable(sortFailure(error).message, { cause: error })
    }
  }

  private keysOf(configuration: openId.Configuration): RemoteJWKSet {
    const address = findKeysAddress(configuration)
    const { heard } = this
    if (heard?.configuration.serverMetadata().jwks_uri === address.href) return heard.keys
    return createRemoteJWKSet(address, { cooldownDuration: keysPauseMs, timeoutDuration: answerSMax * 1_000 })
  }
}
