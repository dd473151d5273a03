import { randomBytes } from 'node:crypto'
import { createSession, type StorePool } from '@tieback/store'

/** A session of a person that is under way; gives its id. */
export async function addSession(pool: StorePool, personId: string): Promise<string> {
  const { id } = await createSession(pool, {
    id: `session-${randomBytes(8).toString('hex')}`,
    secretHash: randomBytes(32),
    personId,
    personName: 'Somebody',
    subject: personId,
    providerSession: null,
    grants: [],
    providerGrant: null,
    idleS: 3_600,
    absoluteS: 36_000,
    renewInS: 3_600,
    userAgent: null,
    address: null,
  })
  return id
}
