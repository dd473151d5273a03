import type { SourceLimits } from '@tieback/contracts'
import { handleWhen, retry } from 'cockatiel'
import type { CallCounts } from '../port.ts'
import { SourceError } from '../source-error.ts'
import { CallRefused } from './breaker.ts'
import { quietUntil } from './quiet-hours.ts'
import type { ResilienceSettings } from './settings.ts'
import type { Rate } from './token-bucket.ts'
import { createTurns } from './turns.ts'
import { unlessAborted, waitFor } from './wait-for.ts'

/** What stands between an adapter and its source: every call goes through it. */
export interface CallGuard {
  /**
   * What one try gave that succeeded.
   *
   * attempt  one call; its signal aborts when the caller gives up
   * throws   SourceError of the last try; `unavailable` at once while the breaker is open or too many calls wait;
   *          the signal's reason where the caller gave up
   */
  run<Result>(attempt: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result>
  readonly limits: SourceLimits
  readCalls(): CallCounts
  quietUntil(now: Date): Date | null
}

export interface CallGuardOptions {
  readonly sourceId: string
  /** Longest wait for one answer, ms; kept by whoever sends, said here. */
  readonly timeoutMs: number
  readonly settings: ResilienceSettings
  /** Draws from [0, 1); left out: Math.random. */
  readonly random?: () => number
}

/** The last error of a call that is not to be tried again. */
class GivenUp extends Error {}

/**
 * A guard that holds all calls of one source to its settings.
 *
 * Retry is outermost, so that a call that waits before its next try holds no slot. Then comes the slot, then the bound over
 * time, so that at most `concurrency` calls stand at the bucket. The breaker is innermost, since it counts tries that were
 * made; it is also asked before the slot, so that nothing queues for a source that is down.
 */
export function createCallGuard(options: CallGuardOptions): CallGuard {
  const { settings, random = Math.random } = options
  const limits = toLimits(options.timeoutMs, settings)
  const turns = createTurns(options, toRate(limits))
  const policy = retry(
    handleWhen((error) => !(error instanceof GivenUp)),
    { maxAttempts: settings.attempts - 1 },
  )
  /** Full jitter on top of the wait that was asked for: what failed together doesn't come back together. */
  const delayMs = (tries: number, last: SourceError | null) =>
    random() * Math.min(settings.retryDelayMsMax, settings.retryDelayMs * 2 ** (tries - 1)) + (last?.retryAfterMs ?? 0)

  const tryAll = async <Result>(attempt: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal) => {
    let last: SourceError | null = null
    try {
      return await policy.execute(async ({ attempt: tries }) => {
        if (tries > 0) await waitFor(delayMs(tries, last), signal)
        try {
          return await turns.take(attempt, tries > 0, signal)
        } catch (error) {
          // That a further try was refused says less than what the one before met.
          if (error instanceof CallRefused) throw new GivenUp('refused', { cause: last ?? error })
          if (!canTryAgain(error, settings)) throw new GivenUp('final', { cause: error })
          last = error
          throw error
        }
      }, signal)
    } catch (error) {
      throw error instanceof GivenUp ? error.cause : error
    }
  }
  return {
    run: (attempt, signal) => unlessAborted(signal, () => tryAll(attempt, signal)),
    limits,
    readCalls: () => turns.readCalls(),
    quietUntil: (now) => quietUntil(settings.quietHours, now),
  }
}

/** A wait beyond the longest of ours is for whoever scheduled the work, not for a call that others wait for. */
function canTryAgain(error: unknown, { retryDelayMsMax }: ResilienceSettings): error is SourceError {
  return error instanceof SourceError && error.isRetryable && (error.retryAfterMs ?? 0) <= retryDelayMsMax
}

function toLimits(timeoutMs: number, settings: ResilienceSettings): SourceLimits {
  const { attempts, retryDelayMsMax, breakerFailures, breakerOpenMs, concurrency, quietHours } = settings
  const callsPerS = settings.callsPerS ?? null
  const burst = callsPerS === null ? null : (settings.burst ?? Math.ceil(callsPerS))
  return {
    ...{ timeoutMs, attempts, retryDelayMsMax, breakerFailures, breakerOpenMs, concurrency },
    ...{ callsPerS, burst, quietHours },
  }
}

function toRate({ callsPerS, burst }: SourceLimits): Rate | null {
  return callsPerS === null || burst === null ? null : { callsPerS, burst }
}
