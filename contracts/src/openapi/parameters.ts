import { z } from 'zod'
import type { ComponentSchemas } from './component-schemas.ts'
import type { Parameter, RequestBody } from './document.ts'
import { ifNoneMatch } from './headers.ts'
import type { ListedRoute } from './list-routes.ts'

/** Headers are declared as a plain map of schemas, the rest as objects; undefined where nothing is declared. */
function toObject(declared: unknown): z.ZodObject | undefined {
  if (declared instanceof z.ZodObject) return declared
  if (typeof declared !== 'object' || declared === null) return undefined
  return z.object(z.record(z.string(), z.instanceof(z.ZodType)).parse(declared))
}

type Examples = Readonly<Record<string, unknown>>

function parametersAt(
  place: Parameter['in'],
  declared: unknown,
  examples: Examples = {},
  components: ComponentSchemas,
): Parameter[] {
  const schema = toObject(declared)
  if (schema === undefined) return []
  const { properties = {}, required = [] } = components.add(schema, 'input')
  return Object.entries(properties).map(([name, property]) => {
    // A JSON Schema may be `true`; none that zod makes of an object's field is.
    const { description, ...rest } = typeof property === 'boolean' ? {} : property
    return {
      name,
      in: place,
      ...(description === undefined ? {} : { description }),
      required: required.includes(name),
      schema: rest,
      ...(name in examples ? { example: examples[name] } : {}),
    }
  })
}

/** Every parameter of a route, those of its path first, each with what the example request has for it. */
export const parametersOf = ({ route, request }: ListedRoute, components: ComponentSchemas): Parameter[] => [
  ...parametersAt('path', route.pathParams, request.params, components),
  ...parametersAt('query', route.query, request.query, components),
  ...parametersAt('header', route.headers, request.headers, components),
  ...(route.metadata.cache === null ? [] : [ifNoneMatch]),
]

/** What a route reads from its body; undefined where it reads none. `id` names a schema that has no name of its own. */
export function requestBodyOf(
  { route, request }: ListedRoute,
  id: string,
  components: ComponentSchemas,
): RequestBody | undefined {
  if (!('body' in route) || !(route.body instanceof z.ZodType)) return undefined
  const contentType = ('contentType' in route ? route.contentType : undefined) ?? 'application/json'
  return {
    required: !route.body.safeParse(undefined).success,
    content: { [contentType]: { schema: components.addAs(id, route.body, 'input'), example: request.body } },
  }
}
