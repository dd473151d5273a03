import type { AppRoute } from '@ts-rest/core'

/** What a caller may be allowed to do; roles are sets of these. */
export type Scope = 'production:read' | 'sources:read' | 'public'

/** What every reader of a route needs to know about it besides its shape. */
export interface RoutePolicy {
  /** All are needed. `public` alone means that nobody has to sign in. */
  readonly access: readonly Scope[]
  /** Seconds an answer is fresh, seconds more it may be served while a new one is made, and what invalidates it; null: never cached. */
  readonly cache: { readonly freshS: number; readonly staleS: number; readonly tags: readonly string[] } | null
  readonly slo: { readonly p95Ms: number }
  readonly stability: 'stable' | 'beta'
}

/** A route with its policy. `defineRoute` takes nothing else, so a route without a policy doesn't compile. */
export type PolicedRoute = AppRoute & { readonly metadata: RoutePolicy }

/** The same route, once the compiler has seen that it carries a policy. */
export function defineRoute<const Route extends PolicedRoute>(route: Route): Route {
  return route
}
