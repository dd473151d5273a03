import type { RoutePolicy } from '@tieback/contracts'
import { type Actor, reachOf } from '../identity/actor.ts'

/** What has been found out about an address as clients write it: parsing it again would give the same. */
export interface KnownAddress {
  /** Of the contract, such as `summary.readSummary`. */
  readonly operation: string
  readonly policy: RoutePolicy
  /** Names the answer, whatever order and defaults the address was written with. */
  readonly key: string
  /** Header names and values by turns, the same on every answer of this server. */
  readonly securityHeaders: readonly string[]
}

/** Addresses of a few hundred characters each: a site's screens have some thousands. */
const addressesMax = 10_000

/** Longer ones are parsed each time, characters. */
const addressCharactersMax = 1_024

/**
 * What raw addresses mean, so that an answer in memory is found without parsing. Where there are too many, the one
 * known for longest is forgotten: if it is still in use it is known again after its next request.
 */
export class KnownAddresses {
  private readonly byUrl = new Map<string, KnownAddress>()

  find(url: string): KnownAddress | undefined {
    return this.byUrl.get(url)
  }

  remember(url: string, address: KnownAddress): void {
    if (url.length > addressCharactersMax) return
    this.byUrl.set(url, address)
    if (this.byUrl.size <= addressesMax) return
    for (const oldest of this.byUrl.keys()) {
      this.byUrl.delete(oldest)
      return
    }
  }
}

/** Every parameter that is set, sorted by name: two ways to ask the same have one key. */
export function toAnswerKey(operation: string, ...parameters: readonly unknown[]): string {
  const sorted = parameters.map((group) =>
    Object.entries(group ?? {})
      .filter(([, value]) => value !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
  return `${operation} ${JSON.stringify(sorted)}`
}

/** The key of an answer as those get it who see the same of the field. */
export function keyForAudience(key: string, actor: Actor | null, { access, reach }: RoutePolicy): string {
  const audience = actor === null ? '' : (reachOf(actor, access)?.audience ?? 'nobody')
  if (audience === '') return key
  // What holds nothing of an asset is one for all who see parts, whichever: only words for who sees all are left out of it.
  return `${reach === 'subtree' ? audience : 'part'} ${key}`
}
