import type { IncomingMessage } from 'node:http'
import { type PolicedRoute, roleScopes, type Scope } from '@tieback/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ProblemError } from './problems.ts'

/** Who is asking. */
export interface Actor {
  readonly id: string
  readonly scopes: readonly Scope[]
  /** Names who may see the same facts: cached answers are kept once for each audience. Left out: everybody may. */
  readonly audience?: string
}

/**
 * Finds who is asking, or null. Sign-in will be another implementation of this.
 *
 * cost   at once where it can: bytes from memory wait for nothing else; it may be asked twice of one request
 */
export type ResolveActor = (request: IncomingMessage) => Actor | null | Promise<Actor | null>

const localActor: Actor = { id: 'local', scopes: roleScopes.administrator }

/** Everybody who can reach the port may read everything: the embedded start listens on loopback only. */
export const openActor: ResolveActor = () => localActor

declare module 'fastify' {
  interface FastifyRequest {
    /** Null for who has not signed in, and on public routes, where nobody asks. */
    actor: Actor | null
  }
}

/** The contract's route behind a request; undefined for files of the web application. */
export function policedRouteOf(request: FastifyRequest): PolicedRoute | undefined {
  // ts-rest puts the contract's route on the Fastify route's config, which Fastify can't type.
  const config = request.routeOptions.config as { tsRestRoute?: PolicedRoute }
  return config.tsRestRoute
}

/** Whether an actor has a scope; what is public everybody may. */
export const hasScope = (actor: Actor, scope: Scope): boolean => scope === 'public' || actor.scopes.includes(scope)

/** Refuses a caller without the route's scopes, before anything of the request is parsed. */
export function enforceAccess(app: FastifyInstance, resolveActor: ResolveActor): void {
  app.decorateRequest('actor', null)
  app.addHook('onRequest', async (request) => {
    const route = policedRouteOf(request)
    if (route === undefined || route.metadata.access.every((scope) => scope === 'public')) return
    const actor = await resolveActor(request.raw)
    if (actor === null) throw new ProblemError('unauthenticated', 'Sign in and send the request again.')
    const missing = route.metadata.access.filter((scope) => !hasScope(actor, scope))
    if (missing.length > 0) {
      throw new ProblemError(
        'forbidden',
        `This needs ${missing.join(' and ')}. Ask an administrator for a role that has it.`,
      )
    }
    request.actor = actor
  })
}
