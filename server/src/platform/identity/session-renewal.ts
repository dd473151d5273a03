import { claimRenewal, renewSession, type SessionInput, type SessionRow, type StorePool } from '@tieback/store'
import type { FastifyBaseLogger } from 'fastify'
import { type KnownPerson, recognise } from './person.ts'
import type { IdentityProvider, ProviderAnswer } from './provider.ts'
import { ProviderUnavailable } from './provider-errors.ts'
import type { SecretBox } from './secrets.ts'
import type { IdentitySettings } from './settings.ts'

/** Roles are read again at least this often, s. */
const renewalSMax = 600

/** A provider whose tokens live shorter isn't asked more often than this, s. */
const renewalSMin = 10

/** While the provider doesn't answer it is asked again after this, s. Long enough for one renewal by one server. */
const tryAgainS = 60

/** A session that can't be renewed ends after this at the latest, s: nobody would tell us that a role was taken away. */
const unrenewableSMax = 3_600

const renewalAfter = (lifeS: number | null): number =>
  Math.min(Math.max(lifeS ?? renewalSMax, renewalSMin), renewalSMax)

/** How long a session may last that begins with an answer of the provider, and when it is renewed first. */
export function limitsOf(
  { idleS, absoluteS }: IdentitySettings['session'],
  { refreshToken, lifeS }: Pick<ProviderAnswer, 'refreshToken' | 'lifeS'>,
): Pick<SessionInput, 'idleS' | 'absoluteS' | 'renewInS'> {
  return refreshToken === null
    ? { idleS, absoluteS: Math.min(absoluteS, unrenewableSMax), renewInS: absoluteS }
    : { idleS, absoluteS, renewInS: renewalAfter(lifeS) }
}

/** What a session's refresh token is sealed with: it opens for this session alone. */
export const sealGrant = (box: SecretBox, refreshToken: string, sessionId: string): Buffer =>
  box.seal(refreshToken, `session ${sessionId}`)

export const openGrant = (box: SecretBox, sealed: Buffer, sessionId: string): string | null =>
  box.open(sealed, `session ${sessionId}`)

interface RenewalDeps {
  readonly settings: IdentitySettings
  readonly provider: Pick<IdentityProvider, 'renew'>
  readonly pool: StorePool
  readonly box: SecretBox
  readonly log: FastifyBaseLogger
}

type Renewal = { readonly session: SessionRow | null } | { readonly refusedBecause: string }

/** Who the person is now; undefined: nothing new was said. */
async function recogniseAgain(
  { settings }: RenewalDeps,
  session: SessionRow,
  { claims, accessToken }: ProviderAnswer,
): Promise<KnownPerson | undefined | { readonly refusedBecause: string }> {
  if (claims === null) return undefined
  const person = await recognise(settings, claims, accessToken)
  if ('fault' in person) return { refusedBecause: person.fault }
  return person.id === session.personId ? person : { refusedBecause: 'other-person' }
}

async function renewWith(deps: RenewalDeps, session: SessionRow, refreshToken: string): Promise<Renewal> {
  const answer = await deps.provider.renew(refreshToken)
  const person = await recogniseAgain(deps, session, answer)
  if (person !== undefined && 'refusedBecause' in person) return person
  return {
    session: await renewSession(deps.pool, session.id, {
      grants: person?.grants ?? session.grants,
      personName: person?.name ?? session.personName,
      providerGrant: sealGrant(deps.box, answer.refreshToken ?? refreshToken, session.id),
      renewInS: renewalAfter(answer.lifeS),
    }),
  }
}

/**
 * A session whose time to ask the provider again has come, with what its person may do now; null: it is over.
 * One caller asks and the others go on with what is known. A provider that doesn't answer changes nothing; one that says
 * no has ended the session, and the reason is given.
 */
export async function renewGrants(deps: RenewalDeps, session: SessionRow): Promise<Renewal> {
  const claim = await claimRenewal(deps.pool, session.id, { holdS: tryAgainS })
  if (claim === null || claim.providerGrant === null) return { session }
  const refreshToken = openGrant(deps.box, claim.providerGrant, session.id)
  if (refreshToken === null) return { refusedBecause: 'sealed-with-another-secret' }
  try {
    return await renewWith(deps, session, refreshToken)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (!(error instanceof ProviderUnavailable)) {
      deps.log.info({ session: session.id, reason }, 'the sign-in provider refused to renew a session')
      return { refusedBecause: 'provider-refused' }
    }
    deps.log.warn(
      { session: session.id, reason },
      'roles could not be read again: the sign-in provider does not answer',
    )
    return { session }
  }
}
