import type { PolicedRoute } from '@tieback/contracts'
import type { AppRouter } from '@ts-rest/core'
import { initServer, type RouterImplementation } from '@ts-rest/fastify'
import type { FastifyInstance } from 'fastify'
import { type ApiImplementation, type Implementation, notAvailableYet } from './not-available-yet.ts'
import { type PairedRoute, pairRoutes, type RouteTree } from './pair-routes.ts'
import { type KeptAnswers, type RouteHandler, serveAnew, serveCached, type ServedRoute } from './serve-cached.ts'
import { nameOperation } from './served-request.ts'

const server = initServer()

export type { ApiImplementation, Implementation }

/** What serves a route of the contract; throws where a stable one has nothing. */
function toServed({ operation, route, served }: PairedRoute<RouteHandler>): ServedRoute {
  if (served !== undefined) return { operation, route, handler: served }
  if (route.metadata.stability === 'beta') return { operation, route, handler: notAvailableYet }
  throw new Error(`Nothing serves ${operation}, and only a beta route may do without`)
}

/**
 * Mounts the routes of a contract's routers. What is sent is checked too: an undeclared field is stripped, a wrong shape is our own 500.
 * Answers of routes with a cache policy are checked when they are kept, and not again.
 *
 * kept   null: every request is answered anew
 */
export async function mountRoutes<Contract extends AppRouter>(
  app: FastifyInstance,
  contract: Contract,
  implementation: NoInfer<ApiImplementation<Contract>>,
  kept: KeptAnswers | null = null,
): Promise<void> {
  // Safe: every route of a contract is made by defineRoute, and ts-rest hands each handler what its type says.
  const routes = pairRoutes(
    contract as unknown as RouteTree<PolicedRoute>,
    implementation as unknown as RouteTree<RouteHandler>,
  )
  const plain: ServedRoute[] = []
  // Checked by what serves them, which also writes them.
  const checked: ServedRoute[] = []
  for (const served of [...routes].map(toServed)) {
    nameOperation(served.route, served.operation)
    const { cache } = served.route.metadata
    if (cache === null || served.handler === notAvailableYet) plain.push(served)
    else checked.push({ ...served, handler: kept === null ? serveAnew(served) : serveCached(served, cache, kept) })
  }
  await register(app, plain, { responseValidation: true })
  await register(app, checked, { responseValidation: false })
}

/** Each registration gets a Fastify scope of its own: two in one override each other's error handler. */
async function register(
  app: FastifyInstance,
  served: readonly ServedRoute[],
  { responseValidation }: { readonly responseValidation: boolean },
): Promise<void> {
  const routes = Object.fromEntries(served.map(({ operation, route }) => [operation, route]))
  const handlers = Object.fromEntries(served.map(({ operation, handler }) => [operation, handler]))
  await app.register(async (scope) => {
    // Whoever sends nothing says as much as whoever sends an empty object: what a route needs, its schema asks for by name.
    scope.addHook('preValidation', (request, _reply, done) => {
      if (request.method === 'POST') request.body ??= {}
      done()
    })
    // Safe: the two have the same names, and what each handler takes was held against its route where it was given.
    const router = server.router(routes, handlers as unknown as RouterImplementation<typeof routes>)
    await scope.register(server.plugin(router), {
      logInitialization: false,
      responseValidation,
      requestValidationErrorHandler: (error) => {
        throw error
      },
    })
  })
}
