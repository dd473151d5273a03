import type { PolicedRoute } from '@tieback/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Actor, type AssetScope, listScopes, mayCall, reachOf, type ResolveActor } from '../identity/actor.ts'
import { ProblemError } from './problems.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Null for who has not signed in. */
    actor: Actor | null
    /** What of the field this caller may see by this route; null where nobody has signed in. */
    assets: AssetScope | null
  }
}

/** The contract's route behind a request; undefined for files of the web application. */
export function policedRouteOf(request: FastifyRequest): PolicedRoute | undefined {
  // ts-rest puts the contract's route on the Fastify route's config, which Fastify can't type.
  const config = request.routeOptions.config as { tsRestRoute?: PolicedRoute }
  return config.tsRestRoute
}

const isPublic = ({ metadata }: PolicedRoute): boolean => metadata.access.every((scope) => scope === 'public')

/** Why an actor may not call a route. */
function explainRefusal(actor: Actor, { metadata }: PolicedRoute): string {
  const held = listScopes(actor)
  const missing = metadata.access.filter((scope) => !held.includes(scope))
  if (missing.length > 0) {
    return `This needs ${missing.join(' and ')}. Ask an administrator for a role that has it.`
  }
  return metadata.reach === 'field'
    ? 'This is about the whole field, and your role holds for parts of it. Ask an administrator.'
    : `This needs ${metadata.access.join(' and ')} by one role. Ask an administrator for one that has all of it.`
}

/** Null also where finding out fails: what is public must be served while nobody can be recognised. */
async function findActor(resolveActor: ResolveActor, { raw }: FastifyRequest): Promise<Actor | null> {
  try {
    return await resolveActor(raw)
  } catch {
    return null
  }
}

/** Refuses a caller without the route's scopes, before anything of the request is parsed. */
export function enforceAccess(app: FastifyInstance, resolveActor: ResolveActor): void {
  app.decorateRequest('actor', null)
  app.decorateRequest('assets', null)
  app.addHook('onRequest', async (request) => {
    const route = policedRouteOf(request)
    if (route === undefined) return
    if (isPublic(route)) {
      request.actor = await findActor(resolveActor, request)
      return
    }
    const actor = await resolveActor(request.raw)
    if (actor === null) throw new ProblemError('unauthenticated', 'Sign in and send the request again.')
    request.actor = actor
    if (!mayCall(actor, route.metadata)) throw new ProblemError('forbidden', explainRefusal(actor, route))
    request.assets = reachOf(actor, route.metadata.access)?.assets ?? null
  })
}
