import { useSyncExternalStore } from 'react'

// How far the server's clock is ahead of the reader's. A cached answer carries an old Date, so the largest claim wins.
let aheadMs = -Infinity

/** A browser may be set wrong by hours, and an age is only worth printing against the clock that stamped the data. */
export function observeServerDate(header: string | null, receivedAt: number = Date.now()): void {
  const sentAt = header === null ? NaN : Date.parse(header)
  if (!Number.isNaN(sentAt)) aheadMs = Math.max(aheadMs, sentAt - receivedAt)
}

/** The server's time as well as this page knows it; its resolution is that of the Date header, one second. */
export function serverNow(localNow: number = Date.now()): number {
  return aheadMs === -Infinity ? localNow : localNow + aheadMs
}

const tickMs = 1_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const notify of listeners) notify()
  }, tickMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The server's time, cut to whole steps, so that a component renders only when its text can change. */
export function useServerNow(stepMs = tickMs): number {
  return useSyncExternalStore(subscribe, () => Math.floor(serverNow() / stepMs) * stepMs)
}
