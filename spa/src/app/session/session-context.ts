import { createContext, useContext, useSyncExternalStore } from 'react'
import { PageSession, type SessionView } from './page-session.ts'

/** The session of this page, and the way to ask about it. */
export interface SessionParts {
  readonly session: PageSession
  /** Asks the API who is signed in, and has the page follow. */
  readonly check: () => Promise<void>
}

const nobody = new PageSession({ signedIn: null, signInPath: '/', isEvaluation: false }, 0)

export const SessionContext = createContext<SessionParts>({ session: nobody, check: () => Promise.resolve() })

/** Who looks at this page; draws again when that changes. */
export function useSession(): SessionView {
  const { session } = useContext(SessionContext)
  return useSyncExternalStore(session.subscribe, session.view)
}

export const useSessionParts = (): SessionParts => useContext(SessionContext)
