import { spendLogoutToken } from '@tieback/store'
import type { FastifyInstance } from 'fastify'
import type { Claims } from './grants.ts'
import type { IdentityProvider } from './provider.ts'
import { ProviderRefusal, ProviderUnavailable } from './provider-errors.ts'
import { hashSecret } from './secrets.ts'
import { endedBySystem } from './session-ending.ts'
import type { SessionKeeper } from './session-keeper.ts'
import type { IdentitySettings } from './settings.ts'

const backChannelPath = '/auth/back-channel-logout'

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

/** A token is a kilobyte or two, bytes. */
const formBytesMax = 16_384

/** A word of the provider that is older isn't heard any more, s; and none is heard twice for as long as it could be sent again. */
const ageSMax = 300
const spentS = 3_600

const tokenTypes: ReadonlySet<string> = new Set(['logout+jwt', 'application/logout+jwt', 'jwt'])

/** What is wrong with a token that somebody sent, for the one who sent it. */
class InvalidLogoutToken extends Error {
  override readonly name = 'InvalidLogoutToken'
}

interface LogoutWord {
  readonly jti: string
  readonly subject: string | undefined
  readonly providerSession: string | undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the claims of a logout token say: OpenID Connect Back-Channel Logout 1.0, 2.6. */
function readWord({ events, nonce, jti, sub, sid }: Claims): LogoutWord {
  if (!isObject(events) || !isObject(events[logoutEvent])) throw new InvalidLogoutToken('it tells of no sign-out')
  if (nonce !== undefined) throw new InvalidLogoutToken('it has a nonce, as only id tokens do')
  if (typeof jti !== 'string' || jti === '') throw new InvalidLogoutToken('it has no jti')
  const providerSession = typeof sid === 'string' && sid !== '' ? sid : undefined
  if (sub === undefined && providerSession === undefined) throw new InvalidLogoutToken('it says neither sub nor sid')
  return { jti, subject: sub, providerSession }
}

interface BackChannelDeps {
  readonly settings: IdentitySettings
  readonly provider: Pick<IdentityProvider, 'verify'>
  readonly sessions: Pick<SessionKeeper, 'end'>
}

async function verifyWord({ settings, provider }: BackChannelDeps, token: string): Promise<LogoutWord> {
  const { claims, type } = await provider.verify(token, {
    audience: settings.clientId,
    maxTokenAge: ageSMax,
    requiredClaims: ['iat'],
  })
  if (type !== null && !tokenTypes.has(type.toLowerCase())) throw new InvalidLogoutToken(`it is of type ${type}`)
  return readWord(claims)
}

/** Ends the sessions that the provider says are over. Throws InvalidLogoutToken for a word that was heard before. */
async function heed({ sessions }: BackChannelDeps, { jti, subject, providerSession }: LogoutWord): Promise<void> {
  const heard = { isNew: true }
  const choice = {
    ...(subject === undefined ? {} : { subject }),
    ...(providerSession === undefined ? {} : { providerSession }),
  }
  await sessions.end(
    choice,
    (ended) => ended.map((each) => endedBySystem(each, 'signed-out-at-the-provider')),
    async (transaction) => (heard.isNew = await spendLogoutToken(transaction, hashSecret(jti), { holdS: spentS })),
  )
  if (!heard.isNew) throw new InvalidLogoutToken('it was sent before')
}

/** Serves what the provider calls, server to server, when somebody has signed out there. */
export function serveBackChannel(app: FastifyInstance, deps: BackChannelDeps): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formBytesMax },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  )
  app.post(backChannelPath, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const token = request.body instanceof URLSearchParams ? request.body.get('logout_token') : null
    try {
      if (token === null) throw new InvalidLogoutToken('there is no logout_token')
      await heed(deps, await verifyWord(deps, token))
      return await reply.code(200).send()
    } catch (error) {
      if (error instanceof ProviderUnavailable) return await reply.code(503).header('retry-after', 10).send()
      if (!(error instanceof InvalidLogoutToken) && !(error instanceof ProviderRefusal)) throw error
      request.log.warn({ reason: error.message }, 'a logout token was refused')
      return await reply
        .code(400)
        .send({ error: 'invalid_request', error_description: `The logout token: ${error.message}.` })
    }
  })
}
