import type { QueryClient } from '@tanstack/react-query'
import { serverNow } from '../../ui/clock.ts'
import type { PageSession } from './page-session.ts'
import { readSession } from './session.queries.ts'

interface Followers {
  readonly session: PageSession
  readonly queries: QueryClient
  /** Has the present page read again what it could not read without a session. */
  readonly onResumed: () => void
}

/** Gives what asks the API who is signed in, and has the page follow. */
export const createSessionCheck =
  ({ session, queries, onResumed }: Followers) =>
  async (): Promise<void> => {
    // Where nothing answers there is no news: what is on the page says that by itself.
    const state = await readSession().catch(() => null)
    if (state === null) return
    const news = session.learn(state, serverNow())
    // Nothing that one person has read may stay on the screen of another.
    if (news === 'somebody-else') location.reload()
    if (news === 'begun' || news === 'resumed') await queries.invalidateQueries()
    if (news === 'resumed') onResumed()
  }
