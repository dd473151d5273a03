import { z } from 'zod'
import { type CacheGenerations, cacheChannel } from './cache-generation.repository.ts'
import { listenTo } from './listen.ts'

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
export const listenToCacheMoves = (url: string, listener: CacheMoveListener): { close(): Promise<void> } =>
  listenTo(url, {
    channel: cacheChannel,
    applicationName: 'tieback-cache',
    onListening: () => listener.onListening(),
    onWord: (payload) => {
      const move = parseMove(payload)
      // One that can't be read was missed, as good as.
      if (move === null) listener.onListening()
      else listener.onMove(move)
    },
  })

function parseMove(payload: string): CacheGenerations | null {
  try {
    return Announcement.parse(JSON.parse(payload))
  } catch {
    return null
  }
}
