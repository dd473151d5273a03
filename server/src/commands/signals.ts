/** A second Ctrl-C sooner than this is the same one, passed on by npm or by the terminal to the whole group, ms. */
const sameInterruptMs = 1_500

/** Aborts when somebody asks the process to end; a second Ctrl-C, a moment later, ends it at once. */
export function abortOnSignal(): AbortSignal {
  const controller = new AbortController()
  let interruptedAt = 0
  const stop = (): void => {
    if (!controller.signal.aborted) controller.abort(new Error('stopped'))
  }
  process.on('SIGINT', () => {
    const now = performance.now()
    if (controller.signal.aborted && interruptedAt > 0 && now - interruptedAt > sameInterruptMs) process.exit(130)
    if (interruptedAt === 0) interruptedAt = now
    stop()
  })
  process.on('SIGTERM', stop)
  // A child of "tieback up" must not outlive it, however it ended.
  if (process.send !== undefined) process.on('disconnect', stop)
  return controller.signal
}

/** Resolves once the signal aborts. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
