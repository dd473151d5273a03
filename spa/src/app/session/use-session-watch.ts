import { useEffect } from 'react'
import { observeAnswers } from '../api-client.ts'
import { listenForSession } from './session-channel.ts'
import type { SessionParts } from './session-context.ts'

/** Follows the session while the page is open: by how the API answers, by what other windows say, and when the reader comes back. */
export function useSessionWatch({ session, check }: SessionParts): void {
  useEffect(() => observeAnswers(session), [session])
  useEffect(() => listenForSession(() => void check()), [check])
  useEffect(() => {
    const onReturn = (): void => {
      if (document.visibilityState === 'visible') void check()
    }
    document.addEventListener('visibilitychange', onReturn)
    addEventListener('focus', onReturn)
    return () => {
      document.removeEventListener('visibilitychange', onReturn)
      removeEventListener('focus', onReturn)
    }
  }, [check])
}
