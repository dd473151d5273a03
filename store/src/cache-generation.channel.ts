import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import { type CacheGenerations, cacheChannel } from './cache-generation.repository.ts'

/** Wait before a connection that was lost is tried again, ms. */
const retryMs = 250

const connectTimeoutMs = 2_000

const goodbyeMsMax = 500

const Announcement = z.object({
  epoch: z.string(),
  count: z.number(),
  tokens: z.record(z.string(), z.string()),
})

export interface CacheMoveListener {
  onMove(move: CacheGenerations): void
  /** Announcements are heard from now on; some may have been missed. */
  onListening(): void
}

/** Hears announced moves on a connection of its own, which is made anew whenever it breaks. `close` is safe to call twice. */
export function listenToCacheMoves(url: string, listener: CacheMoveListener): { close(): Promise<void> } {
  const closing = new AbortController()
  const keepListening = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await listenOnce(url, listener, closing.signal).catch(() => undefined)
      await wait(retryMs, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }
  const running = keepListening()
  return {
    close: async () => {
      closing.abort()
      await running
    },
  }
}

function parseMove(payload: string): CacheGenerations | null {
  try {
    return Announcement.parse(JSON.parse(payload))
  } catch {
    return null
  }
}

/** Listens until the connection ends or the signal aborts. */
async function listenOnce(url: string, listener: CacheMoveListener, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'tieback-cache',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    // A connection that was cut without a word is found out within a minute, not within the system's two hours.
    keepAliveInitialDelayMillis: 10_000,
  })
  const ended = new Promise<void>((resolve) => {
    client.on('end', resolve)
    client.on('error', () => resolve())
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  client.on('notification', ({ payload }) => {
    const move = parseMove(payload ?? '')
    // One that can't be read was missed, as good as.
    if (move === null) listener.onListening()
    else listener.onMove(move)
  })
  try {
    await client.connect()
    await client.query(`listen ${cacheChannel}`)
    if (!signal.aborted) listener.onListening()
    await ended
  } finally {
    // A server that is gone doesn't say goodbye.
    await Promise.race([client.end().catch(() => undefined), wait(goodbyeMsMax)])
  }
}
