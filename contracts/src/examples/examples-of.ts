import type { z } from 'zod'

/** What an answer holds: its schema's, or that of the body of one that isn't JSON; an answer without a body has null. */
type AnswerOf<Declared> =
  Declared extends z.ZodType<infer Answer>
    ? Answer
    : Declared extends { readonly body: z.ZodType<infer Answer> }
      ? Answer
      : null

/**
 * One example for each status of each route, by the route's name; routers nest.
 * A route or a status without an example does not compile, nor does an example that nothing declares.
 */
export type ExamplesOf<Routes> = {
  readonly [Name in keyof Routes]: Routes[Name] extends { readonly responses: infer Responses }
    ? { readonly [Status in keyof Responses]: AnswerOf<Responses[Status]> }
    : ExamplesOf<Routes[Name]>
}
