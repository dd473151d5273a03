import { queryOptions } from '@tanstack/react-query'
import { apiContract, type NodeId } from '@tieback/contracts'
import type { Address } from './address.ts'
import { api, unwrap } from './api-client.ts'
import { isAbout, polling } from './query-client.ts'

/** As many marks as one answer may hold: a site with more has another trouble than its instruments. */
const marksMax = 1_000

/** What rules doubt and still holds, of a node and what is below it; of everything where no node is named. */
export function qualityMarksQuery(node: NodeId | null, { asOf }: Pick<Address, 'asOf'>) {
  const query = { limit: marksMax, ...(node !== null && { node }), ...(asOf !== null && { asOf }) }
  const subject = node ?? 'portfolio'
  return queryOptions({
    queryKey: ['signals.listQualityMarks', subject, query],
    queryFn: async ({ signal }) => unwrap(await api.signals.listQualityMarks({ query, fetchOptions: { signal } })),
    placeholderData: (previous, earlier) => (isAbout(subject, earlier) ? previous : undefined),
    ...polling(asOf, apiContract.signals.listQualityMarks),
  })
}
