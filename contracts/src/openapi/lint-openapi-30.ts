import { isObject, lintSchema30, type Offence, referencesIn, step } from './lint-schema-30.ts'

export type { Offence } from './lint-schema-30.ts'

type Json = Readonly<Record<string, unknown>>

/** The largest document that Azure API Management takes inside a request, bytes (Microsoft: API import restrictions). */
const bytesMax = 4 * 1024 * 1024

/** The longest name of an operation there, and its letters. */
const operationIdShape = /^[\w.-]{1,80}$/

const methodsWithoutBody = ['get', 'head', 'options']

const entriesOf = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : [])
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

interface Place {
  readonly path: string
  readonly method: string
  readonly operation: Json
  readonly pointer: string
}

function listOperations(document: Json): Place[] {
  return entriesOf(document['paths']).flatMap(([path, methods]) =>
    entriesOf(methods).flatMap(([method, operation]) =>
      isObject(operation) ? [{ path, method, operation, pointer: step(step('/paths', path), method) }] : [],
    ),
  )
}

function* lintHead(document: Json): Generator<Offence> {
  const { openapi, info } = document
  if (typeof openapi !== 'string' || !/^3\.0\.[0-3]$/.test(openapi)) {
    yield { pointer: '/openapi', rule: 'version', message: 'not a version from 3.0.0 to 3.0.3' }
  }
  for (const key of ['webhooks', 'jsonSchemaDialect']) {
    if (key in document) yield { pointer: step('', key), rule: 'keyword', message: `3.0 has no ${key}` }
  }
  if (isObject(info) && 'summary' in info) {
    yield { pointer: '/info/summary', rule: 'keyword', message: '3.0 has no summary here' }
  }
  if (isObject(info) && isObject(info['license']) && 'identifier' in info['license']) {
    yield { pointer: '/info/license/identifier', rule: 'keyword', message: 'a licence has a url in 3.0' }
  }
  if (new TextEncoder().encode(JSON.stringify(document)).length > bytesMax) {
    yield { pointer: '', rule: 'size', message: `more than ${bytesMax} bytes` }
  }
}

function* lintNames(places: readonly Place[]): Generator<Offence> {
  const ids = new Set<string>()
  for (const { operation, pointer } of places) {
    const { operationId } = operation
    const at = step(pointer, 'operationId')
    if (typeof operationId !== 'string' || !operationIdShape.test(operationId)) {
      yield { pointer: at, rule: 'operation-id', message: 'not 1 to 80 letters, digits, "_", "." and "-"' }
    } else if (ids.has(operationId.toLowerCase())) {
      yield { pointer: at, rule: 'operation-id', message: `${operationId} is another operation's name` }
    } else ids.add(operationId.toLowerCase())
  }
}

function* lintPaths(document: Json): Generator<Offence> {
  const shapes = new Map<string, string>()
  for (const [path] of entriesOf(document['paths'])) {
    const pointer = step('/paths', path)
    if (path.includes('*')) yield { pointer, rule: 'wildcard-path', message: 'a path names what it serves' }
    const shape = path.replaceAll(/\{[^}]*\}/g, '{}')
    const same = shapes.get(shape)
    if (same === undefined) shapes.set(shape, path)
    else yield { pointer, rule: 'ambiguous-path', message: `differs from ${same} in a parameter's name only` }
  }
}

function* lintParameters({ path, operation, pointer }: Place): Generator<Offence> {
  const names = new Set<string>()
  for (const [at, parameter] of listOf(operation['parameters']).entries()) {
    const place = step(step(pointer, 'parameters'), at)
    if (!isObject(parameter)) continue
    const { in: where, name, required } = parameter
    if (where === 'cookie') yield { pointer: place, rule: 'cookie-parameter', message: 'gateways import no cookies' }
    if ('content' in parameter || !('schema' in parameter)) {
      yield { pointer: place, rule: 'parameter-content', message: 'a parameter has a schema, not content' }
    }
    const template = String(name).toLowerCase()
    if (where === 'path' && !path.includes(`{${String(name)}}`)) {
      yield { pointer: place, rule: 'path-parameter', message: `${path} has no {${String(name)}}` }
    }
    if (where !== 'path' && (where !== 'query' || required !== true)) continue
    if (names.has(template))
      yield { pointer: place, rule: 'name-twice', message: `${template} is in the address twice` }
    names.add(template)
  }
  for (const [, name = ''] of path.matchAll(/\{([^}]*)\}/g)) {
    if (!names.has(name.toLowerCase())) yield { pointer, rule: 'path-parameter', message: `{${name}} is not declared` }
  }
}

function* lintContent(content: unknown, pointer: string): Generator<Offence> {
  for (const [type, media] of entriesOf(content)) {
    const place = step(pointer, type)
    if (!isObject(media)) continue
    if (type.startsWith('multipart/')) yield { pointer: place, rule: 'multipart', message: 'gateways import none' }
    if ('examples' in media) yield { pointer: place, rule: 'examples', message: 'gateways read example, not examples' }
    const { schema } = media
    const isInline =
      isObject(schema) && !('$ref' in schema) && !['string', 'integer', 'number'].includes(String(schema['type']))
    if (isInline) {
      yield {
        pointer: step(place, 'schema'),
        rule: 'inline-schema',
        message: 'gateways keep schemas of components only',
      }
    }
  }
}

function* lintOperation(place: Place): Generator<Offence> {
  const { method, operation, pointer } = place
  yield* lintParameters(place)
  const { requestBody, responses } = operation
  if (requestBody !== undefined && methodsWithoutBody.includes(method)) {
    yield { pointer: step(pointer, 'requestBody'), rule: 'body', message: `${method} has no body` }
  }
  if (isObject(requestBody)) yield* lintContent(requestBody['content'], step(step(pointer, 'requestBody'), 'content'))
  for (const [status, response] of entriesOf(responses)) {
    if (isObject(response))
      yield* lintContent(response['content'], step(step(step(pointer, 'responses'), status), 'content'))
  }
}

/** Every schema of a document that stands by itself, with its pointer. */
function* listSchemas(document: Json, places: readonly Place[]): Generator<[unknown, string]> {
  const components = isObject(document['components']) ? document['components'] : {}
  for (const [name, schema] of entriesOf(components['schemas'])) yield [schema, step('/components/schemas', name)]
  for (const [name, header] of entriesOf(components['headers'])) {
    if (isObject(header)) yield [header['schema'], step(step('/components/headers', name), 'schema')]
  }
  for (const { operation, pointer } of places) {
    for (const [at, parameter] of listOf(operation['parameters']).entries()) {
      if (isObject(parameter) && 'schema' in parameter) {
        yield [parameter['schema'], step(step(step(pointer, 'parameters'), at), 'schema')]
      }
    }
    const { requestBody, responses } = operation
    const bodies: [unknown, string][] = [
      [requestBody, step(pointer, 'requestBody')],
      ...entriesOf(responses).map(([status, response]): [unknown, string] => [
        response,
        step(step(pointer, 'responses'), status),
      ]),
    ]
    for (const [body, at] of bodies) {
      for (const [type, media] of isObject(body) ? entriesOf(body['content']) : []) {
        if (isObject(media)) yield [media['schema'], step(step(step(at, 'content'), type), 'schema')]
      }
    }
  }
}

/** Components that lead back to themselves, and references to what isn't there. */
function* lintReferences(document: Json, schemas: readonly (readonly [unknown, string])[]): Generator<Offence> {
  const graph = new Map<string, string[]>()
  for (const [schema, pointer] of schemas) {
    const references = [...referencesIn(schema, pointer)]
    graph.set(
      `#${pointer}`,
      references.map(({ reference }) => reference),
    )
    for (const { reference, pointer: at } of references) {
      if (reference.startsWith('#/components/schemas/') && schemas.some(([, known]) => `#${known}` === reference))
        continue
      yield { pointer: at, rule: 'reference', message: `${reference} is not a schema of this document` }
    }
  }
  for (const start of graph.keys()) {
    const seen = new Set<string>()
    const open = [...(graph.get(start) ?? [])]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue
      seen.add(next)
      open.push(...(graph.get(next) ?? []))
    }
    if (seen.has(start)) yield { pointer: start.slice(1), rule: 'recursion', message: 'gateways import no recursion' }
  }
}

/**
 * What keeps a document from being OpenAPI 3.0.3 that Azure API Management imports as it is meant, each with its place.
 * Empty for one that is. Words of 3.1 in a 3.0 document are its commonest cause, and an importer may pass over them in silence.
 */
export function lintOpenApi30(document: Json): Offence[] {
  const places = listOperations(document)
  const schemas = [...listSchemas(document, places)]
  return [
    ...lintHead(document),
    ...lintPaths(document),
    ...lintNames(places),
    ...places.flatMap((place) => [...lintOperation(place)]),
    ...schemas.flatMap(([schema, pointer]) => [...lintSchema30(schema, pointer)]),
    ...lintReferences(document, schemas),
  ]
}
