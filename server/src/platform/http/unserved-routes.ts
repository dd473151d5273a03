import type { PolicedRoute } from '@tieback/contracts'

type RouteTree<Leaf> = { readonly [name: string]: Leaf | RouteTree<Leaf> }

const isRoute = (branch: PolicedRoute | RouteTree<PolicedRoute>): branch is PolicedRoute =>
  typeof branch['path'] === 'string'

/** The routes of a contract that `implementation` leaves out and that answer 501 therefore, such as `forecasts.listForecasts`. */
export function listUnserved(contract: object, implementation: object): string[] {
  // Safe: a contract is made of routes, and an implementation nests as its contract does.
  return [...walk(contract as RouteTree<PolicedRoute>, implementation as RouteTree<unknown>, '')]
}

function* walk(contract: RouteTree<PolicedRoute>, served: RouteTree<unknown>, prefix: string): Generator<string> {
  for (const [name, branch] of Object.entries(contract)) {
    const below = served[name]
    if (!isRoute(branch)) yield* walk(branch, (below ?? {}) as RouteTree<unknown>, `${prefix}${name}.`)
    else if (below === undefined) yield `${prefix}${name}`
  }
}
