import type { PolicedRoute } from '@tieback/contracts'

/** Routes, or what stands for them, by name; routers nest. */
export type RouteTree<Leaf> = { readonly [name: string]: Leaf | RouteTree<Leaf> }

const isRoute = (branch: PolicedRoute | RouteTree<PolicedRoute>): branch is PolicedRoute =>
  typeof branch['path'] === 'string'

/** A route of a contract with what an implementation has in its place. */
export interface PairedRoute<Leaf> {
  /** Names from the top, such as `forecasts.listForecasts`. */
  readonly operation: string
  readonly route: PolicedRoute
  /** Undefined where the implementation leaves the route, or a router above it, out. */
  readonly served: Leaf | undefined
}

/** Every route of a contract, in its order. */
export function* pairRoutes<Leaf>(
  contract: RouteTree<PolicedRoute>,
  implementation: RouteTree<Leaf>,
  prefix = '',
): Generator<PairedRoute<Leaf>> {
  for (const [name, branch] of Object.entries(contract)) {
    const operation = `${prefix}${name}`
    const served = implementation[name]
    // Safe, both times: an implementation nests as its contract does.
    if (isRoute(branch)) yield { operation, route: branch, served: served as Leaf | undefined }
    else yield* pairRoutes(branch, (served ?? {}) as RouteTree<Leaf>, `${operation}.`)
  }
}
