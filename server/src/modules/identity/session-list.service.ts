import type { Meta, Session, SessionList, SessionState, SignedInPerson } from '@tieback/contracts'
import { findSessions, listSessions, type SessionRow } from '@tieback/store'
import { type Actor, listScopes } from '../../platform/identity/actor.ts'
import { signInPath } from '../../platform/identity/return-path.ts'
import { readNodeTree, toNodeRef } from '../../reading/node-tree.ts'
import { openReading, type ReadingTime } from '../../reading/reader.ts'
import { type IdentityParts, sessionMeta } from './identity-parts.ts'

/** Sessions in one answer: more than a site has people. */
const sessionsMax = 500

/** The grants with the names of their nodes; a node that isn't in the store is left out, as it holds for nothing. */
async function nameGrants(
  { reader }: IdentityParts,
  time: ReadingTime,
  { grants }: Actor,
): Promise<SignedInPerson['grants']> {
  if (grants.every(({ assets }) => assets === 'all')) return grants.map(({ role }) => ({ role, assets: null }))
  // The names of what somebody was given, and nothing else of the tree.
  const tree = await readNodeTree({ ...reader, assets: 'all' }, time, null)
  const nodesOf = (ids: readonly string[]) =>
    ids.flatMap((id) => {
      const row = tree.find(id)
      return row === undefined ? [] : [toNodeRef(row)]
    })
  return grants.map(({ role, assets }) => ({ role, assets: assets === 'all' ? null : nodesOf(assets) }))
}

async function findOwn({ reader }: IdentityParts, { sessionId }: Actor): Promise<SignedInPerson['session']> {
  const [session] = sessionId === null ? [] : await findSessions(reader.pool, [sessionId])
  if (session === undefined) return null
  const { id, startedAt, idleUntil, endsAt } = session
  return {
    id,
    startedAt: startedAt.toISOString(),
    idleUntil: idleUntil.toISOString(),
    endsAt: endsAt.toISOString(),
  }
}

/** Who is asking; nobody is an answer too. */
export async function readState(
  parts: IdentityParts,
  actor: Actor | null,
): Promise<{ data: SessionState; meta: Meta }> {
  const time = await openReading(parts.reader, undefined)
  const signedIn: SignedInPerson | null =
    actor === null
      ? null
      : {
          person: { id: actor.id, name: actor.name },
          kind: actor.kind,
          grants: await nameGrants(parts, time, actor),
          scopes: listScopes(actor),
          session: await findOwn(parts, actor),
        }
  const data = { signedIn, signInPath, isEvaluation: parts.identity?.isEvaluation ?? false }
  return { data, meta: sessionMeta(time) }
}

const toSession = (row: SessionRow, actor: Actor | null): Session => ({
  id: row.id,
  person: { id: row.personId, name: row.personName },
  roles: row.grants.map(({ role }) => role),
  startedAt: row.startedAt.toISOString(),
  lastUsedAt: row.lastUsedAt.toISOString(),
  idleUntil: row.idleUntil.toISOString(),
  endsAt: row.endsAt.toISOString(),
  userAgent: row.userAgent,
  address: row.address,
  isCurrent: row.id === actor?.sessionId,
})

async function list(
  { reader }: IdentityParts,
  actor: Actor | null,
  personId: string | null,
): Promise<{ data: SessionList; meta: Meta }> {
  const time = await openReading(reader, undefined)
  const rows = await listSessions(reader.pool, { personId, limit: sessionsMax })
  return { data: { sessions: rows.map((row) => toSession(row, actor)) }, meta: sessionMeta(time) }
}

/** Where the caller is signed in. */
export const listOwn = (parts: IdentityParts, actor: Actor | null): Promise<{ data: SessionList; meta: Meta }> =>
  // Nobody has no session; the door has seen to it that somebody asks.
  list(parts, actor, actor?.id ?? '')

/** Who is signed in. */
export const listEverybodys = (
  parts: IdentityParts,
  actor: Actor | null,
  { person }: { readonly person?: string | undefined },
): Promise<{ data: SessionList; meta: Meta }> => list(parts, actor, person ?? null)
