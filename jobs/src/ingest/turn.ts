import { type StorePool, withKnowledge } from '@tieback/store'

/**
 * An instant between what has been written and what will be: all before it is older, all from now on as old or newer. `knownNow`
 * won't do where rows are marked that become no knowledge, such as those refused once more.
 */
export async function turnOf(pool: StorePool): Promise<Date> {
  const { result } = await withKnowledge(pool, { sourceId: null, runId: null, cause: 'turn' }, (tx) =>
    Promise.resolve(tx.knownAt),
  )
  return result
}
