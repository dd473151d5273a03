import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { createOpenApi, createOpenApi30, type OpenApiDocument, type OpenApiFlavour } from '../../src/openapi/openapi.ts'

/** Keys from the root of a document to one of its schemas. */
export type Pointer = readonly (string | number)[]

/** An OpenAPI document that values are held against. */
export interface ContractDocument {
  readonly flavour: OpenApiFlavour
  readonly document: OpenApiDocument
  /** Whether the schema that a pointer leads to takes a value. */
  accepts(pointer: Pointer, value: unknown): boolean
}

const encode = (key: string | number): string =>
  encodeURIComponent(String(key).replaceAll('~', '~0').replaceAll('/', '~1'))

function hold(flavour: OpenApiFlavour, document: OpenApiDocument, schemas: object): ContractDocument {
  // Not strict: a document has words around its schemas that aren't JSON Schema.
  const ajv = new Ajv2020({ strict: false, validateSchema: false, unicodeRegExp: true })
  addFormats.default(ajv)
  ajv.addSchema(schemas, flavour)
  return {
    flavour,
    document,
    accepts: (pointer, value) => {
      const validate = ajv.getSchema(`${flavour}#/${pointer.map(encode).join('/')}`)
      if (validate === undefined) throw new Error(`The document has nothing at ${pointer.join('/')}`)
      return validate(value) === true
    },
  }
}

/** Keywords whose values are data, not schemas. */
const dataKeywords = new Set(['default', 'enum', 'example', 'examples'])

/**
 * A document of 3.0 in words that JSON Schema 2020-12 has. Its `nullable` adds null to the `type` beside it, and nothing else;
 * its exclusive bounds are switches beside the bound.
 */
function toJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(toJsonSchema)
  if (typeof node !== 'object' || node === null) return node
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = node as Record<string, unknown>
  const schema = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, dataKeywords.has(key) ? value : toJsonSchema(value)]),
  )
  if (nullable === true) {
    if (typeof schema['type'] !== 'string') throw new Error('In 3.0 `nullable` says something only beside a `type`')
    schema['type'] = [schema['type'], 'null']
  }
  if (exclusiveMinimum === true) schema['exclusiveMinimum'] = schema['minimum']
  if (exclusiveMaximum === true) schema['exclusiveMaximum'] = schema['maximum']
  return schema
}

/** Both documents of the contract. */
export function openDocuments(): readonly ContractDocument[] {
  const newer = createOpenApi()
  const older = createOpenApi30()
  // Safe: what becomes of an object is an object.
  return [hold('3.1', newer, newer), hold('3.0', older, toJsonSchema(older) as object)]
}
