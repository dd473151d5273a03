import { queryOptions } from '@tanstack/react-query'
import type { RevokedSessions } from '@tieback/contracts'
import { api, unwrap } from '../../app/api-client.ts'
import { isWorthRetrying } from '../../app/api-problem.ts'
import { isAbout } from '../../app/query-client.ts'

/** How often it is looked who is signed in, ms: sessions come and go. */
const pollMs = 30_000

/** Who is signed in; of one person alone where one is named. */
export function sessionsQuery(person: string | null) {
  return queryOptions({
    queryKey: ['identity.listSessions', 'all', { person }],
    queryFn: async ({ signal }) =>
      unwrap(await api.identity.listSessions({ query: person === null ? {} : { person }, fetchOptions: { signal } })),
    placeholderData: (previous, earlier) => (isAbout('all', earlier) ? previous : undefined),
    refetchInterval: ({ state: { error } }) => (error === null || isWorthRetrying(error) ? pollMs : false),
  })
}

/** Ends somebody's session. */
export const revokeSession = async ({ id }: { readonly id: string }): Promise<RevokedSessions> =>
  unwrap(await api.identity.revokeSession({ params: { id } })).data
