import { queryOptions } from '@tanstack/react-query'
import type { Instant } from '@tieback/contracts'
import { type Address, lastDayOf } from '../../app/address.ts'
import { api, unwrap } from '../../app/api-client.ts'
import { isAbout, polling, pollMs } from '../../app/query-client.ts'

/** The portfolio on the last day of the address's range. */
export function summaryQuery(address: Address) {
  const day = lastDayOf(address)
  const query = {
    unitSystem: address.units,
    ...(day !== null && { day }),
    ...(address.asOf !== null && { asOf: address.asOf }),
  }
  return queryOptions({
    queryKey: ['summary.readSummary', 'portfolio', query],
    queryFn: async ({ signal }) => unwrap(await api.summary.readSummary({ query, fetchOptions: { signal } })),
    placeholderData: (previous, earlier) => (isAbout('portfolio', earlier) ? previous : undefined),
    ...polling(address.asOf, pollMs.production),
  })
}

/** Changes of facts on one page of the list: what a reader takes in at a glance. */
const changesShownMax = 12

/** What was restated, re-statused or withdrawn since an instant. */
export function changesQuery(address: Address, since: Instant) {
  const query = {
    since,
    limit: changesShownMax,
    unitSystem: address.units,
    ...(address.asOf !== null && { asOf: address.asOf }),
  }
  return queryOptions({
    queryKey: ['changes.listChanges', 'portfolio', query],
    queryFn: async ({ signal }) => unwrap(await api.changes.listChanges({ query, fetchOptions: { signal } })),
    placeholderData: (previous, earlier) => (isAbout('portfolio', earlier) ? previous : undefined),
    ...polling(address.asOf, pollMs.production),
  })
}
