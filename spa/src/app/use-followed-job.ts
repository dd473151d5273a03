import { type QueryClient, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import type { Job } from '@tieback/contracts'
import { useEffect } from 'react'
import { jobQuery } from './job.query.ts'

/** Answers that a job of a source may have changed. Figures come by themselves, as ever. */
const touched = ['sources.listSources', 'sources.listQuarantine', 'jobs.listJobs', 'jobs.listRuns']

/** Asks again for what operating a source changes. */
export const refreshSources = (queries: QueryClient): Promise<void> =>
  queries.invalidateQueries({ predicate: ({ queryKey }) => touched.includes(String(queryKey[0])) })

/** A job until it is over; with each of its steps, what it may have changed is asked for again. */
export function useFollowedJob(id: string): UseQueryResult<{ data: Job }> {
  const queries = useQueryClient()
  const query = useQuery(jobQuery(id))
  const state = query.data?.data.state
  useEffect(() => {
    // Each step shows in the lists; the last one in what the job did.
    if (state !== undefined) void refreshSources(queries)
  }, [queries, state])
  return query
}
