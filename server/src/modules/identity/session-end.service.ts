import type { Meta, RevokedSessions, SignedOut } from '@tieback/contracts'
import type { SessionChoice } from '@tieback/store'
import type { AuditInput } from '../../platform/auditing/recorder.ts'
import { ProblemError } from '../../platform/http/problems.ts'
import type { Actor } from '../../platform/identity/actor.ts'
import type { EndSessions } from '../../platform/identity/session-ending.ts'
import { openReading } from '../../reading/reader.ts'
import { type IdentityParts, sessionMeta } from './identity-parts.ts'

interface EndingParts extends IdentityParts {
  readonly end: EndSessions
}

/** Who ends a session, by which request. */
export interface Caller {
  readonly actor: Actor | null
  readonly requestId: string
}

const readMeta = async ({ reader }: IdentityParts): Promise<Meta> => sessionMeta(await openReading(reader, undefined))

const toEntry = (
  { actor, requestId }: Caller,
  action: 'session.end' | 'session.revoke',
  object: AuditInput['object'],
  detail: Readonly<Record<string, string>>,
): AuditInput => ({ action, outcome: 'done', actor, object, correlationId: requestId, detail })

/** Ends the caller's session, and says where their browser goes now. A token ends by itself. */
export async function leave(parts: EndingParts, caller: Caller): Promise<{ data: SignedOut; meta: Meta }> {
  const { identity, end, recorder } = parts
  const id = caller.actor?.sessionId ?? null
  const entry = toEntry(caller, 'session.end', id === null ? null : { kind: 'session', id }, { reason: 'signed-out' })
  if (id === null) await recorder.record(entry)
  else await end({ id }, () => entry)
  const next = identity === null ? '/' : await identity.findSignOutPath()
  return { data: { next }, meta: await readMeta(parts) }
}

/** Ends one session of those that the caller may end. Throws not-found: "not there" and "not yours" are told alike. */
async function revokeOne(
  parts: EndingParts,
  caller: Caller,
  choice: SessionChoice & { readonly id: string },
): Promise<{ data: RevokedSessions; meta: Meta }> {
  const { id } = choice
  const ended = await parts.end(choice, (sessions) =>
    sessions.map(({ personId }) => toEntry(caller, 'session.revoke', { kind: 'session', id }, { person: personId })),
  )
  if (ended.length === 0) throw new ProblemError('not-found', `There is no session ${id} that you can end.`)
  return { data: { revoked: ended.map((session) => session.id) }, meta: await readMeta(parts) }
}

/** Ends one of the caller's own sessions. */
export const revokeOwn = (
  parts: EndingParts,
  caller: Caller,
  id: string,
): Promise<{ data: RevokedSessions; meta: Meta }> => revokeOne(parts, caller, { id, personId: caller.actor?.id ?? '' })

/** Ends somebody's session. */
export const revokeAnybodys = (
  parts: EndingParts,
  caller: Caller,
  id: string,
): Promise<{ data: RevokedSessions; meta: Meta }> => revokeOne(parts, caller, { id })

/** Ends all of the caller's own sessions. */
export async function revokeAllOwn(parts: EndingParts, caller: Caller): Promise<{ data: RevokedSessions; meta: Meta }> {
  const personId = caller.actor?.id ?? ''
  const ended = await parts.end({ personId }, ({ length }) =>
    toEntry(caller, 'session.revoke', { kind: 'person', id: personId }, { sessions: String(length) }),
  )
  return { data: { revoked: ended.map((session) => session.id) }, meta: await readMeta(parts) }
}
