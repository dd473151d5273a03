import { describe, expect, it } from 'vitest'
import { createOpenApi, createOpenApi30 } from '../src/openapi/openapi.ts'
import { lintOpenApi30 } from '../src/openapi/lint-openapi-30.ts'

type Json = Record<string, unknown>

/** A small document without an offence, to plant one in. */
const small = (changes: { well?: Json; get?: Json; paths?: Json; whole?: Json } = {}): Json => ({
  openapi: '3.0.3',
  info: { title: 'Wells', version: '1.0.0', license: { name: 'Apache License 2.0', url: 'https://example.org' } },
  paths: {
    '/wells/{id}': {
      get: {
        operationId: 'getWell',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'day', in: 'query', required: true, schema: { type: 'string', format: 'date' } },
        ],
        responses: { 200: { description: 'It', content: answer({ $ref: '#/components/schemas/Well' }) } },
        ...changes.get,
      },
    },
    ...changes.paths,
  },
  components: { schemas: { Well: { type: 'object', properties: { depth: changes.well ?? { type: 'number' } } } } },
  ...changes.whole,
})

const answer = (schema: Json, type = 'application/json'): Json => ({ [type]: { schema, example: {} } })
const parameters = (...list: Json[]): Json => ({
  get: { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }, ...list] },
})
const responses = (content: Json): Json => ({ get: { responses: { 200: { description: 'It', content } } } })
const other = { operationId: 'listWells', responses: {} }

const depth = '/components/schemas/Well/properties/depth'
const get = '/paths/~1wells~1{id}/get'
const media = `${get}/responses/200/content/application~1json`

const planted: readonly (readonly [string, Json, string, string])[] = [
  ['an array of types', { well: { type: ['number', 'null'] } }, 'type-array', depth],
  ['the type null', { well: { type: 'null' } }, 'type', depth],
  [
    'a bound that is exclusive by number',
    { well: { type: 'number', exclusiveMinimum: 0 } },
    'numeric-exclusive',
    depth,
  ],
  [
    'an exclusive bound that is missing',
    { well: { type: 'number', exclusiveMaximum: true } },
    'exclusive-without-bound',
    depth,
  ],
  ...[
    'const',
    'examples',
    '$defs',
    'patternProperties',
    'propertyNames',
    'if',
    'then',
    'contentEncoding',
    'prefixItems',
    'unevaluatedProperties',
    '$schema',
    '$comment',
  ].map(
    (keyword) => [`the keyword ${keyword}`, { well: { type: 'string', [keyword]: {} } }, 'keyword', depth] as const,
  ),
  ['a keyword below allOf', { well: { allOf: [{ const: 1 }] } }, 'keyword', `${depth}/allOf/0`],
  ['a keyword below items', { well: { type: 'array', items: { const: 1 } } }, 'keyword', `${depth}/items`],
  [
    'a keyword below additionalProperties',
    { well: { additionalProperties: { const: 1 } } },
    'keyword',
    `${depth}/additionalProperties`,
  ],
  ['nullable without a type', { well: { nullable: true, allOf: [] } }, 'nullable-without-type', depth],
  [
    'a nullable enum without null',
    { well: { type: 'string', nullable: true, enum: ['a'] } },
    'enum-without-null',
    depth,
  ],
  ['an array of anything', { well: { type: 'array' } }, 'array-without-items', depth],
  [
    'words beside a reference',
    {
      whole: {
        components: {
          schemas: {
            Well: {
              type: 'object',
              properties: { depth: { $ref: '#/components/schemas/Depth', description: 'Deep' } },
            },
            Depth: { type: 'number' },
          },
        },
      },
    },
    'reference-siblings',
    depth,
  ],
  ['a reference to nothing', { well: { $ref: '#/components/schemas/Gone' } }, 'reference', depth],
  ['a reference to another file', { well: { $ref: 'depth.json' } }, 'reference', depth],
  [
    'a schema that holds itself',
    { well: { $ref: '#/components/schemas/Well' } },
    'recursion',
    '/components/schemas/Well',
  ],
  ['another version', { whole: { openapi: '3.1.0' } }, 'version', '/openapi'],
  ['webhooks', { whole: { webhooks: {} } }, 'keyword', '/webhooks'],
  ['a dialect', { whole: { jsonSchemaDialect: 'https://example.org' } }, 'keyword', '/jsonSchemaDialect'],
  [
    'a summary of the whole',
    { whole: { info: { title: 'Wells', version: '1', summary: 'All' } } },
    'keyword',
    '/info/summary',
  ],
  [
    'a licence by its identifier',
    { whole: { info: { license: { identifier: 'MIT' } } } },
    'keyword',
    '/info/license/identifier',
  ],
  ['more than a gateway takes', { whole: { info: { description: 'x'.repeat(4 * 1024 * 1024) } } }, 'size', ''],
  ['no name of an operation', { get: { operationId: undefined } }, 'operation-id', `${get}/operationId`],
  ['a long name of an operation', { get: { operationId: 'a'.repeat(81) } }, 'operation-id', `${get}/operationId`],
  ['a blank in the name of an operation', { get: { operationId: 'get well' } }, 'operation-id', `${get}/operationId`],
  [
    'one name for two operations',
    { paths: { '/wells': { get: { ...other, operationId: 'GetWell' } } } },
    'operation-id',
    '/paths/~1wells/get/operationId',
  ],
  [
    'a path that differs in the name of its parameter',
    { paths: { '/wells/{name}': {} } },
    'ambiguous-path',
    '/paths/~1wells~1{name}',
  ],
  ['a wildcard', { paths: { '/wells/*': { get: other } } }, 'wildcard-path', '/paths/~1wells~1*'],
  ['a parameter of the path that is not declared', { get: { parameters: [] } }, 'path-parameter', get],
  [
    'a parameter that the path does not have',
    parameters({ name: 'hub', in: 'path', required: true, schema: { type: 'string' } }),
    'path-parameter',
    `${get}/parameters/1`,
  ],
  [
    'one name in path and query',
    parameters({ name: 'ID', in: 'query', required: true, schema: { type: 'string' } }),
    'name-twice',
    `${get}/parameters/1`,
  ],
  [
    'a cookie',
    parameters({ name: 'session', in: 'cookie', schema: { type: 'string' } }),
    'cookie-parameter',
    `${get}/parameters/1`,
  ],
  [
    'a parameter with content',
    parameters({ name: 'filter', in: 'query', content: {} }),
    'parameter-content',
    `${get}/parameters/1`,
  ],
  [
    'a keyword in a parameter',
    parameters({ name: 'filter', in: 'query', schema: { const: 'a' } }),
    'keyword',
    `${get}/parameters/1/schema`,
  ],
  ['a body on GET', { get: { requestBody: { content: {} } } }, 'body', `${get}/requestBody`],
  ['a schema inside an operation', responses(answer({ type: 'object' })), 'inline-schema', `${media}/schema`],
  [
    'named examples',
    responses({ 'application/json': { schema: { type: 'string' }, examples: {} } }),
    'examples',
    media,
  ],
  [
    'several parts',
    responses(answer({ type: 'string' }, 'multipart/form-data')),
    'multipart',
    `${get}/responses/200/content/multipart~1form-data`,
  ],
]

describe('the linter of OpenAPI 3.0', () => {
  it('finds nothing in our document', () => {
    expect(lintOpenApi30(createOpenApi30())).toStrictEqual([])
  })

  it('finds nothing in a small document without an offence', () => {
    expect(lintOpenApi30(small())).toStrictEqual([])
  })

  it('passes over examples, whose words are data', () => {
    const example = { type: ['a'], const: 1, $ref: 'nowhere', examples: [] }
    expect(
      lintOpenApi30(small({ well: { type: 'object', example, default: example, 'x-told': example } })),
    ).toStrictEqual([])
  })

  it.each(planted)('finds %s', (_, changes, rule, pointer) => {
    expect(lintOpenApi30(small(changes))).toStrictEqual([{ rule, pointer, message: expect.any(String) as string }])
  })

  it('would not let our document of 3.1 pass', () => {
    const rules = new Set(lintOpenApi30(createOpenApi()).map(({ rule }) => rule))
    expect([...rules]).toStrictEqual(
      expect.arrayContaining(['version', 'keyword', 'type', 'reference-siblings', 'examples']),
    )
  })
})
