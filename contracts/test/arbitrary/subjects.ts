import { z } from 'zod'
import * as contract from '../../src/index.ts'
import type { JsonSchema } from '../../src/openapi/document.ts'
import { type ListedRoute, listRoutes } from '../../src/openapi/list-routes.ts'
import { contentOf } from '../../src/openapi/responses.ts'
import type { ContractDocument, Pointer } from './openapi-validators.ts'
import { partsOf } from './requests.ts'

/** A schema of the contract, and where the OpenAPI documents say the same. */
export interface Subject {
  readonly name: string
  readonly schema: z.ZodType
  readonly pointer: Pointer
  /** It is written as text, in an address or a header. */
  readonly isText: boolean
}

const toTemplate = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}')

const operationAt = ({ route }: ListedRoute): Pointer => ['paths', toTemplate(route.path), route.method.toLowerCase()]

/** One answer of a route: its example, and what says which shape it has. */
export interface Answer extends Omit<Subject, 'isText'> {
  readonly status: number
  readonly example: unknown
}

/** Every answer of every route that has a body. */
export function listAnswers(): Answer[] {
  return listRoutes().flatMap((listed) =>
    Object.entries(listed.route.responses).flatMap(([status, declared]) => {
      const content = contentOf(declared)
      if (content === null) return []
      const pointer = [...operationAt(listed), 'responses', status, 'content', content.contentType, 'schema']
      const example = listed.examples[Number(status)]
      return [{ name: `${listed.name} ${status}`, schema: content.body, pointer, status: Number(status), example }]
    }),
  )
}

function listRequestBodies(): Subject[] {
  return listRoutes().flatMap((listed) => {
    const { body } = partsOf(listed)
    if (!(body instanceof z.ZodType)) return []
    const pointer = [...operationAt(listed), 'requestBody', 'content', 'application/json', 'schema']
    return [{ name: `${listed.name} body`, schema: body, pointer, isText: false }]
  })
}

/** In the order of the document: those of the path, of the query, of the headers. */
function listParameters(): Subject[] {
  return listRoutes().flatMap((listed) => {
    const { pathParams, query, headers } = partsOf(listed)
    return [pathParams, query, headers]
      .flatMap((fields) => Object.entries(fields))
      .map(([field, schema], index) => ({
        name: `${listed.name} ${field}`,
        // Safe: every schema of the contract is made by zod itself, not by its core.
        schema: schema as z.ZodType,
        pointer: [...operationAt(listed), 'parameters', index, 'schema'],
        isText: true,
      }))
  })
}

function listComponents({ document }: ContractDocument): Subject[] {
  return Object.keys(document.components.schemas).flatMap((name) => {
    const schema: unknown = Reflect.get(contract, name)
    if (!(schema instanceof z.ZodType)) return []
    return [{ name, schema, pointer: ['components', 'schemas', name], isText: false }]
  })
}

const schemaAt = (document: unknown, pointer: Pointer): JsonSchema =>
  // Safe: every pointer of a subject leads to a schema of the document.
  pointer.reduce<unknown>(
    (node, key) => (node as Readonly<Record<string, unknown>>)[String(key)],
    document,
  ) as JsonSchema

/** What a document says of a subject, its reference followed. */
export function schemaOf({ document }: ContractDocument, { pointer }: Pick<Subject, 'pointer'>): JsonSchema {
  const schema = schemaAt(document, pointer)
  const { $ref } = schema
  return $ref === undefined ? schema : schemaAt(document, $ref.slice(2).split('/'))
}

/** Every schema that a caller meets: components, answers, bodies and parameters. What says the same in the document is named once. */
export function listSubjects(document: ContractDocument): Subject[] {
  const answers = listAnswers().map(({ name, schema, pointer }) => ({ name, schema, pointer, isText: false }))
  const listed = [...listComponents(document), ...answers, ...listRequestBodies(), ...listParameters()]
  const byText = new Map<string, Subject>()
  for (const subject of listed) {
    const key = `${subject.isText} ${JSON.stringify(schemaOf(document, subject))}`
    if (!byText.has(key)) byText.set(key, subject)
  }
  return [...byText.values()]
}
