import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { FaultsInForce } from './proxy-faults.ts'

/** Bytes under way in one direction before their sender is held: a network's own buffers are bounded too. */
const underWayBytesMax = 1_048_576

export interface Link {
  readonly from: Socket
  readonly to: Socket
  readonly faults: FaultsInForce
  /** How much later what comes now arrives, ms. */
  readonly delayMs: () => number
  /** Writes a piece that is due. */
  readonly write: (bytes: Buffer) => Promise<void>
  /** Aborts when the connection is gone. */
  readonly gone: AbortSignal
}

/** Passes one direction of a connection on: each piece when it is due, in the order in which they came. */
export function openLink({ from, to, faults, delayMs, write, gone }: Link): void {
  // Bytes are null at the end of what is sent.
  const pieces: { bytes: Buffer | null; dueMs: number }[] = []
  let underWay = 0
  let isPassing = false

  const pass = async (): Promise<void> => {
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
      const { bytes, dueMs } = piece
      const waitMs = dueMs - performance.now()
      if (waitMs > 0) await wait(waitMs, undefined, { signal: gone })
      while (faults.now.isBlackhole) await faults.changed
      gone.throwIfAborted()
      if (bytes === null) to.end()
      else await write(bytes)
      underWay -= bytes?.length ?? 0
      if (underWay < underWayBytesMax) from.resume()
    }
    isPassing = false
  }
  const take = (bytes: Buffer | null): void => {
    pieces.push({ bytes, dueMs: performance.now() + delayMs() })
    underWay += bytes?.length ?? 0
    if (underWay >= underWayBytesMax) from.pause()
    if (isPassing) return
    isPassing = true
    // What is under way when the connection goes is lost with it.
    pass().catch(() => undefined)
  }
  from.on('data', take)
  from.once('end', () => take(null))
}

/** Writes, and waits where the receiver is slow. */
export async function writeTo(socket: Socket, bytes: Buffer, gone: AbortSignal): Promise<void> {
  if (!socket.write(bytes)) await once(socket, 'drain', { signal: gone })
}
