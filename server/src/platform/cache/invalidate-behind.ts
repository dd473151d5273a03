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
      log.warn(
        { tags, err: String(error) },
        'cache: an invalidation was given up; answers may be as old as they are fresh',
      )
    }
  }

  return {
    invalidate: (tags) => {
      for (const tag of tags) pending.add(tag)
      moveOn()
    },
    close: async (graceMs) => {
      const timer = setTimeout(() => givingUp.abort(new Error('the process is stopping')), graceMs)
      while (underWay.size > 0) await Promise.all(underWay)
      clearTimeout(timer)
    },
  }
}
