import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import { endingIn } from '../../platform/identity/session-ending.ts'
import type { IdentityParts } from './identity-parts.ts'
import { listOwn, listEverybodys, readState } from './session-list.service.ts'
import { type Caller, leave, revokeAllOwn, revokeAnybodys, revokeOwn } from './session-end.service.ts'

/** Who asks, of a request that has passed the door. */
const callerOf = ({ actor, id }: Pick<Caller, 'actor'> & { readonly id: string }): Caller => ({ actor, requestId: id })

/** What this needs of Fastify's reply, which ts-rest gives another type than Fastify does. */
interface HeaderReply {
  header(name: string, value: string): unknown
}

/** Takes the cookie away from a browser whose session is over. */
const forget = (reply: HeaderReply, { identity }: IdentityParts): void => {
  if (identity !== null) reply.header('set-cookie', identity.clearCookie)
}

export function identityModule(parts: IdentityParts): Implementation<typeof apiContract.identity> {
  const ending = { ...parts, end: parts.identity?.sessions.end ?? endingIn({ ...parts, pool: parts.reader.pool }) }
  return {
    readSession: async ({ request }) => ({ status: 200, body: await readState(parts, request.actor) }),
    signOut: async ({ request, reply }) => {
      const body = await leave(ending, callerOf(request))
      forget(reply, parts)
      return { status: 200, body }
    },
    listOwnSessions: async ({ request }) => ({ status: 200, body: await listOwn(parts, request.actor) }),
    revokeOwnSession: async ({ params, request }) => ({
      status: 200,
      body: await revokeOwn(ending, callerOf(request), params.id),
    }),
    revokeOwnSessions: async ({ request, reply }) => {
      const body = await revokeAllOwn(ending, callerOf(request))
      forget(reply, parts)
      return { status: 200, body }
    },
    listSessions: async ({ query, request }) => ({
      status: 200,
      body: await listEverybodys(parts, request.actor, query),
    }),
    revokeSession: async ({ params, request }) => ({
      status: 200,
      body: await revokeAnybodys(ending, callerOf(request), params.id),
    }),
  }
}
