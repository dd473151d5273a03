import type { PolicedRoute } from '@tieback/contracts'

/** What becomes of a request to a route that is still beta. */
export type Service = 'served' | 'declared' | 'unknown'

export interface UpcomingRoute {
  /** The path of keys in the contract, such as `forecasts.listForecasts`. */
  readonly name: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly access: readonly string[]
  readonly service: Service
}

export interface UpcomingResource {
  readonly resource: string
  readonly routes: readonly UpcomingRoute[]
}

type RouteTree = { readonly [name: string]: PolicedRoute | RouteTree }

const isRoute = (branch: PolicedRoute | RouteTree): branch is PolicedRoute => typeof branch['path'] === 'string'

function* walk(branch: RouteTree, prefix: string): Generator<{ name: string; route: PolicedRoute }> {
  for (const [key, below] of Object.entries(branch)) {
    if (isRoute(below)) yield { name: `${prefix}${key}`, route: below }
    else yield* walk(below, `${prefix}${key}.`)
  }
}

const serviceOf = (name: string, notServed: readonly string[] | null): Service => {
  if (notServed === null) return 'unknown'
  return notServed.includes(name) ? 'declared' : 'served'
}

/**
 * The routes of a contract that may still change, by resource, in the contract's order.
 *
 * notServed   names of those that the server answers with 501; null where it doesn't say
 */
export function listUpcoming(contract: object, notServed: readonly string[] | null): UpcomingResource[] {
  // Safe: a contract is a tree of routes, each made by defineRoute.
  const beta = [...walk(contract as RouteTree, '')].filter(({ route }) => route.metadata.stability === 'beta')
  const byResource = Map.groupBy(beta, ({ name }) => name.slice(0, name.lastIndexOf('.')))
  return [...byResource].map(([resource, members]) => ({
    resource,
    routes: members.map(({ name, route }) => ({
      name,
      method: route.method,
      path: route.path,
      summary: route.summary ?? '',
      access: route.metadata.access,
      service: serviceOf(name, notServed),
    })),
  }))
}
