import { queryOptions } from '@tanstack/react-query'
import type { Job } from '@tieback/contracts'
import { api, unwrap } from './api-client.ts'
import { isWorthRetrying } from './api-problem.ts'

/** How often a job that somebody waits for is asked after, ms. */
const pollMs = 1_000

/** Whether nothing more happens to a job of its own accord. A delayed one is tried again. */
const isOver = ({ state }: Pick<Job, 'state'>): boolean => state === 'succeeded' || state === 'failed'

/** One job, asked after until it is over. */
export function jobQuery(id: string) {
  return queryOptions({
    queryKey: ['jobs.getJob', id],
    queryFn: async ({ signal }) => unwrap(await api.jobs.getJob({ params: { id }, fetchOptions: { signal } })),
    refetchInterval: ({ state: { data, error } }) =>
      (data !== undefined && isOver(data.data)) || (error !== null && !isWorthRetrying(error)) ? false : pollMs,
  })
}
