/** Swaps pieces that come together on different connections. */
export interface Overtaking {
  /** Resolves when the piece may go on: at once after it has overtaken another, else once it was overtaken or its time is up. */
  pass(holdMsMax: number, gone: AbortSignal): Promise<void>
}

export function createOvertaking(): Overtaking {
  let held: (() => void) | null = null
  return {
    pass(holdMsMax, gone) {
      if (held !== null) {
        // After the piece that overtakes, which is written in this turn.
        setImmediate(held)
        held = null
        return Promise.resolve()
      }
      return new Promise<void>((resolve) => {
        const release = () => {
          if (held === release) held = null
          clearTimeout(timer)
          gone.removeEventListener('abort', release)
          resolve()
        }
        const timer = setTimeout(release, holdMsMax)
        gone.addEventListener('abort', release, { once: true })
        held = release
      })
    },
  }
}
