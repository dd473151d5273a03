import { queryOptions } from '@tanstack/react-query'
import { apiContract } from '@tieback/contracts'
import { api, unwrap } from './api-client.ts'
import { type Address, lastDayOf } from './address.ts'
import { polling } from './query-client.ts'

/** Every node of the day that the address ends on. */
export function treeQuery(address: Address) {
  const day = lastDayOf(address)
  const query = { ...(day !== null && { day }), ...(address.asOf !== null && { asOf: address.asOf }) }
  return queryOptions({
    queryKey: ['nodes.listNodes', 'all', query],
    queryFn: async ({ signal }) => unwrap(await api.nodes.listNodes({ query, fetchOptions: { signal } })),
    // The tree of another day is nearly the same tree: better shown until the right one is there.
    placeholderData: (previous) => previous,
    ...polling(address.asOf, apiContract.nodes.listNodes),
  })
}
