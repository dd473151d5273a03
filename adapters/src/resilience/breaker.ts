import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  ConsecutiveBreaker,
  DelegateBackoff,
  handleWhen,
} from 'cockatiel'
import type { CallCounts } from '../port.ts'
import { SourceError } from '../source-error.ts'

/** A call that was not made: the source is being left alone. Trying it again at once can't help. */
export class CallRefused extends SourceError {}

/** The caller of the one probe gave up: nothing was learnt, so that the next call is the probe. */
class ProbeAbandoned extends Error {}

export interface Breaker {
  /** throws  CallRefused while calls are refused */
  refuseWhileOpen(): void
  /**
   * What the call gave. A failure that trying again may mend counts; any other is an answer, and the source is up. While the one probe
   * is out, which is as long as a call may take, the others wait for what it brings: work of several calls at once would
   * else end with its own probe.
   *
   * throws  what the call throws; CallRefused where it wasn't made
   */
  run<Result>(call: () => Promise<Result>, signal: AbortSignal): Promise<Result>
  read(): Pick<CallCounts, 'breaker' | 'breakerUntil'>
}

interface BreakerOptions {
  readonly sourceId: string
  readonly breakerFailures: number
  readonly breakerOpenMs: number
}

const states = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  // Never: nobody holds it open by hand.
  [CircuitState.Isolated]: 'open',
} as const

type Outcome<Result> = { readonly result: Result } | { readonly answeredWith: unknown }

/** Opens after failures in a row, lets one probe out after a while, and has all others wait until that has come back. */
export function createBreaker({ sourceId, breakerFailures, breakerOpenMs }: BreakerOptions): Breaker {
  let until: Date | null = null
  let lastFailure: string | null = null
  const policy = circuitBreaker(
    handleWhen((error) => error instanceof ProbeAbandoned || (error instanceof SourceError && error.isRetryable)),
    {
      breaker: new ConsecutiveBreaker(breakerFailures),
      halfOpenAfter: new DelegateBackoff(({ result }) => {
        const delayMs = 'error' in result && result.error instanceof ProbeAbandoned ? 0 : breakerOpenMs
        until = new Date(Date.now() + delayMs)
        return delayMs
      }),
    },
  )

  const refused = () => {
    const leftMs = until === null ? 0 : until.getTime() - Date.now()
    const times = `It failed ${breakerFailures} times in a row`
    const since = until === null ? '' : ` until ${until.toISOString()}`
    const why = lastFailure === null ? '' : ` Last: ${lastFailure}`
    return new CallRefused('unavailable', sourceId, `${times}: no calls${since}.${why}`, {
      retryAfterMs: Math.max(leftMs, 1_000),
    })
  }
  const refuseWhileOpen = () => {
    const isLeftAlone = until !== null && until.getTime() > Date.now()
    if (policy.state === CircuitState.Open && isLeftAlone) throw refused()
  }
  return {
    refuseWhileOpen,
    async run<Result>(call: () => Promise<Result>, signal: AbortSignal) {
      refuseWhileOpen()
      try {
        const outcome = await policy.execute(() => sortOutcome(call, signal, policy.state === CircuitState.HalfOpen))
        if ('answeredWith' in outcome) throw outcome.answeredWith
        return outcome.result
      } catch (error) {
        // The probe that was waited for has failed.
        if (error instanceof BrokenCircuitError) throw refused()
        if (error instanceof SourceError && error.isRetryable) lastFailure = error.message
        throw error
      }
    },
    read: () => ({
      breaker: states[policy.state],
      breakerUntil: policy.state === CircuitState.Open ? until : null,
    }),
  }
}

/** cockatiel takes whatever it wasn't told to handle for no sign either way, and for a good one of a probe: both are said here. */
async function sortOutcome<Result>(
  call: () => Promise<Result>,
  signal: AbortSignal,
  isProbe: boolean,
): Promise<Outcome<Result>> {
  try {
    // Whoever waited for a probe may have given up meanwhile.
    signal.throwIfAborted()
    return { result: await call() }
  } catch (error) {
    if (signal.aborted) throw new (isProbe ? ProbeAbandoned : Error)('given up', { cause: error })
    if (error instanceof SourceError && error.isRetryable) throw error
    return { answeredWith: error }
  }
}
