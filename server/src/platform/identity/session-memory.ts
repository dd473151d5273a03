import { LRUCache } from 'lru-cache'
import type { Actor } from './actor.ts'
import { hashToText } from './secrets.ts'

/** Sessions remembered at a time; beyond that the one used longest ago is looked up again. */
const sessionsMax = 20_000

/** An end that nobody announced shows after this at the latest, ms. Half of the 5 s in which a revoked session's streams close. */
const rememberMs = 2_500

/** From this age on it is looked up again on the side, so that a session in use is always known at once, ms. */
const lookAgainMs = 1_200

interface Remembered {
  readonly actor: Actor
  readonly at: number
}

type Look = (secretHash: Buffer) => Promise<Actor | null>

/** Who the sessions belong to that were used in the last seconds: between them a request needs no store. */
export class SessionMemory {
  private readonly look: Look
  private readonly known = new LRUCache<string, Remembered>({ max: sessionsMax, ttl: rememberMs })
  private readonly looking = new Map<string, Promise<Actor | null>>()
  /** Moves whenever something is forgotten: what was read before that is not remembered. */
  private generation = 0

  constructor(look: Look) {
    this.look = look
  }

  /** At once where it is remembered. */
  find(secret: string): Actor | Promise<Actor | null> {
    const key = hashToText(secret)
    const known = this.known.get(key)
    if (known === undefined) return this.lookUp(key)
    // A store that is away is met by the next request that has to wait for it.
    if (performance.now() - known.at > lookAgainMs) void this.lookUp(key).catch(() => undefined)
    return known.actor
  }

  forget(sessionId: string): void {
    this.generation += 1
    for (const [key, { actor }] of this.known.entries()) if (actor.sessionId === sessionId) this.known.delete(key)
  }

  forgetAll(): void {
    this.generation += 1
    this.known.clear()
  }

  /** Everybody who asks for the same waits for one answer. */
  private lookUp(key: string): Promise<Actor | null> {
    const underWay = this.looking.get(key)
    if (underWay !== undefined) return underWay
    const looking = this.lookAnew(key).finally(() => this.looking.delete(key))
    this.looking.set(key, looking)
    return looking
  }

  private async lookAnew(key: string): Promise<Actor | null> {
    const { generation } = this
    const at = performance.now()
    const actor = await this.look(Buffer.from(key, 'latin1'))
    if (actor === null) this.known.delete(key)
    else if (generation === this.generation) this.known.set(key, { actor, at })
    return actor
  }
}
