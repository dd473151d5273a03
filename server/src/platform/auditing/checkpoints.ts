import type { KeyObject } from 'node:crypto'
import { addCheckpoint, type StorePool } from '@tieback/store'
import type { FastifyBaseLogger } from 'fastify'
import { toCheckpointFields } from './checkpoint-line.ts'

/** How long entries wait for a signature at most, ms. */
const checkpointEveryMs = 60_000

export interface CheckpointDeps {
  readonly pool: StorePool
  /** Ed25519. */
  readonly key: KeyObject
  /** Every checkpoint goes here too, so that there is a copy which whoever alters the store can't reach. */
  readonly log: Pick<FastifyBaseLogger, 'info' | 'error'>
  readonly everyMs?: number
}

/** Signs the end of the audit log while there is something new, by any of the servers. `close` signs what came last; safe to call twice. */
export function keepCheckpoints({ pool, key, log, everyMs = checkpointEveryMs }: CheckpointDeps): {
  close(): Promise<void>
} {
  const sign = async (): Promise<void> => {
    try {
      const checkpoint = await addCheckpoint(pool, key, new Date())
      if (checkpoint !== null) log.info({ checkpoint: toCheckpointFields(checkpoint) }, 'audit checkpoint')
    } catch (error) {
      log.error({ reason: error instanceof Error ? error.message : String(error) }, 'audit log not signed')
    }
  }
  let signing = Promise.resolve()
  // One after the other: a store that answers late must not be asked by more and more.
  let isAsked = false
  const timer = setInterval(() => {
    if (isAsked) return
    isAsked = true
    signing = sign().finally(() => (isAsked = false))
  }, everyMs).unref()
  let closing: Promise<void> | null = null
  return {
    close: () => {
      clearInterval(timer)
      return (closing ??= signing.then(sign))
    },
  }
}
