import type { CachePolicy, PolicedRoute } from '@tieback/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { CachedAnswer, FilledAnswer, ResponseCache } from '../cache/cached-answer.ts'
import { chooseRendering, render } from './cached-response.ts'
import { checkAnswer, type HandlerAnswer, toJson } from './checked-answer.ts'
import { keyForAudience, type KnownAddresses, toAnswerKey } from './known-addresses.ts'
import { securityHeadersOf } from './security-headers.ts'

/** A route's handler as the mounting sees it: the parsed request in, status and body out. */
export type RouteHandler = (input: {
  readonly params: unknown
  readonly query: unknown
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}) => Promise<HandlerAnswer>

/** A route of the contract with its name there and what serves it. */
export interface ServedRoute {
  readonly operation: string
  readonly route: PolicedRoute
  readonly handler: RouteHandler
}

/** Where answers are kept, and how their addresses are found again. */
export interface KeptAnswers {
  readonly cache: ResponseCache
  readonly addresses: KnownAddresses
}

/** An answer that isn't the route's success: told to whoever waits for it, and not kept. */
class NotKept extends Error {
  override readonly name = 'NotKept'
  readonly answer: HandlerAnswer

  constructor(answer: HandlerAnswer) {
    super('an answer that is not kept')
    this.answer = answer
  }
}

const contentType = 'application/json; charset=utf-8'

/** The success of a route as checked bytes; undeclared fields are left out. Throws what the handler throws. */
async function fill(route: PolicedRoute, answering: ReturnType<RouteHandler>): Promise<FilledAnswer> {
  const answer = await answering
  const checked = checkAnswer(route, answer)
  if (checked.status !== 200) throw new NotKept(checked)
  return { contentType, body: toJson(checked.body, answer.written) }
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: CachedAnswer,
  fillMs: number | null,
): HandlerAnswer {
  const { headers } = request
  const rendering = chooseRendering(answer, {
    acceptEncoding: headers['accept-encoding'],
    ifNoneMatch: headers['if-none-match'],
  })
  const wire = render(answer, rendering, { outcome: reply.cacheOutcome ?? 'hit', fillMs })
  void reply.headers(wire.headers)
  return { status: wire.status, body: wire.body ?? undefined }
}

/** A handler that asks the cache first, and fills it with what `handler` gives: checked and serialised once. */
export function serveCached(
  { operation, route, handler }: ServedRoute,
  policy: CachePolicy,
  { cache, addresses }: KeptAnswers,
): RouteHandler {
  return async (input) => {
    const { params, query, request, reply } = input
    const key = toAnswerKey(operation, params, query)
    const startedAt = performance.now()
    try {
      const { answer, outcome } = await cache.read(keyForAudience(key, request.actor, route.metadata), policy, () =>
        fill(route, handler(input)),
      )
      reply.cacheOutcome = outcome
      const securityHeaders = securityHeadersOf(reply)
      addresses.remember(request.url, { operation, policy: route.metadata, key, securityHeaders })
      return send(request, reply, answer, outcome === 'miss' ? performance.now() - startedAt : null)
    } catch (error) {
      if (error instanceof NotKept) return error.answer
      throw error
    }
  }
}

/** A handler whose answers are checked and written here, parts of them perhaps where they were made, and kept nowhere. */
export function serveAnew({ route, handler }: ServedRoute): RouteHandler {
  return async (input) => {
    const answer = await handler(input)
    const checked = checkAnswer(route, answer)
    if (checked.status !== 200) return checked
    void input.reply.header('content-type', contentType)
    return { status: checked.status, body: toJson(checked.body, answer.written) }
  }
}

/** Keeps the compressor away from routes whose answers are kept compressed. Has to be told before the compressor is registered. */
export function leaveCompressedAlone(app: FastifyInstance): void {
  app.addHook('onRoute', (options) => {
    const { tsRestRoute } = (options.config ?? {}) as { tsRestRoute?: PolicedRoute }
    if (tsRestRoute !== undefined && tsRestRoute.metadata.cache !== null) options.compress = false
  })
}
