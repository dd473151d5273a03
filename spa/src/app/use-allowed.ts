import type { PolicedRoute } from '@tieback/contracts'
import { useConfig } from './config/config-context.ts'

/** Whether somebody with these scopes (null: nobody signs in, all) may call a route, by the route's policy. */
export const isAllowed = (scopes: readonly string[] | null, { metadata }: Pick<PolicedRoute, 'metadata'>): boolean =>
  scopes === null || metadata.access.every((scope) => scope === 'public' || scopes.includes(scope))

/** Whether the reader may call a route. What isn't allowed isn't offered; the API refuses it all the same. */
export function useAllowed(route: Pick<PolicedRoute, 'metadata'>): boolean {
  return isAllowed(useConfig().scopes, route)
}
