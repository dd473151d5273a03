import type { CacheTag } from '@tieback/contracts'
import {
  acknowledgeMoves,
  type CacheGenerations,
  countSilentMembers,
  createStorePool,
  joinCache,
  leaveCache,
  listenToCacheMoves,
  moveGenerations,
} from '@tieback/store'
import type { Move, SharedTier, Tokens } from './shared-tier.ts'

/** One for renewals, which must not wait for a move. */
const connectionsMax = 2

/** Longest wait for an answer, ms: a lease must not end because of one slow question. */
const answerTimeoutMs = 1_000

// Safe: tags of other versions of the program are kept by name and never asked for.
const toMove = ({ epoch, count, tokens }: CacheGenerations): Move => ({
  epoch,
  count,
  tokens: new Map(Object.entries(tokens)) as Map<CacheTag, string>,
})

const toRecord = (tokens: Tokens): Record<string, string> => Object.fromEntries(tokens)

/** The shared tier in the store's Postgres, on connections of its own: a busy pool must not cost a lease. It shares no entries. */
export function createPostgresTier(
  databaseUrl: string,
  { forgetAfterMs }: { readonly forgetAfterMs: number },
): SharedTier {
  const pool = createStorePool(databaseUrl, {
    applicationName: 'tieback-cache',
    max: connectionsMax,
    onError: () => undefined,
    statementTimeoutMs: answerTimeoutMs,
    answerTimeoutMs,
  })
  let channel: { close(): Promise<void> } | null = null
  let closed: Promise<void> | null = null
  return {
    // Members are rows here, which outlive the server: none is ever unknown.
    move: async (tokens) => ({ ...(await moveGenerations(pool, toRecord(tokens))), isEpochYoung: false }),
    join: async (memberId, applied) => toMove(await joinCache(pool, { memberId, applied, forgetAfterMs })),
    acknowledge: (memberId, applied) => acknowledgeMoves(pool, memberId, applied),
    countSilent: (position) => countSilentMembers(pool, position),
    leave: (memberId) => leaveCache(pool, memberId),
    listen: (listener) => {
      channel = listenToCacheMoves(databaseUrl, {
        onMove: (move) => listener.onMove(toMove(move)),
        onListening: () => listener.onListening(),
      })
    },
    close: () => {
      closed ??= Promise.all([channel?.close(), pool.end()]).then(() => undefined)
      return closed
    },
  }
}
