import { createHash, randomBytes } from 'node:crypto'
import { createIdentity, type Identity, silentRecorder } from '@tieback/server'
import type { StorePool } from '@tieback/store'
import { pino } from 'pino'

/** A provider that nobody asks: the session is there already. */
const settings = {
  issuer: 'http://127.0.0.1:9',
  clientId: 'bench',
  clientSecret: 'nobody asks for it',
  scope: 'openid',
  audience: 'bench',
  algorithms: ['RS256'],
  idClaim: 'sub',
  nameClaim: 'name',
  grants: [],
  tenantId: null,
  groupsUrl: null,
  clockToleranceS: 150,
  session: { idleS: 86_400, absoluteS: 86_400 },
  isEvaluation: false,
} as const

export interface SignedIn {
  readonly identity: Identity
  /** The header that a browser with the session sends. */
  readonly cookie: string
}

/** Identity as a site has it, and the session of a viewer of the whole field in the store. */
export async function signIn(pool: StorePool, databaseUrl: string): Promise<SignedIn> {
  const identity = createIdentity({
    settings,
    pool,
    databaseUrl,
    publicUrl: 'http://127.0.0.1',
    sessionSecret: randomBytes(32).toString('hex'),
    recorder: silentRecorder,
    logger: pino({ level: 'silent' }),
  })
  const secret = randomBytes(32).toString('base64url')
  const id = `session-${randomBytes(8).toString('hex')}`
  const actor = { id: 'bench', name: 'Bench', kind: 'person' } as const
  await identity.sessions.begin(
    {
      id,
      secretHash: createHash('sha256').update(secret).digest(),
      personId: actor.id,
      personName: actor.name,
      subject: actor.id,
      providerSession: null,
      grants: [{ role: 'viewer', assets: 'all' }],
      providerGrant: null,
      idleS: settings.session.idleS,
      absoluteS: settings.session.absoluteS,
      renewInS: settings.session.absoluteS,
      userAgent: null,
      address: null,
    },
    undefined,
    { action: 'session.begin', outcome: 'done', actor, object: { kind: 'session', id }, correlationId: null },
  )
  return { identity, cookie: `${identity.guard.cookieName}=${secret}` }
}
