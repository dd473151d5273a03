import type { CacheTag } from '@tieback/contracts'
import type { CacheInvalidation } from '@tieback/jobs'
import type { Invalidator } from './invalidator.ts'

/** Invalidation that nobody waits for. */
export interface InvalidationBehind extends CacheInvalidation {
  /** Waits for what is under way, at most `graceMs`, and gives the rest up. */
  close(graceMs: number): Promise<void>
}

/** Passes invalidations on behind whoever asks for them: one move at a time, and what is asked for meanwhile in the next. */
export function invalidateBehind(
  invalidator: Invalidator,
  log: { warn(fields: object, message: string): void },
): InvalidationBehind {
  const pending = new Set<CacheTag>()
  const underWay = new Set<Promise<void>>()
  const givingUp = new AbortController()
  let isMoving = false
  let isClosed = false

  function giveUp(tags: readonly CacheTag[], reason: unknown): void {
    log.warn(
      { tags, err: String(reason) },
      'cache: an invalidation was given up; answers may be as old as they are fresh',
    )
  }

  function moveOn(): void {
    if (isMoving || pending.size === 0) return
    isMoving = true
    const tags = [...pending]
    pending.clear()
    const work = carryOut(tags).finally(() => underWay.delete(work))
    underWay.add(work)
  }

  async function carryOut(tags: readonly CacheTag[]): Promise<void> {
    let tries = 0
    const beforeTry = (): void => {
      tries += 1
      if (tries === 2) log.warn({ tags }, 'cache: an invalidation did not get through; it is tried again')
    }
    const onMoved = (): void => {
      isMoving = false
      moveOn()
    }
    try {
      await invalidator.invalidate(tags, { signal: givingUp.signal, beforeTry, onMoved })
    } catch (error) {
      // What waited for this one is given up with it.
      giveUp([...new Set([...tags, ...pending])], error)
      pending.clear()
    }
  }

  return {
    invalidate: (tags) => {
      // A job that outlasted the grace of its worker: trying for ever would keep the process.
      if (isClosed) return giveUp(tags, 'it is closed')
      for (const tag of tags) pending.add(tag)
      moveOn()
    },
    close: async (graceMs) => {
      const timer = setTimeout(() => givingUp.abort(new Error('the process is stopping')), graceMs)
      while (underWay.size > 0) await Promise.all(underWay)
      clearTimeout(timer)
      isClosed = true
    },
  }
}
