/** Hears of the queue's outages, once each. */
export interface QueueWatcher {
  lost(error: Error): void
  found(): void
}

/** Socket errors, and the SQLSTATE classes of a Postgres that is gone, starting or shutting down. */
const outageCode = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08|57P)/

/** How the clients word the end of a connection, which carries no code. */
const outageMessage = /connection (is closed|terminated)/i

/** Whether an error says that the queue can't be reached, rather than that something is wrong in it. */
export function isQueueOutage(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : ''
  return outageCode.test(code) || outageMessage.test(error.message)
}

/** Whether the queue can be reached. The clients report every try of theirs; watchers are told of changes only. */
export class QueueAvailability {
  #outage: Error | null = null
  readonly #watchers: QueueWatcher[] = []

  /** What made the queue unreachable; null while it can be reached. */
  get outage(): Error | null {
    return this.#outage
  }

  /** Tells a watcher of every change from now on, and at once of an outage that goes on. */
  watch(watcher: QueueWatcher): void {
    this.#watchers.push(watcher)
    if (this.#outage !== null) watcher.lost(this.#outage)
  }

  lose(error: Error): void {
    if (this.#outage !== null) return
    this.#outage = error
    for (const watcher of this.#watchers) watcher.lost(error)
  }

  find(): void {
    if (this.#outage === null) return
    this.#outage = null
    for (const watcher of this.#watchers) watcher.found()
  }
}
