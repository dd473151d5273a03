import { setTimeout as wait } from 'node:timers/promises'

/** Spans that the processes agree on: all must run with the same. */
export interface CacheTiming {
  /** How long a process may rely on what it last heard from the shared tier, ms. */
  readonly leaseMs: number
  /** Between renewals, ms: two may fail before a lease ends. */
  readonly renewEveryMs: number
  /** Age up to which a process whose lease has ended serves what it filled, ms. */
  readonly detachedFreshMs: number
  /** How long it may do so, ms; from then on it fills for every caller anew, since the others may have forgotten it. */
  readonly detachedMsMax: number
  /** Longest wait for another process that fills the same key, ms. */
  readonly fillWaitMsMax: number
  /** Wait before a stale answer whose refill failed is tried again, ms. */
  readonly retryMs: number
}

export const cacheTiming: CacheTiming = {
  leaseMs: 3_000,
  renewEveryMs: 1_000,
  detachedFreshMs: 5_000,
  detachedMsMax: 600_000,
  fillWaitMsMax: 2_000,
  retryMs: 1_000,
}

/** A member that has been silent for this long is forgotten, ms: well after it stopped serving what it had. */
export const forgetAfterMs = ({ detachedMsMax }: CacheTiming): number => detachedMsMax + 60_000

/** Longest that any process may serve what an invalidation made void, counted from that, ms. */
export const silenceMsMax = ({ leaseMs, detachedFreshMs }: CacheTiming): number => Math.max(leaseMs, detachedFreshMs)

/** Where time and chance come from: a test passes its own. */
export interface CacheWorld {
  /** Milliseconds that never go back, for spans. */
  monotonic(): number
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after the span, or as soon as the signal aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>
  /** A word that nobody has said before. */
  random(): string
}

export const systemWorld: CacheWorld = {
  monotonic: () => performance.now(),
  now: () => Date.now(),
  wait: async (ms, signal) => {
    await wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
  },
  random: () => crypto.randomUUID(),
}
