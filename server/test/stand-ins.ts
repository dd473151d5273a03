import type { StorePool } from '@tieback/store'
import { addSession } from './sessions.ts'

/** What an example's request names, and a field has only once something has happened in it. */
const examples = { job: 'ingest-samples--4711', session: /session-[0-9a-z]+$/ }

/** The address of a good request with things that are there: a job that has failed, and a new session of who asks. */
export async function withStandIns(
  path: string,
  { pool, failedJob, personId }: { readonly pool: StorePool; readonly failedJob: string; readonly personId: string },
): Promise<string> {
  const address = path.replace(examples.job, encodeURIComponent(failedJob))
  return examples.session.test(address) ? address.replace(examples.session, await addSession(pool, personId)) : address
}
