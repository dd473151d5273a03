import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { answerControl, isControl } from './controls.ts'
import type { FaultDescription } from './fault.ts'
import { type ChangingFaults, createFaultSet, type Fault, type FaultSet } from './fault-set.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'
import type { SimulatedAnswer } from './simulated-answer.ts'
import { sendAnswer, sendRawAnswer } from './send-answer.ts'
import { sharedFaults, type SharedFault } from './shared-faults.ts'
import { createDoorkeeper, type Doorkeeper, type SimulatorAuth } from './simulator-auth.ts'
import { createTransport } from './transport-faults.ts'

export type { Fault, FaultSet } from './fault-set.ts'
export type { SimulatedAnswer } from './simulated-answer.ts'
export type { SimulatorAuth } from './simulator-auth.ts'

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
  /** Length of path and query as they were asked, in characters. */
  readonly urlLength: number
}

export interface FaultControls<Name extends string = string> extends ChangingFaults<Name> {
  /** Connections are refused from now on, those open are cut. */
  goOffline(): Promise<void>
  /** Listens again, on the port it had. */
  goOnline(): Promise<void>
}

export interface Simulator<Name extends string = string> {
  readonly baseUrl: string
  readonly faults: FaultControls<Name | SharedFault>
  readonly log: RequestLog
  /** Where a client with the `oauth2` credentials fetches its token. */
  readonly tokenUrl: string
  /** Safe to call twice. */
  stop(): Promise<void>
}

export interface SimulatorServerOptions<Name extends string = never> {
  readonly basePath: string
  /** 0 or left out: any free port. */
  readonly port?: number
  /** Wait before each answer. */
  readonly latencyMs?: number
  readonly auth?: SimulatorAuth
  readonly fault?: Fault<Name | SharedFault>
  /** Faults from the start, as texts such as `slow=2000`. */
  readonly faults?: readonly string[]
  /** What this vendor can be told beside the shared faults. */
  readonly vendorFaults?: readonly FaultDescription<Name>[]
  readonly handle: (
    request: SimulatedRequest,
    faults: FaultSet<Name | SharedFault>,
  ) => SimulatedAnswer | Promise<SimulatedAnswer>
  /** How this vendor words a refusal. */
  readonly refusals: Readonly<
    Record<'unauthorized' | 'rate-limited' | 'too-large' | 'failed' | 'not-found', SimulatedAnswer>
  >
  /** Takes a connection over, as for a WebSocket, once its caller was let in. Left out: such a call is an ordinary one. */
  readonly upgrade?: (
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    faults: FaultSet<Name | SharedFault>,
  ) => void
}

/** What PI Web API takes by default; nothing that an adapter sends comes near it. */
const requestBytesMax = 4_194_304

/**
 * A plain HTTP server on the loopback that speaks for a vendor.
 *
 * Beside the vendor's base address it has controls of its own: `GET`, `PUT` and `DELETE /simulator/faults`.
 * throws  the system's own error where the port is taken; RangeError where a fault is unknown
 */
export async function startSimulatorServer<Name extends string = never>(
  options: SimulatorServerOptions<Name>,
): Promise<Simulator<Name>> {
  const descriptions: readonly FaultDescription<Name | SharedFault>[] = [
    ...sharedFaults,
    ...(options.vendorFaults ?? []),
  ]
  const initial = [...(options.fault === undefined ? [] : [options.fault]), ...(options.faults ?? [])]
  // Connections that somebody took over never ask again, so nothing but this would cut them.
  const takenOver = new Set<Duplex>()
  const faults = createFaultSet(descriptions, initial, (changed) => {
    if (changed.has('offline')) for (const socket of takenOver) socket.destroy()
  })
  const log = createRequestLog()
  const site = {
    ...options,
    faults,
    takenOver,
    log,
    doorkeeper: createDoorkeeper(options.auth),
    transport: createTransport(faults),
  }
  const server = createServer({ keepAliveTimeout: idleMsMax }, (request, response) => {
    // Heard also where the connection is lost before the answer is out.
    if (!isControl(request)) response.once('close', log.begin())
    void answer(site, request, response)
  })
  if (options.upgrade !== undefined) {
    server.on('upgrade', (request, socket, head) => void upgrade(site, request, socket, head))
  }
  return await serve(server, options, faults, log)
}

async function serve<Name extends string>(
  server: Server,
  { port: wished = 0, basePath }: SimulatorServerOptions<Name>,
  faults: ChangingFaults<Name | SharedFault>,
  log: RequestLog,
): Promise<Simulator<Name>> {
  const sockets = trackSockets(server)
  await listen(server, wished)
  // Safe: a server that listens on a TCP port has an address of that sort.
  const { port } = server.address() as AddressInfo
  const goOffline = async (): Promise<void> => {
    if (!server.listening) return
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const origin = `http://127.0.0.1:${String(port)}`
  const goOnline = () => (server.listening ? Promise.resolve() : listen(server, port))
  return {
    baseUrl: `${origin}${basePath}`,
    tokenUrl: `${origin}/simulator/token`,
    faults: { ...faults, goOffline, goOnline },
    log,
    stop: goOffline,
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

/** A server's options with what it keeps while it runs. */
type Site<Name extends string> = Omit<SimulatorServerOptions<Name>, 'faults'> & {
  readonly faults: ChangingFaults<Name | SharedFault>
  readonly takenOver: Set<Duplex>
  readonly log: ReturnType<typeof createRequestLog>
  readonly doorkeeper: Doorkeeper
  readonly transport: ReturnType<typeof createTransport>
}

async function answer<Name extends string>(
  site: Site<Name>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request).catch(() => {
    // The caller hung up while it was sending: there is nobody left to answer.
    response.destroy()
    return null
  })
  if (isControl(request)) {
    sendAnswer(response, answerControl(site, request, body ?? ''), null)
    return
  }
  const { method = 'GET', url = '/' } = request
  site.log.note({ method, url, body: body ?? '' })
  await wait((site.latencyMs ?? 0) + site.transport.delayMs())
  if (site.faults.has('offline')) response.destroy()
  else
    sendAnswer(response, body === null ? site.refusals['too-large'] : await answerFor(site, request, body), site.faults)
}

async function upgrade<Name extends string>(
  site: Site<Name>,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const { method = 'GET', url = '/' } = request
  site.log.note({ method, url, body: '' })
  await wait((site.latencyMs ?? 0) + site.transport.delayMs())
  const refused = site.transport.refusal() ?? (isAdmitted(site, request) ? null : site.refusals.unauthorized)
  if (site.faults.has('offline')) socket.destroy()
  else if (refused !== null) sendRawAnswer(socket, refused)
  else {
    site.takenOver.add(socket)
    socket.once('close', () => site.takenOver.delete(socket))
    site.upgrade?.(request, socket, head, site.faults)
  }
}

function isAdmitted<Name extends string>({ faults, doorkeeper }: Site<Name>, { headers }: IncomingMessage): boolean {
  if (faults.has('unauthorized')) return false
  return doorkeeper.admits(headers, faults.has('token-expiry') ? faults.number('token-expiry') : null)
}

async function answerFor<Name extends string>(
  site: Site<Name>,
  request: IncomingMessage,
  body: string,
): Promise<SimulatedAnswer> {
  const { refusals, basePath } = site
  const page = site.transport.refusal()
  // The vendor's own words for it, with the wait where there is one.
  if (page !== null) return page.status === 429 ? { ...refusals['rate-limited'], headers: page.headers } : page
  if (!isAdmitted(site, request)) return refusals.unauthorized
  const { url: asked = '/', method = 'GET', headers } = request
  const url = new URL(asked, 'http://simulator')
  if (!url.pathname.startsWith(basePath)) return refusals['not-found']
  const path = url.pathname.slice(basePath.length) || '/'
  try {
    const simulated = { method, path, query: url.searchParams, headers, body, urlLength: asked.length }
    return await site.handle(simulated, site.faults)
  } catch {
    return refusals.failed
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
