import { createServer, type IncomingMessage, request as sendRequest, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { askedWaitMs, type Front, type SentRequest, type SourceFault } from '../../conformance.ts'

export interface FaultFront extends Front {
  /** Address to give a source in place of the server's own. */
  readonly baseUrl: string
  readonly stop: () => Promise<void>
}

interface FaultAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const html = { 'content-type': 'text/html' }
const json = { 'content-type': 'application/json' }

const answers: Record<Exclude<SourceFault, 'offline' | 'cut-body'>, FaultAnswer> = {
  'bad-gateway-page': { status: 502, headers: html, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' },
  'login-page': { status: 200, headers: html, body: '<!DOCTYPE html><html><form action="/login"></form></html>' },
  unauthorized: { status: 401, headers: json, body: '{"Message":"Authorization has been denied for this request."}' },
  'rate-limited': {
    status: 429,
    headers: { ...json, 'retry-after': String(askedWaitMs / 1000) },
    body: '{"Errors":["Rate limit was reached"]}',
  },
  malformed: { status: 200, headers: json, body: '{"Items": [{"WebId": "P1' },
  drift: { status: 200, headers: json, body: '{"Elements":[],"lines":[]}' },
}

/** Wait before each request is passed on, so that those sent together are under way together. */
const delayMs = 4

/** Stands before a server, passes everything on and keeps what it saw, until it is told to fail in the server's stead. */
export async function startFaultFront(target: string): Promise<FaultFront> {
  const { hostname, port, pathname } = new URL(target)
  const requests: SentRequest[] = []
  const state = { failing: null as Exclude<SourceFault, 'offline'> | 'silent' | null, inFlight: 0, inFlightMost: 0 }
  const sockets = new Set<Duplex>()
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    state.inFlight += 1
    state.inFlightMost = Math.max(state.inFlightMost, state.inFlight)
    response.once('close', () => (state.inFlight -= 1))
    void readBody(request).then((body) => {
      requests.push({ method: request.method ?? '', url: request.url ?? '', body: body.toString() })
      if (state.failing !== null) failInstead(response, state.failing)
      else setTimeout(() => passOn({ hostname, port }, request, body, response), delayMs)
    })
  })
  server.on('upgrade', (request, socket, head) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', body: '' })
    sockets.add(socket)
    if (state.failing === null) joinSockets({ hostname, port }, request, socket, head)
    else if (state.failing !== 'silent') socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stopAll = () => {
    for (const socket of sockets) socket.destroy()
    return stop(server)
  }
  // Safe: a server that listens on a TCP port has an address of that sort.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    baseUrl: `${origin}${pathname.replace(/\/$/, '')}`,
    requests,
    get inFlightMost() {
      return state.inFlightMost
    },
    stop: stopAll,
    async fail(fault) {
      if (fault === 'offline') await stopAll()
      else state.failing = fault
    },
  }
}

function failInstead(response: ServerResponse, fault: Exclude<SourceFault, 'offline'> | 'silent'): void {
  if (fault === 'silent') return
  if (fault === 'cut-body') {
    response.writeHead(200, { ...json, 'content-length': '1000' })
    response.write('{"Items": [', () => response.destroy())
    return
  }
  const { status, headers, body } = answers[fault]
  response.writeHead(status, headers)
  response.end(body)
}

interface Target {
  readonly hostname: string
  readonly port: string
}

function passOn(
  target: Target,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  const upstream = sendRequest({ ...target, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  upstream.once('error', () => response.destroy())
  response.once('close', () => upstream.destroy())
  upstream.end(body)
}

/** A connection that becomes something other than HTTP is passed on byte by byte. */
function joinSockets(target: Target, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const upstream = connect(Number(target.port), target.hostname)
  const lines = [`${request.method ?? ''} ${request.url ?? ''} HTTP/1.1`]
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    lines.push(`${request.rawHeaders[index] ?? ''}: ${request.rawHeaders[index + 1] ?? ''}`)
  }
  upstream.write(`${lines.join('\r\n')}\r\n\r\n`)
  upstream.write(head)
  upstream.pipe(socket).pipe(upstream)
  for (const [one, other] of [
    [socket, upstream],
    [upstream, socket],
  ] as const) {
    one.once('error', () => other.destroy()).once('close', () => other.destroy())
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  // Safe: without setEncoding a request yields buffers.
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve()
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
