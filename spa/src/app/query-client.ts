import { QueryClient } from '@tanstack/react-query'
import type { Instant, PolicedRoute } from '@tieback/contracts'
import { isWorthRetrying } from './api-problem.ts'

const attemptsMax = 3

/** One cache for the whole page. Queries say themselves how often they ask again. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < attemptsMax - 1 && isWorthRetrying(error),
        staleTime: 15_000,
        // A page left open overnight shows what was last read while it asks again.
        gcTime: 30 * 60_000,
      },
    },
  })

/** Bounds of asking again, whatever a policy says: a wall of open pages stays bearable, and none forgets to look, ms. */
const pollMsMin = 10_000
const pollMsMax = 300_000

/** How often what is known now is asked for again: as long as the route's policy calls an answer fresh. */
export function pollMsOf({ metadata: { cache } }: Pick<PolicedRoute, 'metadata'>): number {
  return Math.min(pollMsMax, Math.max(pollMsMin, (cache?.freshS ?? 0) * 1_000))
}

interface Polling {
  readonly staleTime: number
  readonly refetchInterval: (query: { readonly state: { readonly error: Error | null } }) => number | false
}

/** Polling for an answer: what was known at an instant never changes, so it is read once; nor does what was refused come back by asking. */
export function polling(asOf: Instant | null, route: Pick<PolicedRoute, 'metadata'>): Polling {
  const everyMs = pollMsOf(route)
  return {
    staleTime: asOf === null ? everyMs / 2 : Infinity,
    refetchInterval: ({ state: { error } }) =>
      asOf === null && (error === null || isWorthRetrying(error)) ? everyMs : false,
  }
}

/**
 * Whether an earlier query was about the same thing, so that its answer may stay on screen while another range is read.
 * One thing is never shown under another's name. By the keys of this page: operation, subject, parameters.
 */
export function isAbout(subject: string, query: { readonly queryKey: readonly unknown[] } | undefined): boolean {
  return query?.queryKey[1] === subject
}
