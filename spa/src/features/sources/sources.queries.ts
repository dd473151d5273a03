import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { apiContract, type Job, type ReplayQuarantine, type StartBackfill } from '@tieback/contracts'
import type { Address } from '../../app/address.ts'
import { api, unwrap } from '../../app/api-client.ts'
import { isAbout, polling } from '../../app/query-client.ts'

/** Each source with its state, reach and runs. */
export function sourcesQuery(address: Pick<Address, 'asOf'>) {
  const query = address.asOf === null ? {} : { asOf: address.asOf }
  return queryOptions({
    queryKey: ['sources.listSources', 'all', query],
    queryFn: async ({ signal }) => unwrap(await api.sources.listSources({ query, fetchOptions: { signal } })),
    placeholderData: (previous) => previous,
    ...polling(address.asOf, apiContract.sources.listSources),
  })
}

/** Which refused rows are listed; null: all of them. */
export interface RefusedFilter {
  readonly dataset: string | null
  readonly reason: string | null
}

/** Refused rows of a source, page by page, with the groups that they fall into. What is refused is always told of as it is now. */
export function quarantineQuery(id: string, { dataset, reason }: RefusedFilter) {
  const query = { ...(dataset !== null && { dataset }), ...(reason !== null && { reason }) }
  return infiniteQueryOptions({
    queryKey: ['sources.listQuarantine', id, query],
    queryFn: async ({ signal, pageParam }) =>
      unwrap(
        await api.sources.listQuarantine({
          params: { id },
          query: { ...query, ...(pageParam !== null && { cursor: pageParam }) },
          fetchOptions: { signal },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ data }) => data.nextCursor,
    placeholderData: (previous, earlier) => (isAbout(id, earlier) ? previous : undefined),
    ...polling(null, apiContract.sources.listQuarantine),
  })
}

/** Asks a source who it is; gives the job that does it. */
export const checkSource = async (id: string): Promise<Job> =>
  unwrap(await api.sources.checkSource({ params: { id }, body: {} })).data

/** Has a span of production days read again; gives the job that does it. */
export const startBackfill = async (id: string, body: StartBackfill): Promise<Job> =>
  unwrap(await api.sources.startBackfill({ params: { id }, body })).data

/** Has refused rows mapped again; gives the job that does it. */
export const replayQuarantine = async (id: string, body: ReplayQuarantine): Promise<Job> =>
  unwrap(await api.sources.replayQuarantine({ params: { id }, body })).data
