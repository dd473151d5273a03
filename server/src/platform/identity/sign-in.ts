import { randomBytes } from 'node:crypto'
import { beginSignIn, type StorePool, takeSignIn } from '@tieback/store'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as openId from 'openid-client'
import { z } from 'zod'
import type { AuditRecorder } from '../auditing/recorder.ts'
import type { OwnCookie, OwnCookies } from './cookies.ts'
import { readCredentials } from './credentials.ts'
import { textClaim } from './grants.ts'
import { sendPage } from './pages.ts'
import { type KnownPerson, type PersonFault, recognise } from './person.ts'
import type { IdentityProvider, ProviderAnswer, SignInChecks } from './provider.ts'
import { ProviderRefusal, ProviderUnavailable } from './provider-errors.ts'
import { signInPath, toReturnPath } from './return-path.ts'
import { createSecret, hashSecret, isSecret, type SecretBox } from './secrets.ts'
import type { SessionKeeper } from './session-keeper.ts'
import { limitsOf, sealGrant } from './session-renewal.ts'
import type { IdentitySettings } from './settings.ts'
import { declinedPage, providerDownPage, refusedPage, unknownSignInPage, unverifiedPage } from './sign-in-pages.ts'

export const callbackPath = '/auth/callback'

/** Longest that somebody may take to sign in at the provider, s. */
const signInSMax = 600

/** What browsers call themselves is cut to this, characters. */
const userAgentMax = 300

/** Other names of the same end are the provider's words; longer ones are nobody's, characters. */
const codeMax = 100

export interface SignInDeps {
  readonly settings: IdentitySettings
  readonly provider: IdentityProvider
  readonly pool: StorePool
  readonly cookies: OwnCookies
  readonly box: SecretBox
  readonly publicUrl: URL
  readonly sessions: SessionKeeper
  readonly recorder: AuditRecorder
}

const KeptChecks = z.object({ nonce: z.string(), verifier: z.string() })

const cookieOf = ({ raw }: FastifyRequest, { name }: OwnCookie): string | undefined => readCredentials(raw, name).cookie

const checksAbout = (stateHash: Buffer): string => `sign-in ${stateHash.toString('base64url')}`

/** Sends the browser to the provider, with a cookie that ties its return to this browser. */
async function begin(
  { provider, pool, cookies, box, publicUrl }: SignInDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asked = request.query as Readonly<Record<string, unknown>>
  const returnTo = toReturnPath(asked['returnTo'], publicUrl)
  const checks: SignInChecks = {
    state: createSecret(),
    nonce: createSecret(),
    verifier: openId.randomPKCECodeVerifier(),
  }
  const target = await provider.createSignInUrl(checks, { isAnotherPerson: asked['as'] === 'another' })
  // Several tabs may sign in at once: they share one cookie, and each has a state of its own.
  const given = cookieOf(request, cookies.signIn)
  const browser = isSecret(given) ? given : createSecret()
  const stateHash = hashSecret(checks.state)
  const { nonce, verifier } = checks
  const sealed = box.seal(JSON.stringify({ nonce, verifier }), checksAbout(stateHash))
  await beginSignIn(
    pool,
    { stateHash, browserHash: hashSecret(browser), checks: sealed, returnTo },
    { holdS: signInSMax },
  )
  return reply
    .headers({ 'set-cookie': cookies.signIn.write(browser, signInSMax), 'cache-control': 'no-store' })
    .redirect(target.href)
}

interface Returned {
  readonly checks: SignInChecks
  readonly returnTo: string
}

/** The sign-in that a browser comes back from; null where it isn't one that this browser has under way. */
async function takeReturned({ pool, cookies, box }: SignInDeps, request: FastifyRequest): Promise<Returned | null> {
  const { state } = request.query as Readonly<Record<string, unknown>>
  const browser = cookieOf(request, cookies.signIn)
  if (typeof state !== 'string' || !isSecret(state) || !isSecret(browser)) return null
  const stateHash = hashSecret(state)
  const taken = await takeSignIn(pool, { stateHash, browserHash: hashSecret(browser) })
  const opened = taken === null ? null : box.open(taken.checks, checksAbout(stateHash))
  if (taken === null || opened === null) return null
  return { checks: { state, ...KeptChecks.parse(JSON.parse(opened)) }, returnTo: taken.returnTo }
}

type Refusal = { readonly fault: PersonFault; readonly id: string | null; readonly name: string | null }

async function recordRefusal(
  { recorder }: SignInDeps,
  request: FastifyRequest,
  reason: string,
  person: Pick<Refusal, 'id' | 'name'> = { id: null, name: null },
): Promise<void> {
  const { id, name } = person
  await recorder.record({
    action: 'session.refuse',
    outcome: 'refused',
    actor: id === null ? null : { id, name: name ?? id, kind: 'person' },
    object: null,
    correlationId: request.id,
    detail: { reason, address: request.ip },
  })
}

/** Begins the session of a person, in place of what this browser had, and goes where they wanted to. */
async function enter(
  deps: SignInDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { person, answer, returnTo }: { person: KnownPerson; answer: ProviderAnswer; returnTo: string },
): Promise<FastifyReply> {
  const { settings, cookies, box, sessions } = deps
  const { claims, refreshToken } = answer
  const id = `session-${randomBytes(10).toString('hex')}`
  const secret = createSecret()
  const session = {
    id,
    secretHash: hashSecret(secret),
    personId: person.id,
    personName: person.name,
    subject: claims?.sub ?? person.id,
    providerSession: textClaim(claims ?? {}, 'sid'),
    grants: person.grants,
    providerGrant: refreshToken === null ? null : sealGrant(box, refreshToken, id),
    ...limitsOf(settings.session, answer),
    userAgent: request.headers['user-agent']?.slice(0, userAgentMax) ?? null,
    address: request.ip,
  }
  await sessions.begin(session, cookieOf(request, cookies.session), {
    action: 'session.begin',
    outcome: 'done',
    actor: { id: person.id, name: person.name, kind: 'person' },
    object: { kind: 'session', id },
    correlationId: request.id,
    detail: { roles: person.grants.map(({ role }) => role).join(' '), address: request.ip },
  })
  return reply
    .headers({ 'set-cookie': [cookies.session.write(secret), cookies.signIn.clear()], 'cache-control': 'no-store' })
    .redirect(returnTo, 303)
}

/** The address that the browser came back to; the host by our own word, because a request can make one up. */
function addressOf({ url }: FastifyRequest, publicUrl: URL): URL {
  const address = new URL(callbackPath, publicUrl)
  address.search = url.slice(url.indexOf('?'))
  return address
}

/** What the provider sent the browser back with: somebody who comes in, or a page that says why not. */
async function finish(deps: SignInDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const returned = await takeReturned(deps, request)
  if (returned === null) return sendPage(reply, unknownSignInPage)
  const { checks, returnTo } = returned
  const { error: code } = request.query as Readonly<Record<string, unknown>>
  if (typeof code === 'string') {
    await recordRefusal(deps, request, `provider: ${code.slice(0, codeMax)}`)
    return sendPage(reply, declinedPage(returnTo, code.slice(0, codeMax)))
  }
  try {
    const answer = await deps.provider.redeem(addressOf(request, deps.publicUrl), checks)
    const person = await recognise(deps.settings, answer.claims ?? {}, answer.accessToken)
    if (!('fault' in person)) return await enter(deps, request, reply, { person, answer, returnTo })
    await recordRefusal(deps, request, person.fault, person)
    return await sendPage(reply, refusedPage(person.fault, { ...person, returnTo }))
  } catch (error) {
    return await explainFailure(deps, request, reply, { error, returnTo })
  }
}

async function explainFailure(
  deps: SignInDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { error, returnTo }: { error: unknown; returnTo: string },
): Promise<FastifyReply> {
  if (error instanceof ProviderUnavailable) {
    request.log.error({ reason: error.message }, 'the sign-in provider does not answer')
    return sendPage(reply, providerDownPage(returnTo))
  }
  if (!(error instanceof ProviderRefusal)) throw error
  request.log.warn({ reason: error.message }, 'a sign-in could not be verified')
  await recordRefusal(deps, request, 'not-verified')
  return sendPage(reply, unverifiedPage(returnTo, request.id))
}

/** Serves the beginning of a sign-in and its return. */
export function serveSignIn(app: FastifyInstance, deps: SignInDeps): void {
  app.get(signInPath, async (request, reply) => {
    try {
      return await begin(deps, request, reply)
    } catch (error) {
      const { returnTo } = request.query as Readonly<Record<string, unknown>>
      return await explainFailure(deps, request, reply, { error, returnTo: toReturnPath(returnTo, deps.publicUrl) })
    }
  })
  app.get(callbackPath, async (request, reply) => await finish(deps, request, reply))
}
