import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Longest that an idle connection is kept, ms: longer than its clients keep one. A server that gives up first may do so while
 * a busy client is sending, whose request is then lost.
 */
const idleMsMax = 60_000

export interface SimulatedRequest {
  readonly method: string
  /** Below the base address, decoded piece by piece by whoever routes it. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** `body` is sent as JSON, or as it is where `contentType` says that it is something else. */
export interface SimulatedAnswer {
  readonly status: number
  readonly body: unknown
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** One way to go wrong, until it is cleared. */
export type Fault =
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** 503 with a page of HTML, as a proxy sends it. */
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'rate-limited'; readonly retryAfterS: number }
  /** 200 with JSON that breaks off. */
  | { readonly kind: 'malformed' }
  /** A field that is gone from every answer. */
  | { readonly kind: 'drift'; readonly field: string }

export interface FaultControls {
  /** Connections are refused from now on, those open are cut. */
  goOffline(): Promise<void>
  /** Listens again, on the port it had. */
  goOnline(): Promise<void>
  /** One fault at a time; the new one replaces the old. */
  set(fault: Fault): void
  clear(): void
}

export type SimulatorAuth =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'api-key'; readonly header: string; readonly key: string }

export interface Simulator {
  readonly baseUrl: string
  readonly faults: FaultControls
  /** Safe to call twice. */
  stop(): Promise<void>
}

export interface SimulatorServerOptions {
  readonly basePath: string
  /** 0 or left out: any free port. */
  readonly port?: number
  /** Wait before each answer. */
  readonly latencyMs?: number
  readonly auth?: SimulatorAuth
  readonly fault?: Fault
  readonly handle: (request: SimulatedRequest) => SimulatedAnswer
  /** How this vendor words a refusal. */
  readonly refusals: Readonly<
    Record<'unauthorized' | 'rate-limited' | 'too-large' | 'failed' | 'not-found', SimulatedAnswer>
  >
}

/** What PI Web API takes by default; nothing that an adapter sends comes near it. */
const requestBytesMax = 4_194_304

const unavailablePage: SimulatedAnswer = {
  status: 503,
  contentType: 'text/html',
  body: '<!DOCTYPE html><html><head><title>503 Service Unavailable</title></head><body><h1>Service Unavailable</h1></body></html>',
}

/**
 * A plain HTTP server on the loopback that speaks for a vendor.
 *
 * throws  the system's own error where the port is taken
 */
export async function startSimulatorServer(options: SimulatorServerOptions): Promise<Simulator> {
  let fault = options.fault ?? null
  const server = createServer({ keepAliveTimeout: idleMsMax }, (request, response) => {
    void answer(options, fault, request, response)
  })
  const sockets = trackSockets(server)
  await listen(server, options.port ?? 0)
  // Safe: a server that listens on a TCP port has an address of that sort.
  const { port } = server.address() as AddressInfo
  const goOffline = async (): Promise<void> => {
    if (!server.listening) return
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return {
    baseUrl: `http://127.0.0.1:${String(port)}${options.basePath}`,
    stop: goOffline,
    faults: {
      goOffline,
      goOnline: () => (server.listening ? Promise.resolve() : listen(server, port)),
      set(next) {
        fault = next
      },
      clear() {
        fault = null
      },
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Open connections, so that going offline cuts them as a dead host would. */
function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return sockets
}

async function answer(
  options: SimulatorServerOptions,
  fault: Fault | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request).catch(() => {
    // The caller hung up while it was sending: there is nobody left to answer.
    response.destroy()
    return null
  })
  await wait((options.latencyMs ?? 0) + (fault?.kind === 'slow' ? fault.delayMs : 0))
  send(response, body === null ? options.refusals['too-large'] : answerFor(options, fault, request, body), fault)
}

function answerFor(
  options: SimulatorServerOptions,
  fault: Fault | null,
  request: IncomingMessage,
  body: string,
): SimulatedAnswer {
  const { auth, refusals } = options
  if (fault?.kind === 'unavailable') return unavailablePage
  if (fault?.kind === 'rate-limited') {
    return { ...refusals['rate-limited'], headers: { 'retry-after': String(fault.retryAfterS) } }
  }
  if (fault?.kind === 'unauthorized' || (auth !== undefined && !isAuthorized(request.headers, auth)))
    return refusals.unauthorized
  const url = new URL(request.url ?? '/', 'http://simulator')
  if (!url.pathname.startsWith(options.basePath)) return refusals['not-found']
  try {
    return options.handle({
      method: request.method ?? 'GET',
      path: url.pathname.slice(options.basePath.length) || '/',
      query: url.searchParams,
      headers: request.headers,
      body,
    })
  } catch {
    return refusals.failed
  }
}

function isAuthorized(headers: IncomingHttpHeaders, auth: SimulatorAuth): boolean {
  switch (auth.kind) {
    case 'basic':
      return headers.authorization === `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`
    case 'bearer':
      return headers.authorization === `Bearer ${auth.token}`
    case 'api-key':
      return headers[auth.header.toLowerCase()] === auth.key
  }
}

/** The whole body; null where it is too large, which is read to its end all the same so that the refusal arrives. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    // Safe: without setEncoding a request yields buffers.
    const buffer = chunk as Buffer
    bytes += buffer.byteLength
    if (bytes <= requestBytesMax) chunks.push(buffer)
  }
  return bytes > requestBytesMax ? null : Buffer.concat(chunks).toString()
}

function send(response: ServerResponse, answered: SimulatedAnswer, fault: Fault | null): void {
  const isText = answered.contentType !== undefined
  const text = isText ? String(answered.body) : toJson(answered.body, fault)
  response.writeHead(answered.status, {
    'content-type': answered.contentType ?? 'application/json; charset=utf-8',
    'cache-control': 'no-cache',
    ...answered.headers,
  })
  response.end(fault?.kind === 'malformed' ? text.slice(0, Math.ceil(text.length / 2)) : text)
}

function toJson(body: unknown, fault: Fault | null): string {
  if (fault?.kind !== 'drift') return JSON.stringify(body)
  return JSON.stringify(body, (key, value: unknown) => (key === fault.field ? undefined : value))
}
