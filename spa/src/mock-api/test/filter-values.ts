import { createOpenApi, type JsonSchema, type ListedRoute } from '@tieback/contracts/openapi'

const document = createOpenApi()

/** A name of a query with its schema. */
export interface Filter {
  readonly name: string
  readonly schema: JsonSchema
}

const isReference = /^#\/components\/schemas\/(.+)$/

function resolve(schema: JsonSchema): JsonSchema {
  const [, name] = isReference.exec(schema.$ref ?? '') ?? []
  return name === undefined ? schema : (document.components.schemas[name] ?? {})
}

/** Every name of the query of a route; a route that writes has none to filter by. */
export function filtersOf({ operationId, route }: ListedRoute): Filter[] {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
  const { parameters = [] } = operations.find((operation) => operation.operationId === operationId) ?? {}
  return route.method === 'GET'
    ? parameters.filter((each) => each.in === 'query').map(({ name, schema }) => ({ name, schema: resolve(schema) }))
    : []
}

const days = ['2026-11-10', '2026-11-12', '2026-11-16']
const instants = [
  '2026-11-19T05:00:00.000Z',
  '2026-11-18T09:30:00.000Z',
  '2026-11-17T00:00:00.000Z',
  '2026-11-11T09:30:00.000Z',
]
const ids = [
  'facility-t7a4f6p2m3',
  'hub-t7n3n5h7q2',
  'well-a01x7k2m9c',
  'terminal-s6l2v9k4m8',
  'vessel-l7m3v5k9a2',
  'grade-other',
]

/** Values that a filter takes and that could change an answer. `{cursor}` is that of a page before. */
export function valuesOf({ name, schema }: Filter): readonly string[] {
  if (name === 'cursor') return ['{cursor}']
  if (schema.enum !== undefined) return schema.enum.map(String)
  if (schema.format === 'date') return days
  if (schema.format === 'date-time') return instants
  if (schema.type === 'integer') return ['1', '2', '10']
  const matches = new RegExp(schema.pattern ?? '')
  return [...ids, 'nothing'].filter((text) => matches.test(text))
}
