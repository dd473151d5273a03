/** How often the event loop is looked at, ms. */
const everyMs = 10

/**
 * Measures how long the event loop was held at a time.
 *
 * A machine with much to do lets a process wait, and its loop then turns late through no fault of its own. So what counts
 * of a late turn is the part that this thread has worked in.
 */
export class LoopWatch {
  private longestMs = 0
  private turnedAt = performance.now()
  private workedUs = this.readWorkedUs()
  private readonly timer: NodeJS.Timeout

  constructor() {
    this.timer = setInterval(() => this.look(), everyMs)
    this.timer.unref()
  }

  /** The longest since this was last asked, ms. */
  take(): number {
    this.look()
    const longest = this.longestMs
    this.longestMs = 0
    return longest
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private look(): void {
    const now = performance.now()
    const workedUs = this.readWorkedUs()
    const lateMs = now - this.turnedAt - everyMs
    const workedMs = (workedUs - this.workedUs) / 1_000
    this.longestMs = Math.max(this.longestMs, Math.min(lateMs, workedMs))
    this.turnedAt = now
    this.workedUs = workedUs
  }

  private readWorkedUs(): number {
    const { user, system } = process.threadCpuUsage()
    return user + system
  }
}
