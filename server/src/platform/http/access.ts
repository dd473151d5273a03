import { type PolicedRoute, roleScopes, type Scope } from '@tieback/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ProblemError } from './problems.ts'

/** Who is asking. */
export interface Actor {
  readonly id: string
  readonly scopes: readonly Scope[]
}

/** Finds who is asking, or null. Sign-in will be another implementation of this. */
export type ResolveActor = (request: FastifyRequest) => Promise<Actor | null>

/** Everybody who can reach the port may read everything: the embedded start listens on loopback only. */
export const openActor: ResolveActor = () => Promise.resolve({ id: 'local', scopes: roleScopes.administrator })

/** The contract's route behind a request; undefined for files of the web application. */
function policedRouteOf(request: FastifyRequest): PolicedRoute | undefined {
  // ts-rest puts the contract's route on the Fastify route's config, which Fastify can't type.
  const config = request.routeOptions.config as { tsRestRoute?: PolicedRoute }
  return config.tsRestRoute
}

/** Refuses a caller without the route's scopes, before anything of the request is parsed. */
export function enforceAccess(app: FastifyInstance, resolveActor: ResolveActor): void {
  app.addHook('onRequest', async (request) => {
    const route = policedRouteOf(request)
    if (route === undefined || route.metadata.access.every((scope) => scope === 'public')) return
    const actor = await resolveActor(request)
    if (actor === null) throw new ProblemError('unauthenticated', 'Sign in and send the request again.')
    const missing = route.metadata.access.filter((scope) => !actor.scopes.includes(scope))
    if (missing.length > 0) {
      throw new ProblemError(
        'forbidden',
        `This needs ${missing.join(' and ')}. Ask an administrator for a role that has it.`,
      )
    }
  })
}
