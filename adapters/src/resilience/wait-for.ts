/**
 * What `work` comes to, or the signal's reason as soon as the caller gives up, whatever `work` then still does.
 *
 * throws  the signal's reason; what `work` throws
 */
export async function unlessAborted<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  signal.throwIfAborted()
  const gaveUp = Promise.withResolvers<never>()
  const giveUp = () => gaveUp.reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([gaveUp.promise, work()])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** Waits; the timer goes as soon as the caller gives up, whose reason is then thrown. */
export async function waitFor(delayMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (delayMs <= 0) return
  let timer: NodeJS.Timeout | undefined
  try {
    await unlessAborted(signal, () => new Promise<void>((resolve) => (timer = setTimeout(resolve, delayMs))))
  } finally {
    clearTimeout(timer)
  }
}
