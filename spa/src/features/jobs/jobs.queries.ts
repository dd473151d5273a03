import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { apiContract, type Job, JobState, type Run } from '@tieback/contracts'
import type { Address } from '../../app/address.ts'
import { api, unwrap } from '../../app/api-client.ts'
import { isWorthRetrying } from '../../app/api-problem.ts'
import { isAbout, polling } from '../../app/query-client.ts'

/** How often the queue is looked at, ms: whoever looks at it waits for something. */
const pollMs = 5_000

/** Which jobs are listed; null: of any. */
export interface JobFilter {
  readonly state: string | null
  readonly source: string | null
}

/** Which runs are listed; null: of any. */
export interface RunFilter {
  readonly source: string | null
  readonly job: string | null
  readonly status: string | null
}

/** A state of the queue by its name in the address; a name of none asks for all. */
export const jobStateOf = (name: string | null): JobState | null => JobState.safeParse(name).data ?? null

const runStatuses: readonly Run['status'][] = ['running', 'succeeded', 'failed']

/** A status of runs by its name in the address; a name of none asks for all. */
export const runStatusOf = (name: string | null): Run['status'] | null =>
  runStatuses.find((status) => status === name) ?? null

/** The queue as it is now; it has no past. */
export function jobsQuery({ state: stateName, source }: JobFilter) {
  const state = jobStateOf(stateName)
  const query = { ...(state !== null && { state }), ...(source !== null && { source }) }
  return queryOptions({
    queryKey: ['jobs.listJobs', 'all', query],
    queryFn: async ({ signal }) => unwrap(await api.jobs.listJobs({ query, fetchOptions: { signal } })),
    placeholderData: (previous, earlier) => (isAbout('all', earlier) ? previous : undefined),
    refetchInterval: ({ state: { error } }) => (error === null || isWorthRetrying(error) ? pollMs : false),
  })
}

/** Runs page by page, newest first. */
export function runsQuery({ source, job, status: statusName }: RunFilter, { asOf }: Pick<Address, 'asOf'>) {
  const status = runStatusOf(statusName)
  const query = {
    ...(source !== null && { source }),
    ...(job !== null && { job }),
    ...(status !== null && { status }),
    ...(asOf !== null && { asOf }),
  }
  return infiniteQueryOptions({
    queryKey: ['jobs.listRuns', 'all', query],
    queryFn: async ({ signal, pageParam }) =>
      unwrap(
        await api.jobs.listRuns({
          query: { ...query, ...(pageParam !== null && { cursor: pageParam }) },
          fetchOptions: { signal },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ data }) => data.nextCursor,
    placeholderData: (previous, earlier) => (isAbout('all', earlier) ? previous : undefined),
    ...polling(asOf, apiContract.jobs.listRuns),
  })
}

/** Has a failed or delayed job tried again now. */
export const retryJob = async (id: string): Promise<Job> =>
  unwrap(await api.jobs.retryJob({ params: { id }, body: {} })).data
