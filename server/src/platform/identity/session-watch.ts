/** How often sessions with open streams are looked at, in case their end was announced and not heard, ms. */
const lookEveryMs = 1_500

/** Which of some sessions are still live. */
type FindLive = (sessionIds: readonly string[]) => Promise<ReadonlySet<string>>

/** Tells what is still open for a session that it has ended. */
export class SessionWatch {
  private readonly findLive: FindLive
  private readonly controllers = new Map<string, AbortController>()
  private timer: NodeJS.Timeout | null = null
  private looking: Promise<void> = Promise.resolve()
  private isClosed = false

  constructor(findLive: FindLive) {
    this.findLive = findLive
  }

  /** Aborts when the session ends, or what its person may do changes; at once where this is closed. */
  signalFor(sessionId: string): AbortSignal {
    if (this.isClosed) return AbortSignal.abort()
    let controller = this.controllers.get(sessionId)
    if (controller === undefined) {
      controller = new AbortController()
      this.controllers.set(sessionId, controller)
      this.schedule()
    }
    return controller.signal
  }

  abort(sessionId: string): void {
    this.controllers.get(sessionId)?.abort()
    this.controllers.delete(sessionId)
  }

  /** Looks at all of them now. A store that is away is asked again the next time. */
  async look(): Promise<void> {
    const ids = [...this.controllers.keys()]
    if (ids.length === 0) return
    const live = await this.findLive(ids).catch(() => null)
    if (live !== null) for (const id of ids) if (!live.has(id)) this.abort(id)
  }

  async close(): Promise<void> {
    this.isClosed = true
    if (this.timer !== null) clearTimeout(this.timer)
    for (const id of this.controllers.keys()) this.abort(id)
    await this.looking
  }

  private schedule(): void {
    if (this.timer !== null || this.isClosed) return
    this.timer = setTimeout(() => {
      this.looking = this.look().then(() => {
        this.timer = null
        if (this.controllers.size > 0) this.schedule()
      })
    }, lookEveryMs).unref()
  }
}
