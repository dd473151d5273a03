import { CircuitState, circuitBreaker, ConsecutiveBreaker, DelegateBackoff, handleWhen } from 'cockatiel'
import type { CallCounts } from '../port.ts'
import { SourceError } from '../source-error.ts'

/** A call that was not made: the source is being left alone. Trying it again at once can't help. */
export class CallRefused extends SourceError {}

/** The caller of the one probe gave up: nothing was learnt, so that the next call is the probe. */
class ProbeAbandoned extends Error {}

export interface Breaker {
  /** throws  CallRefused while calls are refused or the one probe is out */
  refuseWhileOpen(): void
  /**
   * What the call gave. A failure that trying again may mend counts; any other is an answer, and the source is up.
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

/** Opens after failures in a row, lets one probe out after a while, and refuses all others until that has come back. */
export function createBreaker({ sourceId, breakerFailures, breakerOpenMs }: BreakerOptions): Breaker {
  let until: Date | null = null
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

  const refuseWhileOpen = () => {
    const leftMs = until === null ? 0 : until.getTime() - Date.now()
    const isOpen = policy.state === CircuitState.Open && leftMs > 0
    // cockatiel would let the others wait for the probe, for as long as that takes.
    if (!isOpen && policy.state !== CircuitState.HalfOpen) return
    const text = isOpen && until !== null ? `until ${until.toISOString()}` : 'while a probe is out'
    throw new CallRefused('unavailable', sourceId, `It failed ${breakerFailures} times in a row: no calls ${text}.`, {
      retryAfterMs: Math.max(leftMs, 1_000),
    })
  }
  return {
    refuseWhileOpen,
    async run<Result>(call: () => Promise<Result>, signal: AbortSignal) {
      refuseWhileOpen()
      const outcome = await policy.execute(() => sortOutcome(call, signal, policy.state === CircuitState.HalfOpen))
      if ('answeredWith' in outcome) throw outcome.answeredWith
      return outcome.result
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
    return { result: await call() }
  } catch (error) {
    if (signal.aborted) throw new (isProbe ? ProbeAbandoned : Error)('given up', { cause: error })
    if (error instanceof SourceError && error.isRetryable) throw error
    return { answeredWith: error }
  }
}
