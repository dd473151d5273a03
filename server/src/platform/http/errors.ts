import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Problem } from '@tieback/contracts'
import { RequestValidationError } from '@ts-rest/fastify'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ProblemError, toProblem } from './problems.ts'
import { bareSecurityHeaders } from './security-headers.ts'

const problemContentType = 'application/problem+json; charset=utf-8'

/** Seconds a client should wait when the store is gone: long enough for a restart, short enough for a screen. */
const retryAfterOutageS = 5

function send(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  // The rest of a body that was refused is nothing to wait for.
  if (!request.raw.complete) reply.header('connection', 'close')
  return reply
    .code(problem.status)
    .header('content-type', problemContentType)
    .header('cache-control', 'no-store')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ ...problem, instance: request.url.split('?', 1)[0], requestId: request.id })
}

/** Where and how a request broke the contract, one line each. */
function listErrors(error: RequestValidationError): NonNullable<Problem['errors']> {
  const parts = { path: error.pathParams, query: error.query, headers: error.headers, body: error.body }
  return Object.entries(parts).flatMap(([part, failure]) =>
    (failure?.issues ?? []).map((issue) => ({
      path: [part, ...(issue.path ?? []).map(String)].join('.'),
      message: issue.message,
    })),
  )
}

/** How the client words an end of its own patience, and of a connection: these carry no code. */
const outageMessage = /^(Query read timeout|timeout exceeded when trying to connect|Connection terminated)/

/** Postgres is gone, silent, starting or shutting down: the SQLSTATE classes, socket errors and words that mean so. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  if (typeof code !== 'string') return outageMessage.test(error.message)
  return /^(08|57P)/.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code)
}

/** One place that turns every failure into a declared problem. What isn't foreseen is logged whole and answered with a code only. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    if (error instanceof ProblemError) {
      if (error.retryAfterS !== null) reply.header('retry-after', error.retryAfterS)
      return send(request, reply, toProblem(error.code, error.message, error.errors ? { errors: error.errors } : {}))
    }
    if (error instanceof RequestValidationError) {
      const errors = listErrors(error)
      return send(
        request,
        reply,
        toProblem('invalid-request', 'Mend what "errors" lists and send it again.', { errors }),
      )
    }
    if (isOutage(error)) {
      // Without its stack: an outage is told by every request that meets it.
      request.log.error({ reason: error.message }, 'store unavailable')
      reply.header('retry-after', retryAfterOutageS)
      return send(request, reply, toProblem('not-ready', 'The store cannot be reached. Try again in a few seconds.'))
    }
    const status = 'statusCode' in error ? error.statusCode : undefined
    if (status === 415) {
      return send(request, reply, toProblem('unsupported-media-type', 'Send the body as application/json.'))
    }
    if (status !== undefined && status >= 400 && status < 500) {
      return send(request, reply, toProblem('invalid-request', error.message))
    }
    request.log.error({ err: error }, 'request failed')
    return send(
      request,
      reply,
      toProblem('internal-error', 'This is our fault and has been logged. Quote the requestId.'),
    )
  })
}

/** A request that no route was looked up for, such as one whose path can't be decoded. No hook has seen it, so its headers are set here. */
export function sendUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('x-request-id', request.id).headers(bareSecurityHeaders)
  return send(request, reply, toProblem('invalid-request', error.message))
}

/** A path of the API that no route serves. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return send(request, reply, toProblem('not-found', `There is no ${request.method} ${request.url.split('?', 1)[0]}.`))
}

/** What came instead of a request, by the codes of Node's parser; anything else can't be read at all. */
const unreadable: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'The request line and the headers are longer than 16 kB together. Send less of them.',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not end in time. Send all of it at once.',
}

/** Answers bytes that are no HTTP request, and hangs up: there is no request yet, so neither a route nor a hook has seen them. */
export function answerUnreadable(error: { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const requestId = randomUUID()
  const detail = unreadable[error.code ?? ''] ?? 'This cannot be read as an HTTP/1.1 request.'
  const body = JSON.stringify(toProblem('invalid-request', detail, { requestId }))
  const head = [
    'HTTP/1.1 400 Bad Request',
    `content-type: ${problemContentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    ...Object.entries(bareSecurityHeaders).map(([name, value]) => `${name}: ${value}`),
    `x-request-id: ${requestId}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
