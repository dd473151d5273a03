import type { IncomingMessage, ServerResponse } from 'node:http'
import { bodyAsTextMax, type CachedAnswer, type ResponseCache } from '../cache/cached-answer.ts'
import { type Actor, mayCall, type ResolveActor } from '../identity/actor.ts'
import { chooseRendering, type Conditions, render, type Rendering, type WireAnswer } from './cached-response.ts'
import { readFrontHeaders } from './front-headers.ts'
import { keyForAudience, type KnownAddress, type KnownAddresses } from './known-addresses.ts'
import { rateHeaderNames, type RateLimiter, type Standing } from './rate-limit.ts'
import { toRequestId } from './request-id.ts'
import { hasTooManyHeaders } from './request-limits.ts'
import { pathOf, type RequestObserver } from './served-request.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

export interface CachedFrontDeps {
  readonly cache: ResponseCache
  readonly addresses: KnownAddresses
  readonly resolveActor: ResolveActor
  readonly limiter: RateLimiter
  readonly observers: readonly RequestObserver[]
}

/** How an answer from memory may stand. */
type FrontOutcome = 'hit' | 'stale'

interface Head {
  readonly status: number
  /** Names and values by turns, as Node takes them; what is the request's own is put at the end each time. */
  readonly headers: Readonly<Record<FrontOutcome, string[]>>
  /** Bytes, or the same as text of one character a byte. */
  readonly body: Buffer | string | null
}

/** With room for a request's id, and before it for how the caller stands, where that is told. */
const toHeaders = ({ headers }: WireAnswer, { securityHeaders }: KnownAddress, isLimited: boolean): string[] => [
  ...securityHeaders,
  ...Object.entries(headers).flat(),
  ...(isLimited ? rateHeaderNames.flatMap((name) => [name, '']) : []),
  'x-request-id',
  '',
]

function fillIn(headers: string[], requestId: string, standing: Standing | null): void {
  const end = headers.length
  headers[end - 1] = requestId
  if (standing === null) return
  headers[end - 7] = String(standing.limit)
  headers[end - 5] = String(standing.remaining)
  headers[end - 3] = String(standing.resetS)
}

function toHead(answer: CachedAnswer, rendering: Rendering, address: KnownAddress, isLimited: boolean): Head {
  const hit = render(answer, rendering, { outcome: 'hit' })
  const { status, body } = hit
  return {
    status,
    headers: {
      hit: toHeaders(hit, address, isLimited),
      stale: toHeaders(render(answer, rendering, { outcome: 'stale' }), address, isLimited),
    },
    body: body !== null && body.byteLength <= bodyAsTextMax ? body.toString('latin1') : body,
  }
}

/**
 * Answers from memory, before the framework has looked at a request: known address, may they, is it there, write.
 * Whatever isn't that simple is left to the framework, which decides it again in full.
 * Why it sits here: docs/adr/0007-serving-cached-bytes.md.
 */
export class CachedFront {
  private readonly deps: CachedFrontDeps
  private readonly heads = new WeakMap<CachedAnswer, Map<Rendering, Head>>()
  private isClosing = false

  constructor(deps: CachedFrontDeps) {
    this.deps = deps
  }

  /** A listener that answers what it can, and hands the rest on. */
  inFrontOf(handler: Handler): Handler {
    return (request, response) => {
      const address = this.findAddress(request)
      if (address === undefined) {
        handler(request, response)
        return
      }
      const actor = this.findActor(request)
      if (!(actor instanceof Promise)) {
        if (!this.serve(request, response, address, actor)) handler(request, response)
        return
      }
      actor.then(
        (found) => this.serve(request, response, address, found) || handler(request, response),
        // It asks again, fails in the same way, and has an answer for it.
        () => handler(request, response),
      )
    }
  }

  /** Leaves everything to the framework, which tells clients to go away while it closes. */
  close(): void {
    this.isClosing = true
  }

  private findAddress(request: IncomingMessage): KnownAddress | undefined {
    const { method, url } = request
    const isOther = method !== 'GET' || url === undefined || this.isClosing || hasTooManyHeaders(request)
    return isOther ? undefined : this.deps.addresses.find(url)
  }

  /** Null also where finding out fails: the framework asks again, fails in the same way, and has an answer for it. */
  private findActor(request: IncomingMessage): ReturnType<ResolveActor> {
    try {
      return this.deps.resolveActor(request)
    } catch {
      return null
    }
  }

  private serve(
    request: IncomingMessage,
    response: ServerResponse,
    address: KnownAddress,
    actor: Actor | null,
  ): boolean {
    const { cache, limiter, observers } = this.deps
    const { callers } = limiter
    const startedAt = observers.length === 0 ? 0 : performance.now()
    if (actor === null || !mayCall(actor, address.policy)) return false
    const key = keyForAudience(address.key, actor, address.policy)
    const fresh = cache.find(key)
    const answer = fresh ?? cache.findStale(key)
    if (answer === undefined) return false
    const outcome = fresh === undefined ? 'stale' : 'hit'
    // Counted only once it is sure to be answered here; what is handed on is counted there.
    if (callers.cameInTheClear(request)) return false
    const standing = limiter.isOn ? limiter.take(callers.countedAddressOf(request), actor) : null
    if (standing?.isRefused === true) return false
    const asked = readFrontHeaders(request)
    const requestId = toRequestId(asked.requestId)
    const head = this.headOf(answer, asked, address)
    const headers = head.headers[outcome]
    // Node reads the names and values before this returns, so that the next request may write over the last.
    fillIn(headers, requestId, standing)
    response.writeHead(head.status, headers)
    response.end(head.body, 'latin1')
    for (const observe of observers) {
      observe({
        requestId,
        method: 'GET',
        path: pathOf(request.url ?? ''),
        client: callers.addressOf(request),
        actor: actor.id,
        operation: address.operation,
        status: head.status,
        cache: outcome,
        durationMs: performance.now() - startedAt,
      })
    }
    return true
  }

  /** Made once for each answer and way to write it. */
  private headOf(answer: CachedAnswer, conditions: Conditions, address: KnownAddress): Head {
    const rendering = chooseRendering(answer, conditions)
    let known = this.heads.get(answer)
    if (known === undefined) this.heads.set(answer, (known = new Map<Rendering, Head>()))
    let head = known.get(rendering)
    if (head === undefined) known.set(rendering, (head = toHead(answer, rendering, address, this.deps.limiter.isOn)))
    return head
  }
}
