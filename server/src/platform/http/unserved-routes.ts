import type { PolicedRoute } from '@tieback/contracts'
import { pairRoutes, type RouteTree } from './pair-routes.ts'

/** The routes of a contract that `implementation` leaves out and that answer 501 therefore, such as `forecasts.listForecasts`. */
export function listUnserved(contract: object, implementation: object): string[] {
  // Safe: a contract is made of routes, and an implementation nests as its contract does.
  const pairs = [...pairRoutes(contract as RouteTree<PolicedRoute>, implementation as RouteTree<unknown>)]
  return pairs.filter(({ served }) => served === undefined).map(({ operation }) => operation)
}
