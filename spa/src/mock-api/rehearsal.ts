import { MockProblem } from './mock-problem.ts'

/** How long SLOW takes, ms: longer than anybody waits without wondering, shorter than any time-out. */
const slowMs = 5_000

/** Seconds that LIMITED asks its caller to wait. */
const retryAfterS = 7

/** Waits, or rejects as soon as the signal aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

interface Rehearsal {
  readonly wait: Wait
  readonly signal: AbortSignal
}

const fail = (problem: MockProblem): Promise<never> => Promise.reject(problem)

/** What asking for a thing of an agreed name does, before its mock is called. */
const effects: Readonly<Record<string, (rehearsal: Rehearsal) => Promise<void>>> = {
  offline: () =>
    fail(
      new MockProblem('source-unavailable', 'Rehearsal: the source of OFFLINE never answers. Try again in a minute.', {
        retryAfterS: 60,
      }),
    ),
  slow: ({ wait, signal }) => wait(slowMs, signal),
  refused: () => fail(new MockProblem('forbidden', 'Rehearsal: REFUSED is outside of every scope.')),
  limited: () =>
    fail(new MockProblem('rate-limited', 'Rehearsal: wait for the seconds that Retry-After gives.', { retryAfterS })),
  broken: () => fail(new MockProblem('internal-error', 'Rehearsal: BROKEN always fails. There is nothing to mend.')),
}

/** Ids such as `facility-offline`, `well-slow` or `sig-broken2`. */
const agreedName = new RegExp(`^[a-z]+-(${Object.keys(effects).join('|')})[0-9]*$`)

/** Carries out what the names in a request ask for. Throws MockProblem, or waits. */
export async function rehearse(
  parts: readonly (Readonly<Record<string, unknown>> | undefined)[],
  rehearsal: Rehearsal,
): Promise<void> {
  for (const value of parts.flatMap((part) => Object.values(part ?? {}))) {
    const name = typeof value === 'string' ? agreedName.exec(value)?.[1] : undefined
    if (name !== undefined) await effects[name]?.(rehearsal)
  }
}
