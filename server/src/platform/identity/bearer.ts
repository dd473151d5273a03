import { LRUCache } from 'lru-cache'
import { ProblemError } from '../http/problems.ts'
import type { Actor } from './actor.ts'
import { type Claims, grantsOf, isOwnTenant, textClaim } from './grants.ts'
import type { IdentityProvider } from './provider.ts'
import { ProviderUnavailable } from './provider-errors.ts'
import { hashToText } from './secrets.ts'
import type { IdentitySettings } from './settings.ts'

/** Tokens with hundreds of roles stay below; Node takes 16 kB of headers in all, characters. */
const tokenCharactersMax = 8_192

/** A token is looked at again after this, ms: rules and keys may have changed. */
const rememberMsMax = 60_000

/** Tokens remembered at a time. */
const tokensMax = 2_000

/** Seconds that a machine should wait when the provider's keys can't be had. */
const retryAfterS = 10

const accessTokenTypes: ReadonlySet<string> = new Set(['at+jwt', 'application/at+jwt', 'jwt'])

/** Claims of tokens that are for other ends: who has signed in, and that they have signed out. */
const otherEnds = ['nonce', 'at_hash', 'c_hash', 'events'] as const

/** A machine's token is given to the client itself; a person's token names the person, and what the client may do for them. */
function isOfMachine(claims: Claims): boolean {
  const client = claims['client_id'] ?? claims['azp'] ?? claims['appid']
  if (claims['idtyp'] === 'app' || claims.sub === client) return true
  return claims['oid'] !== undefined && claims['oid'] === claims.sub && claims['scp'] === undefined
}

function toActor(settings: IdentitySettings, claims: Claims): Actor | null {
  const id = textClaim(claims, settings.idClaim) ?? textClaim(claims, 'sub')
  if (id === null || !isOwnTenant(settings, claims)) return null
  const client = textClaim(claims, 'client_id') ?? textClaim(claims, 'azp')
  return {
    id,
    name: textClaim(claims, settings.nameClaim) ?? client ?? id,
    kind: isOfMachine(claims) ? 'machine' : 'person',
    grants: grantsOf(settings, claims),
    sessionId: null,
  }
}

/** The refusal of a token. What is wrong with it is for our log: who made it up learns nothing. */
const refusal = (): ProblemError =>
  new ProblemError(
    'unauthenticated',
    'The bearer token is not valid here, or no longer. Get a new one and send the request again.',
  )

/** Recognises machines, and whoever else sends a token of the provider. */
export interface BearerTokens {
  /** At once where the token is remembered. Rejects with the problem `unauthenticated`, or `not-ready` while keys can't be had. */
  resolve(token: string): Actor | Promise<Actor>
}

export function createBearerTokens(
  settings: IdentitySettings,
  provider: Pick<IdentityProvider, 'verify'>,
  log: { debug(context: object, message: string): void },
): BearerTokens {
  const remembered = new LRUCache<string, Actor>({ max: tokensMax })

  const check = async (token: string): Promise<{ claims: Claims; actor: Actor }> => {
    const { claims, type } = await provider.verify(token, {
      audience: settings.audience,
      requiredClaims: ['sub', 'exp'],
    })
    if (type !== null && !accessTokenTypes.has(type.toLowerCase())) throw new Error(`a token of type ${type}`)
    const otherEnd = otherEnds.find((name) => claims[name] !== undefined)
    if (otherEnd !== undefined) throw new Error(`a token with ${otherEnd} is no access token`)
    const actor = toActor(settings, claims)
    if (actor === null) throw new Error('a token of another tenant, or of nobody')
    return { claims, actor }
  }

  const look = async (token: string, key: string): Promise<Actor> => {
    try {
      const { claims, actor } = await check(token)
      // Safe: without an end the token isn't accepted. The clocks may differ, and then it is looked at each time.
      const lifeMs = (claims.exp ?? 0) * 1_000 - Date.now()
      if (lifeMs > 0) remembered.set(key, actor, { ttl: Math.min(lifeMs, rememberMsMax) })
      return actor
    } catch (error) {
      if (error instanceof ProviderUnavailable) {
        const detail = 'Tokens cannot be checked: the sign-in service does not answer. Try again in a few seconds.'
        throw new ProblemError('not-ready', detail, { retryAfterS })
      }
      log.debug({ reason: error instanceof Error ? error.message : String(error) }, 'bearer token refused')
      throw refusal()
    }
  }

  return {
    resolve: (token) => {
      if (token === '' || token.length > tokenCharactersMax) return Promise.reject(refusal())
      const key = hashToText(token)
      return remembered.get(key) ?? look(token, key)
    },
  }
}
