/** What goes wrong between two ends of a connection. All at once where several are set; an answer is what comes from the target. */
export interface ProxyFaults {
  /** Each byte to the target arrives so much later; the round trip takes both delays. */
  readonly toTargetDelayMs: number
  readonly toClientDelayMs: number
  /** Bytes of answer a second, of each connection; null: no bound. */
  readonly bytesPerS: number | null
  /** The connection is reset after so many bytes of answer; null: never. */
  readonly cutAfterBytes: number | null
  /** The connection is closed after so many bytes of answer as if that was all; null: never. */
  readonly endAfterBytes: number | null
  /** Longest that a piece of answer is held back so that another connection's overtakes it, ms; null: they come as they are sent. */
  readonly overtakeMsMax: number | null
  /** New connections are refused; those open stay. */
  readonly isRefusing: boolean
  /** Connections open, and nothing comes through them until this ends. */
  readonly isBlackhole: boolean
}

export const noFaults: ProxyFaults = {
  toTargetDelayMs: 0,
  toClientDelayMs: 0,
  bytesPerS: null,
  cutAfterBytes: null,
  endAfterBytes: null,
  overtakeMsMax: null,
  isRefusing: false,
  isBlackhole: false,
}

/** The faults in force, which those that wait are told of when they change. */
export interface FaultsInForce {
  readonly now: ProxyFaults
  /** Resolves at the next change. */
  readonly changed: Promise<undefined>
  change(faults: ProxyFaults): void
}

export function createFaultsInForce(initial: ProxyFaults): FaultsInForce {
  let now = initial
  let next = Promise.withResolvers<undefined>()
  return {
    get now() {
      return now
    },
    get changed() {
      return next.promise
    },
    change(faults) {
      now = faults
      next.resolve(undefined)
      next = Promise.withResolvers<undefined>()
    },
  }
}
