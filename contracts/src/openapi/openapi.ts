import { z } from 'zod'
import contractPackage from '../../package.json' with { type: 'json' }
import { problemExamples } from '../examples.ts'
import { Problem, problemTable } from '../problem.ts'
import { ComponentSchemas, type JsonSchema } from './component-schemas.ts'
import { listRoutes, type ListedRoute } from './list-routes.ts'

export { listRoutes, type ListedRoute } from './list-routes.ts'

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: JsonSchema
}

interface Response {
  readonly description: string
  readonly content: Record<string, { schema: JsonSchema; example: unknown } | { schema: JsonSchema; examples: unknown }>
}

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly parameters: readonly Parameter[]
  readonly responses: Record<string, Response>
  readonly [extension: `x-tieback-${string}`]: unknown
}

/** A type, not an interface: it has to fit where any JSON object does. */
export type OpenApiDocument = {
  readonly openapi: string
  readonly info: Record<string, unknown>
  readonly servers: readonly { url: string; description: string }[]
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: {
    readonly schemas: Record<string, JsonSchema>
    readonly examples: Record<string, { value: Problem }>
  }
}

function parametersOf(schema: unknown, place: Parameter['in'], components: ComponentSchemas): Parameter[] {
  if (!(schema instanceof z.ZodObject)) return []
  const { properties = {}, required = [] } = components.add(schema, 'input')
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    // A JSON Schema may be `true`; none that zod makes of an object's field is.
    schema: typeof property === 'boolean' ? {} : property,
  }))
}

function problemResponse(example: unknown, components: ComponentSchemas): Response {
  const { code } = Problem.parse(example)
  return {
    description: problemTable[code].title,
    content: {
      'application/problem+json': {
        schema: components.add(Problem, 'output'),
        examples: { [code]: { $ref: `#/components/examples/${code}` } },
      },
    },
  }
}

function responsesOf({ route, examples }: ListedRoute, components: ComponentSchemas): Record<string, Response> {
  const responses: Record<string, Response> = {}
  for (const [status, schema] of Object.entries(route.responses)) {
    const example = examples[Number(status)]
    responses[status] =
      schema === Problem
        ? problemResponse(example, components)
        : {
            description: route.summary ?? '',
            content: {
              'application/json': { schema: components.add(z.instanceof(z.ZodType).parse(schema), 'output'), example },
            },
          }
  }
  return responses
}

function operationOf(listed: ListedRoute, components: ComponentSchemas): Operation {
  const { name, operationId, route } = listed
  return {
    operationId,
    summary: route.summary ?? '',
    tags: [name.slice(0, name.indexOf('.'))],
    parameters: [
      ...parametersOf(route.pathParams, 'path', components),
      ...parametersOf(route.query, 'query', components),
    ],
    responses: responsesOf(listed, components),
    'x-tieback-access': route.metadata.access,
    'x-tieback-cache': route.metadata.cache,
    'x-tieback-slo': route.metadata.slo,
    'x-tieback-stability': route.metadata.stability,
  }
}

/** The whole contract as an OpenAPI 3.1 document: every route, answer, example and policy. */
export function createOpenApi(): OpenApiDocument {
  const components = new ComponentSchemas()
  const paths: OpenApiDocument['paths'] = {}
  for (const listed of listRoutes()) {
    const path = listed.route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [listed.route.method.toLowerCase()]: operationOf(listed, components) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tieback',
      version: contractPackage.version,
      summary: 'One set of numbers from the systems of record of an energy business',
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The server that this document came from' }],
    paths,
    components: {
      schemas: components.list(),
      examples: Object.fromEntries(Object.entries(problemExamples).map(([code, value]) => [code, { value }])),
    },
  }
}
