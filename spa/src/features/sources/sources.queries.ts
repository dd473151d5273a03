import { queryOptions } from '@tanstack/react-query'
import { apiContract } from '@tieback/contracts'
import type { Address } from '../../app/address.ts'
import { api, unwrap } from '../../app/api-client.ts'
import { polling } from '../../app/query-client.ts'

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
