import { resolveAsOf, type StorePool } from '@tieback/store'

/** The instant up to which everything that has been written is known: what a job reads by. */
export async function knownNow(pool: StorePool): Promise<Date> {
  const resolved = await resolveAsOf(pool, null)
  if ('asOf' in resolved) return resolved.asOf
  throw new Error('the newest knowledge lies in the future of the database clock; check the clock of the database host')
}
