import type { z } from 'zod'

/**
 * One example for each status of each route, by the route's name; routers nest.
 * A route or a status without an example does not compile, nor does an example that nothing declares.
 */
export type ExamplesOf<Routes> = {
  readonly [Name in keyof Routes]: Routes[Name] extends { readonly responses: infer Responses }
    ? { readonly [Status in keyof Responses]: Responses[Status] extends z.ZodType<infer Answer> ? Answer : never }
    : ExamplesOf<Routes[Name]>
}
