import { queryOptions } from '@tanstack/react-query'
import { apiContract, type Instant } from '@tieback/contracts'
import { type Address, lastDayOf } from '../../app/address.ts'
import { api, unwrap } from '../../app/api-client.ts'
import { isAbout, polling } from '../../app/query-client.ts'

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
    ...polling(address.asOf, apiContract.summary.readSummary),
  })
}

/** As many changes as one answer may hold. */
const changesPage = 1_000

/** Answers before the list stops: a night that lifts a year of figures is said in counts, not read whole. */
const changesPagesMax = 5

/** What was restated, re-statused or withdrawn since an instant: all that moved, and the newest of the rest. */
export function changesQuery(address: Address, since: Instant) {
  const query = {
    since,
    limit: changesPage,
    unitSystem: address.units,
    ...(address.asOf !== null && { asOf: address.asOf }),
  }
  return queryOptions({
    queryKey: ['changes.listChanges', 'portfolio', query],
    queryFn: async ({ signal }) => {
      const read = async (cursor: string | null) => {
        const page = { ...query, ...(cursor !== null && { cursor }) }
        return unwrap(await api.changes.listChanges({ query: page, fetchOptions: { signal } }))
      }
      const answer = await read(null)
      let { changes, nextCursor } = answer.data
      for (let page = 1; nextCursor !== null && page < changesPagesMax; page++) {
        const { data } = await read(nextCursor)
        changes = [...changes, ...data.changes]
        nextCursor = data.nextCursor
      }
      return { ...answer, data: { ...answer.data, changes, nextCursor } }
    },
    placeholderData: (previous, earlier) => (isAbout('portfolio', earlier) ? previous : undefined),
    ...polling(address.asOf, apiContract.changes.listChanges),
  })
}
