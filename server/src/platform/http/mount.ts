import type { PolicedRoute } from '@tieback/contracts'
import type { AppRouter } from '@ts-rest/core'
import { initServer, type RouterImplementation } from '@ts-rest/fastify'
import type { FastifyInstance } from 'fastify'
import { type ApiImplementation, type Implementation, notAvailableYet } from './not-available-yet.ts'
import { type KeptAnswers, type RouteHandler, serveCached, type ServedRoute } from './serve-cached.ts'
import { nameOperation } from './served-request.ts'

const server = initServer()

export type { ApiImplementation, Implementation }

type RouteTree<Leaf> = { readonly [name: string]: Leaf | RouteTree<Leaf> }

const isRoute = (branch: PolicedRoute | RouteTree<PolicedRoute>): branch is PolicedRoute =>
  typeof branch['path'] === 'string'

/** Every route of a contract with what serves it; throws where a stable one has nothing. */
function* pairRoutes(
  contract: RouteTree<PolicedRoute>,
  implementation: RouteTree<RouteHandler>,
  prefix = '',
): Generator<ServedRoute> {
  for (const [name, branch] of Object.entries(contract)) {
    const operation = `${prefix}${name}`
    const served = implementation[name]
    if (!isRoute(branch)) {
      // Safe: an implementation nests as its contract does.
      yield* pairRoutes(branch, (served ?? {}) as RouteTree<RouteHandler>, `${operation}.`)
    } else if (typeof served === 'function') {
      yield { operation, route: branch, handler: served }
    } else if (branch.metadata.stability === 'beta') {
      yield { operation, route: branch, handler: notAvailableYet }
    } else {
      throw new Error(`Nothing serves ${operation}, and only a beta route may do without`)
    }
  }
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
  const cached: ServedRoute[] = []
  for (const served of routes) {
    nameOperation(served.route, served.operation)
    const { cache } = served.route.metadata
    if (kept === null || cache === null || served.handler === notAvailableYet) plain.push(served)
    else cached.push({ ...served, handler: serveCached(served, cache, kept) })
  }
  await register(app, plain, { responseValidation: true })
  await register(app, cached, { responseValidation: false })
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
