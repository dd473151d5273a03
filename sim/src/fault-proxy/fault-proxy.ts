import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createAnswerWriter } from './answer-writer.ts'
import { openLink, writeTo } from './link.ts'
import { createOvertaking } from './overtaking.ts'
import { createFaultsInForce, noFaults, type FaultsInForce, type ProxyFaults } from './proxy-faults.ts'

export interface FaultProxyOptions {
  /** Address of a server, such as `http://127.0.0.1:8080/api` or `postgres://user@127.0.0.1:5433/tieback`. */
  readonly target: string
  readonly faults?: Partial<ProxyFaults>
}

export interface FaultProxy {
  /** The target's address with the proxy in its place. */
  readonly address: string
  readonly faults: ProxyFaults
  /** Connections open now. */
  readonly connections: number
  /** Bytes passed on so far. */
  readonly passed: { readonly toTarget: number; readonly toClient: number }
  /** These faults and no others from now on, also on connections that are open. */
  set(faults: Partial<ProxyFaults>): Promise<void>
  clear(): Promise<void>
  /** Resets every connection that is open. */
  cut(): void
  /** Safe to call twice. */
  stop(): Promise<void>
}

const defaultPorts: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'postgres:': 5432,
  'postgresql:': 5432,
}

/**
 * Stands on the loopback before a server and does to its connections what a network does on a bad day.
 *
 * It knows bytes alone, so that it serves in front of HTTP and of Postgres.
 * throws  Error where the target names no port and its protocol has none that is known
 */
export async function startFaultProxy({ target, faults = {} }: FaultProxyOptions): Promise<FaultProxy> {
  const url = new URL(target)
  const targetPort = url.port === '' ? defaultPorts[url.protocol] : Number(url.port)
  if (targetPort === undefined) throw new Error(`${target} names no port`)
  const inForce = createFaultsInForce({ ...noFaults, ...faults })
  const door = { inForce, overtaking: createOvertaking(), passed: { toTarget: 0, toClient: 0 } }
  const pairs = new Map<Socket, Socket>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: targetPort, host: url.hostname.replace(/^\[|\]$/g, ''), allowHalfOpen: true })
    pairs.set(client, upstream)
    client.once('close', () => pairs.delete(client))
    joinPair(client, upstream, door)
  })
  const port = await listen(server, 0)
  const apply = async (next: ProxyFaults): Promise<void> => {
    inForce.change(next)
    if (next.isRefusing && server.listening) server.close()
    else if (!next.isRefusing && !server.listening) await listen(server, port)
  }
  const cut = () => {
    for (const sockets of pairs) for (const socket of sockets) socket.resetAndDestroy()
  }
  if (inForce.now.isRefusing) server.close()
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    address: url.href,
    passed: door.passed,
    get faults() {
      return inForce.now
    },
    get connections() {
      return pairs.size
    },
    set: (next) => apply({ ...noFaults, ...next }),
    clear: () => apply(noFaults),
    cut,
    async stop() {
      inForce.change({ ...noFaults, isRefusing: true })
      const closed = server.listening ? new Promise<void>((resolve) => server.close(() => resolve())) : null
      cut()
      await closed
    },
  }
}

interface Door {
  readonly inForce: FaultsInForce
  readonly overtaking: ReturnType<typeof createOvertaking>
  readonly passed: { toTarget: number; toClient: number }
}

function joinPair(client: Socket, target: Socket, { inForce, overtaking, passed }: Door): void {
  const controller = new AbortController()
  const { signal: gone } = controller
  for (const socket of [client, target]) {
    socket.setNoDelay(true)
    // A lost end is shown to the other as a lost end.
    socket.once('error', () => (socket === client ? target : client).resetAndDestroy())
  }
  // What the target sent before it closed may still be under way, so that only the client's own end is the end.
  client.once('close', () => {
    controller.abort()
    target.destroy()
  })
  const write = async (bytes: Buffer) => {
    passed.toTarget += bytes.length
    await writeTo(target, bytes, gone)
  }
  const onPassed = (bytes: number) => {
    passed.toClient += bytes
  }
  const answer = createAnswerWriter({ client, target, faults: inForce, overtaking, gone, onPassed })
  const delayOf = (name: 'toTargetDelayMs' | 'toClientDelayMs') => () => inForce.now[name]
  openLink({ from: client, to: target, faults: inForce, delayMs: delayOf('toTargetDelayMs'), write, gone })
  openLink({
    from: target,
    to: client,
    faults: inForce,
    delayMs: delayOf('toClientDelayMs'),
    write: answer,
    gone,
  })
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      // Safe: a server that listens on a TCP port has an address of that sort.
      resolve((server.address() as AddressInfo).port)
    })
  })
}
