export interface LoggedRequest {
  readonly method: string
  /** Path and query as they were asked. */
  readonly url: string
  readonly body: string
}

/** What a server was asked: how often, by how many at a time, and what the last requests were. */
export interface RequestLog {
  readonly calls: number
  /** Requests under way at the same time, at most. */
  readonly inFlightMost: number
  /** Oldest first; of many the newest alone are kept. */
  readonly requests: readonly LoggedRequest[]
  clear(): void
}

/** Requests kept: more than any test makes, little enough that a server may run for weeks. */
const requestsMax = 10_000

export function createRequestLog(): RequestLog & {
  readonly begin: () => () => void
  readonly note: (request: LoggedRequest) => void
} {
  const log = { calls: 0, inFlight: 0, inFlightMost: 0, requests: [] as LoggedRequest[] }
  return {
    get calls() {
      return log.calls
    },
    get inFlightMost() {
      return log.inFlightMost
    },
    get requests() {
      return log.requests
    },
    begin() {
      log.calls += 1
      log.inFlight += 1
      log.inFlightMost = Math.max(log.inFlightMost, log.inFlight)
      return () => {
        log.inFlight -= 1
      }
    },
    note(request) {
      log.requests.push(request)
      if (log.requests.length > 2 * requestsMax) log.requests.splice(0, requestsMax)
    },
    clear() {
      Object.assign(log, { calls: 0, inFlightMost: log.inFlight, requests: [] })
    },
  }
}
