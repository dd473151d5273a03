import { waitFor } from './wait-for.ts'

/** Bounds calls over time, and holds all of them while the source has asked for a wait. */
export interface TokenBucket {
  /** Resolves when one more call may go out; a caller who gives up has taken nothing. */
  take(signal: AbortSignal): Promise<void>
  /** Lets nothing out for so long. A longer wait that is asked for already stands. */
  pause(delayMs: number): void
  /** What is left of the wait that was asked for, ms. */
  pausedMs(): number
}

export interface Rate {
  readonly callsPerS: number
  /** Calls that may go out at once after a pause. */
  readonly burst: number
}

/** cockatiel has no bound over time, so this one is ours. `rate` is null where there is no bound. */
export function createTokenBucket(rate: Rate | null): TokenBucket {
  let tokens = rate?.burst ?? 0
  let filledAt = performance.now()
  let pausedUntil = 0

  const pausedMs = () => Math.max(0, pausedUntil - performance.now())
  /** How long until a call may go out, ms; 0 takes its token. */
  const takeOrWait = (): number => {
    const paused = pausedMs()
    if (paused > 0 || rate === null) return paused
    const now = performance.now()
    tokens = Math.min(rate.burst, tokens + ((now - filledAt) / 1000) * rate.callsPerS)
    filledAt = now
    if (tokens < 1) return ((1 - tokens) / rate.callsPerS) * 1000
    tokens -= 1
    return 0
  }
  return {
    async take(signal) {
      // Asked again after each wait: several may wake at once for one token, and a pause may have begun meanwhile.
      for (let delayMs = takeOrWait(); delayMs > 0; delayMs = takeOrWait()) await waitFor(Math.ceil(delayMs), signal)
    },
    pause(delayMs) {
      pausedUntil = Math.max(pausedUntil, performance.now() + delayMs)
    },
    pausedMs,
  }
}
