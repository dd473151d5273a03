import { bulkhead, BulkheadRejectedError } from 'cockatiel'
import type { CallCounts } from '../port.ts'
import { SourceError } from '../source-error.ts'
import { CallRefused, createBreaker } from './breaker.ts'
import type { ResilienceSettings } from './settings.ts'
import { createTokenBucket, type Rate } from './token-bucket.ts'

/** Single tries of one source: each waits for its turn and is counted. */
export interface Turns {
  /**
   * What one try gave, made as soon as it is its turn.
   *
   * throws  what the try throws; CallRefused where it wasn't made
   */
  take<Result>(
    attempt: (signal: AbortSignal) => Promise<Result>,
    isFurther: boolean,
    signal: AbortSignal,
  ): Promise<Result>
  readCalls(): CallCounts
}

interface TurnOptions {
  readonly sourceId: string
  readonly settings: ResilienceSettings
}

/** `rate` is null where calls aren't bounded over time. */
export function createTurns({ sourceId, settings }: TurnOptions, rate: Rate | null): Turns {
  const bucket = createTokenBucket(rate)
  const breaker = createBreaker({ sourceId, ...settings })
  const slots = bulkhead(settings.concurrency, settings.queueMax)
  const counts = { calls: 0, failed: 0, retried: 0, rateLimited: 0, inFlight: 0, waiting: 0 }
  /** As the breaker does, one try goes out after a while, however long a wait the source asks for. */
  const pauseMsMax = Math.max(settings.retryDelayMsMax, settings.breakerOpenMs)

  const refuse = () => {
    breaker.refuseWhileOpen()
    const leftMs = bucket.pausedMs()
    if (leftMs <= settings.retryDelayMsMax) return
    const text = `It asked for a wait: no calls for another ${Math.ceil(leftMs / 1000)} s.`
    throw new CallRefused('rate_limited', sourceId, text, { retryAfterMs: leftMs })
  }

  const noteFailure = (error: unknown) => {
    // That something isn't there is a good answer.
    if (!(error instanceof SourceError) || error.code === 'not_found') return
    counts.failed += 1
    if (error.code === 'rate_limited') counts.rateLimited += 1
    // The wait is asked of the source's whole client, not of one call.
    if (error.retryAfterMs !== null) bucket.pause(Math.min(error.retryAfterMs, pauseMsMax))
  }

  const send = async <Result>(attempt: () => Promise<Result>, isFurther: boolean) => {
    counts.calls += 1
    counts.inFlight += 1
    if (isFurther) counts.retried += 1
    try {
      return await attempt()
    } catch (error) {
      noteFailure(error)
      throw error
    } finally {
      counts.inFlight -= 1
    }
  }

  return {
    async take(attempt, isFurther, signal) {
      refuse()
      const waiting = countWaiting(counts, signal)
      try {
        return await slots.execute(async () => {
          refuse()
          await bucket.take(signal)
          waiting.end()
          return await breaker.run(() => send(() => attempt(signal), isFurther), signal)
        }, signal)
      } catch (error) {
        if (!(error instanceof BulkheadRejectedError)) throw error
        const text = `${settings.queueMax} calls wait already: more is asked of it than it answers.`
        throw new CallRefused('unavailable', sourceId, text)
      } finally {
        waiting.end()
      }
    },
    readCalls: () => ({ ...counts, ...breaker.read() }),
  }
}

/** One more that waits, until it ends or its caller gives up: cockatiel forgets a call given up when its turn comes, not before. */
function countWaiting(counts: { waiting: number }, signal: AbortSignal): { end: () => void } {
  let isWaiting = true
  counts.waiting += 1
  const end = () => {
    signal.removeEventListener('abort', end)
    if (isWaiting) counts.waiting -= 1
    isWaiting = false
  }
  signal.addEventListener('abort', end, { once: true })
  return { end }
}
