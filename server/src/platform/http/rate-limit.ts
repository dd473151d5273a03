import type { FastifyInstance, FastifyReply } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Actor } from '../identity/actor.ts'
import type { Callers } from './callers.ts'
import { ProblemError } from './problems.ts'
import { pathOf } from './served-request.ts'

/** The span that requests are counted over, ms. */
const windowMs = 60_000

/** Callers counted at a time; beyond that the one not heard of for longest starts anew. */
const callersMax = 20_000

/**
 * Sign-ins begun and ended by one address in a minute. A person needs two requests, so that an office of people behind
 * one address gets in, and who tries out codes or fills the list of sign-ins under way doesn't.
 */
const signInsPerMinute = 120
const signInPaths: ReadonlySet<string> = new Set(['/auth/sign-in', '/auth/callback'])

/** How a caller stands after a request. */
export interface Standing {
  /** Requests in a minute. */
  readonly limit: number
  readonly remaining: number
  /** Seconds until it is counted anew. */
  readonly resetS: number
  readonly isRefused: boolean
}

interface Count {
  requests: number
  readonly endsAt: number
}

/** Counts the requests of each caller over a minute that begins with its first. */
export class RequestCounter {
  readonly perMinute: number
  private readonly now: () => number
  private readonly counts = new LRUCache<string, Count>({ max: callersMax })

  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.perMinute = perMinute
    this.now = now
  }

  /** Counts one more request, unless there have been too many: then it is refused, and not counted. */
  take(caller: string): Standing {
    const now = this.now()
    let count = this.counts.get(caller)
    if (count === undefined || count.endsAt <= now) {
      count = { requests: 0, endsAt: now + windowMs }
      this.counts.set(caller, count)
    }
    const isRefused = count.requests >= this.perMinute
    if (!isRefused) count.requests += 1
    const resetS = Math.ceil((count.endsAt - now) / 1_000)
    return { limit: this.perMinute, remaining: this.perMinute - count.requests, resetS, isRefused }
  }
}

export interface RateLimits {
  readonly callers: Callers
  /** Left out or 0: as many as come. */
  readonly requestsPerMinute?: number | undefined
  readonly requestsPerPersonMinute?: number | undefined
}

const createCounter = (perMinute = 0): RequestCounter | null => (perMinute > 0 ? new RequestCounter(perMinute) : null)

const nearestToEnd = (one: Standing | null, other: Standing | null): Standing | null => {
  if (one === null || other === null) return one ?? other
  return other.isRefused || other.remaining < one.remaining ? other : one
}

/** What callers have left, by address and by who they are, on every way that a request is answered. */
export class RateLimiter {
  readonly callers: Callers
  readonly addresses: RequestCounter | null
  readonly persons: RequestCounter | null
  readonly signIns: RequestCounter | null

  constructor({ callers, requestsPerMinute, requestsPerPersonMinute }: RateLimits) {
    this.callers = callers
    this.addresses = createCounter(requestsPerMinute)
    this.persons = createCounter(requestsPerPersonMinute)
    this.signIns = this.addresses === null ? null : createCounter(Math.min(signInsPerMinute, this.addresses.perMinute))
  }

  /** Whether answers say what is left. */
  get isOn(): boolean {
    return this.addresses !== null || this.persons !== null
  }

  /** Counts a request that is answered at once; null where nothing is limited. */
  take(address: string, actor: Actor): Standing | null {
    const ofPerson = this.persons?.take(actor.id) ?? null
    return nearestToEnd(ofPerson, this.addresses?.take(address) ?? null)
  }
}

/** The header fields that say how a caller stands, as in the drafts of the HTTP API working group. */
export const rateHeaderNames = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'] as const

function tell(reply: FastifyReply, { limit, remaining, resetS }: Standing): void {
  reply.header('ratelimit-limit', limit).header('ratelimit-remaining', remaining).header('ratelimit-reset', resetS)
}

/** Says how a caller stands, unless less is left by another count, and throws where nothing is. */
function judge(reply: FastifyReply, standing: Standing, who: string): void {
  const before = reply.getHeader('ratelimit-remaining')
  if (typeof before !== 'number' || standing.isRefused || standing.remaining < before) tell(reply, standing)
  if (!standing.isRefused) return
  const detail = `At most ${standing.limit} requests a minute come from one ${who}. Wait, and ask less often.`
  throw new ProblemError('rate-limited', detail, { retryAfterS: standing.resetS })
}

/** Refuses an address that asks too often, whatever it asks for. Answers from memory are counted by the same counters. */
export function limitAddresses(app: FastifyInstance, { addresses, signIns, callers }: RateLimiter): void {
  if (addresses === null) return
  app.addHook('onRequest', (request, reply, done) => {
    const address = callers.countedAddressOf(request.raw)
    try {
      judge(reply, addresses.take(address), 'address')
      if (signIns !== null && signInPaths.has(pathOf(request.url))) judge(reply, signIns.take(address), 'address here')
      done()
    } catch (error) {
      done(error as Error)
    }
  })
}

/** Refuses somebody who asks too often, from wherever. Comes after whoever finds out who asks. */
export function limitPersons(app: FastifyInstance, { persons }: RateLimiter): void {
  if (persons === null) return
  app.addHook('onRequest', (request, reply, done) => {
    try {
      if (request.actor !== null) judge(reply, persons.take(request.actor.id), 'person or machine')
      done()
    } catch (error) {
      done(error as Error)
    }
  })
}
