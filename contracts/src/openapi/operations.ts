import { type Role, roleScopes } from '../roles.ts'
import type { RoutePolicy, Scope } from '../policy.ts'
import type { ComponentSchemas } from './component-schemas.ts'
import type { Operation } from './document.ts'
import type { ListedRoute } from './list-routes.ts'
import { parametersOf, requestBodyOf } from './parameters.ts'
import { contentOf, eventStreamType, nameFor, responsesOf } from './responses.ts'

const betaNotice =
  '**Beta**: its shape may change without a new version of the API, and a server that does not serve it yet answers 501.'

/** The roles that may call a route with this policy; all of them where it is public. */
function listRolesOf({ access }: Pick<RoutePolicy, 'access'>): Role[] {
  // Safe: these are the keys of the table itself.
  const roles = Object.keys(roleScopes) as Role[]
  const may = (role: Role, scope: Scope) => scope === 'public' || (roleScopes[role] as readonly Scope[]).includes(scope)
  return roles.filter((role) => access.every((scope) => may(role, scope)))
}

function describe({ route }: ListedRoute): string {
  const { access, stability } = route.metadata
  const needed = access.includes('public') ? 'Public.' : `Needs ${access.map((scope) => `\`${scope}\``).join(' and ')}.`
  return [stability === 'beta' ? betaNotice : undefined, route.description, needed]
    .filter((sentence) => sentence !== undefined)
    .join('\n\n')
}

const sendsEvents = ({ route }: ListedRoute): boolean =>
  Object.values(route.responses).some((declared) => contentOf(declared)?.contentType === eventStreamType)

/** One route as an OpenAPI operation, with its policy as extensions. */
export function operationOf(listed: ListedRoute, components: ComponentSchemas): Operation {
  const { name, operationId, route } = listed
  const requestBody = requestBodyOf(listed, nameFor(operationId, 'Request'), components)
  return {
    operationId,
    summary: route.summary ?? '',
    description: describe(listed),
    tags: [name.slice(0, name.indexOf('.'))],
    parameters: parametersOf(listed, components),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: responsesOf(listed, components),
    'x-tieback-access': route.metadata.access,
    'x-tieback-roles': listRolesOf(route.metadata),
    'x-tieback-cache': route.metadata.cache,
    'x-tieback-slo': route.metadata.slo,
    'x-tieback-stability': route.metadata.stability,
    // A stream's text has no schema; what each of its `data:` lines holds has.
    ...(sendsEvents(listed) ? { 'x-tieback-events': components.refer('LiveEvent') } : {}),
  }
}
