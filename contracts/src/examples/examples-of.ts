import type { z } from 'zod'

/** What an answer holds: its schema's, or that of the body of one that isn't JSON; an answer without a body has null. */
type AnswerOf<Declared> =
  Declared extends z.ZodType<infer Answer>
    ? Answer
    : Declared extends { readonly body: z.ZodType<infer Answer> }
      ? Answer
      : null

/** What a caller sends, before it is parsed: whatever has a default may be left out. Headers are declared as a plain map. */
type SentAs<Declared> = Declared extends z.ZodType
  ? z.input<Declared>
  : Declared extends Readonly<Record<string, z.ZodType>>
    ? z.input<z.ZodObject<Declared>>
    : never

/** One part of a request under the name that it has there; nothing where the route doesn't declare it. */
type PartOf<Route, Declared extends string, Name extends string> = Route extends {
  readonly [Key in Declared]: infer Schema
}
  ? { readonly [Key in Name]: SentAs<Schema> }
  : unknown

/** A request with every part that its route declares. */
export type RequestOf<Route> = PartOf<Route, 'pathParams', 'params'> &
  PartOf<Route, 'query', 'query'> &
  PartOf<Route, 'headers', 'headers'> &
  PartOf<Route, 'body', 'body'>

/**
 * A good request of each route and one example for each status that it answers, by the route's name; routers nest.
 * The request is the one that the example of its success answers: the same ids, the same range.
 * A route without a request, or a status without an example, does not compile, nor does an example that nothing declares.
 */
export type ExamplesOf<Routes> = {
  readonly [Name in keyof Routes]: Routes[Name] extends { readonly responses: infer Responses }
    ? { readonly request: RequestOf<Routes[Name]> } & {
        readonly [Status in keyof Responses]: AnswerOf<Responses[Status]>
      }
    : ExamplesOf<Routes[Name]>
}
