import { infiniteQueryOptions } from '@tanstack/react-query'
import { api, unwrap } from '../../app/api-client.ts'
import { isAbout } from '../../app/query-client.ts'
import { type AuditFilter, toAuditQuery } from './audit-filter.ts'

/** Entries page by page, newest first. Read when it is asked for: rows that somebody reads stay where they are. */
export function auditQuery(filter: AuditFilter) {
  const query = toAuditQuery(filter)
  return infiniteQueryOptions({
    queryKey: ['audit.listAuditEntries', 'all', query],
    queryFn: async ({ signal, pageParam }) =>
      unwrap(
        await api.audit.listAuditEntries({
          query: { ...query, ...(pageParam !== null && { cursor: pageParam }) },
          fetchOptions: { signal },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ data }) => data.nextCursor,
    placeholderData: (previous, earlier) => (isAbout('all', earlier) ? previous : undefined),
    refetchOnWindowFocus: false,
  })
}

/** The entries that a filter lets through, as a table for a spreadsheet. */
export async function exportAudit(filter: AuditFilter): Promise<Blob> {
  // ts-rest gives a text that isn't JSON as it came.
  const table = unwrap(await api.audit.exportAuditEntries({ query: toAuditQuery(filter) }))
  return new Blob([table], { type: 'text/csv;charset=utf-8' })
}
