import type { CacheTag } from '@tieback/contracts'
import { type CacheTiming, type CacheWorld, silenceMsMax } from './cache-timing.ts'
import type { MoveReceipt, SharedTier, Tokens } from './shared-tier.ts'

/** Between looks at who has not acknowledged, ms: doubled from the least to the most. */
const lookMs = { least: 2, most: 100 }

/** Between tries to reach the shared tier, ms: doubled from the least to the most. */
const tryMs = { least: 50, most: 1_000 }

/** An invalidation was given up: other processes may serve what it was to make void, until that is stale. */
export class InvalidationAborted extends Error {
  override readonly name = 'InvalidationAborted'

  constructor(tags: readonly CacheTag[], cause: unknown) {
    super(`The invalidation of ${tags.join(', ')} was given up before every process had heard of it`, { cause })
  }
}

export interface Invalidator {
  /**
   * Resolves when no process serves an answer with one of these tags whose fill began before this call.
   * While the shared tier can't be reached it goes on trying.
   *
   * signal    gives up when it aborts
   * beforeTry hears the generations of each try before it is made
   * onMoved   hears when the shared tier has them: from then on it is only waited for who acknowledges
   * throws    InvalidationAborted
   */
  invalidate(
    tags: readonly CacheTag[],
    options: {
      readonly signal: AbortSignal
      readonly beforeTry?: (tokens: Tokens) => void
      readonly onMoved?: () => void
    },
  ): Promise<void>
}

interface InvalidatorParts {
  readonly tier: SharedTier
  readonly timing: CacheTiming
  readonly world: CacheWorld
}

/** Moves generations in the shared tier. A process that serves nothing needs no more than this. */
export function createInvalidator({ tier, timing, world }: InvalidatorParts): Invalidator {
  async function move(
    tags: readonly CacheTag[],
    { signal, beforeTry }: Parameters<Invalidator['invalidate']>[1],
  ): Promise<MoveReceipt> {
    let delayMs = tryMs.least
    for (;;) {
      if (signal.aborted) throw new InvalidationAborted(tags, signal.reason)
      // Anew for each try: one whose answer was lost may have got through, and its generations may have been left behind since.
      const tokens: Tokens = new Map(tags.map((tag) => [tag, world.random()]))
      beforeTry?.(tokens)
      try {
        return await tier.move(tokens)
      } catch {
        await world.wait(delayMs, signal)
        delayMs = Math.min(delayMs * 2, tryMs.most)
      }
    }
  }

  async function isAcknowledged(receipt: MoveReceipt): Promise<boolean> {
    if (receipt.isEpochYoung) return false
    // An epoch that ended took the list of members with it: their leases are waited out.
    return (await tier.countSilent(receipt).catch(() => null)) === 0
  }

  return {
    invalidate: async (tags, options) => {
      const receipt = await move(tags, options)
      options.onMoved?.()
      // After this long nobody serves what was there before, whether heard from or not.
      const until = world.monotonic() + silenceMsMax(timing)
      let delayMs = lookMs.least
      while (!(await isAcknowledged(receipt))) {
        const leftMs = until - world.monotonic()
        if (leftMs <= 0) return
        if (options.signal.aborted) throw new InvalidationAborted(tags, options.signal.reason)
        await world.wait(Math.min(delayMs, leftMs), options.signal)
        delayMs = Math.min(delayMs * 2, lookMs.most)
      }
    },
  }
}
