import type { RevokedSessions, Session, SessionState } from '@tieback/contracts'
import { queryOptions } from '@tanstack/react-query'
import { api, unwrap } from '../api-client.ts'

/** Who has signed in; nobody is an answer too. */
export const readSession = async (): Promise<SessionState> => unwrap(await api.identity.readSession()).data

/** Where the reader is signed in. */
export const ownSessionsQuery = () =>
  queryOptions({
    queryKey: ['identity.listOwnSessions', 'own'],
    queryFn: async ({ signal }) => unwrap(await api.identity.listOwnSessions({ fetchOptions: { signal } })),
    refetchOnMount: 'always',
  })

/** Ends this session; gives where the browser goes now. */
export const signOut = async (): Promise<string> => unwrap(await api.identity.signOut()).data.next

/** Ends one of the reader's own sessions. */
export const revokeOwnSession = async ({ id }: Pick<Session, 'id'>): Promise<RevokedSessions> =>
  unwrap(await api.identity.revokeOwnSession({ params: { id } })).data

/** Ends all of them, this one too. */
export const revokeOwnSessions = async (): Promise<RevokedSessions> =>
  unwrap(await api.identity.revokeOwnSessions()).data
