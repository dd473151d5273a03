import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

/** Wait before a connection that was lost is tried again, ms. */
const retryMs = 250

const connectTimeoutMs = 2_000

const goodbyeMsMax = 500

export interface ListenOptions {
  /** A plain name, such as `tieback_cache`. */
  readonly channel: string
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string
  onWord(payload: string): void
  /** Words are heard from now on; some may have been missed. */
  onListening(): void
}

/** Hears what is announced on a channel, on a connection of its own, which is made anew whenever it breaks. `close` is safe to call twice. */
export function listenTo(url: string, options: ListenOptions): { close(): Promise<void> } {
  const closing = new AbortController()
  const keepListening = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await listenOnce(url, options, closing.signal).catch(() => undefined)
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

/** Listens until the connection ends or the signal aborts. */
async function listenOnce(url: string, options: ListenOptions, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: options.applicationName,
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
  client.on('notification', ({ payload }) => options.onWord(payload ?? ''))
  try {
    await client.connect()
    await client.query(`listen ${options.channel}`)
    if (!signal.aborted) options.onListening()
    await ended
  } finally {
    // A server that is gone doesn't say goodbye.
    await Promise.race([client.end().catch(() => undefined), wait(goodbyeMsMax)])
  }
}
