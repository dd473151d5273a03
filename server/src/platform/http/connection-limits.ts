import type { Server, ServerOptions } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { Callers } from './callers.ts'
import { headerBytesMax } from './request-limits.ts'

export interface ConnectionLimits {
  /** Connections at a time. */
  readonly total: number
  /** Of one address; a trusted proxy has none, one that isn't named counts as one client. */
  readonly perAddress: number
  /** Longest that a request's headers may take from the connection's begin, or its first byte, ms. */
  readonly headersMs: number
  /** Longest that a whole request may take: with the most that a body may have, 4 kB/s at least, ms. */
  readonly requestMs: number
  /** How often those two are looked at, ms. */
  readonly checkEveryMs: number
  /** Longest that a connection is kept for another request; longer than gateways do, so that they hang up first, ms. */
  readonly idleMs: number
  /** Longest without a byte either way: who doesn't take the answer that was asked for; streams send more often, ms. */
  readonly silenceMs: number
}

const usual: ConnectionLimits = {
  total: 10_000,
  // An office of some hundred people behind one address, each with the six that a browser opens.
  perAddress: 2_000,
  headersMs: 10_000,
  requestMs: 30_000,
  checkEveryMs: 1_000,
  idleMs: 72_000,
  silenceMs: 120_000,
}

/** How often refused connections are told of, ms. */
const tellEveryMs = 60_000

export const withUsualLimits = (given: Partial<ConnectionLimits> = {}): ConnectionLimits => ({ ...usual, ...given })

/** What Node's server holds connections to. */
export const toServerOptions = (limits: ConnectionLimits): ServerOptions => ({
  maxHeaderSize: headerBytesMax,
  headersTimeout: limits.headersMs,
  requestTimeout: limits.requestMs,
  connectionsCheckingInterval: limits.checkEveryMs,
  keepAliveTimeout: limits.idleMs,
  requireHostHeader: true,
  insecureHTTPParser: false,
})

/** Hangs up on an address that has too many connections, and on whoever comes when there are too many at all. */
export function limitConnections(
  server: Server,
  limits: ConnectionLimits,
  { callers, logger }: { readonly callers: Callers; readonly logger: FastifyBaseLogger },
): void {
  const open = new Map<string, number>()
  let refused = 0
  let tellAt = 0
  const tell = (): void => {
    refused += 1
    const now = performance.now()
    if (now < tellAt) return
    logger.warn({ refused }, 'connections refused: too many are open')
    refused = 0
    tellAt = now + tellEveryMs
  }
  server.maxConnections = limits.total
  server.setTimeout(limits.silenceMs)
  server.on('drop', tell)
  server.on('connection', (socket) => {
    const { counted, isTrusted } = callers.peerOf(socket)
    if (isTrusted) return
    const before = open.get(counted) ?? 0
    if (before >= limits.perAddress) {
      tell()
      socket.destroy()
      return
    }
    open.set(counted, before + 1)
    socket.once('close', () => {
      const left = (open.get(counted) ?? 1) - 1
      if (left === 0) open.delete(counted)
      else open.set(counted, left)
    })
  })
}
