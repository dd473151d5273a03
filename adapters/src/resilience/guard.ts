import type { SourceLimits } from '@tieback/contracts'
import type { CallCounts } from '../port.ts'
import type { ResilienceSettings } from './settings.ts'

/** What stands between an adapter and its source: every call goes through it. */
export interface CallGuard {
  /**
   * What one try gave that succeeded.
   *
   * attempt  one call; its signal aborts when the caller gives up
   * throws   SourceError of the last try; `unavailable` at once while the breaker is open; the signal's reason where the caller gave up
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
}

/** A guard with nothing behind it yet: each try is made once, as it comes. */
export function createCallGuard(_options: CallGuardOptions): CallGuard {
  throw new Error('not written yet')
}
