import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { JsonSchema } from '../src/openapi/document.ts'
import { lintSchema30 } from '../src/openapi/lint-schema-30.ts'
import { toSchema30 } from '../src/openapi/schema-30.ts'

const named: Record<string, JsonSchema> = {
  Level: { type: 'string', enum: ['high', 'low'] },
  Code: { type: 'string', pattern: '^[a-z]+$' },
}
const resolve = (reference: string): JsonSchema => named[reference.replace('#/components/schemas/', '')]!

/** Reads a bound that is exclusive as 3.0 means it: as a switch beside the bound. Of `nullable` ajv knows as much as 3.0 says. */
function createReader30(): Ajv {
  const ajv = new Ajv({ strict: false, meta: false, validateSchema: false })
  for (const [keyword, bound, isBeyond] of [
    ['exclusiveMinimum', 'minimum', (value: number, limit: number) => value > limit],
    ['exclusiveMaximum', 'maximum', (value: number, limit: number) => value < limit],
  ] as const) {
    ajv.removeKeyword(keyword)
    ajv.addKeyword({
      keyword,
      type: 'number',
      schemaType: 'boolean',
      validate: (isExclusive: boolean, value: number, parent?: Record<string, unknown>) =>
        !isExclusive || isBeyond(value, Number(parent?.[bound])),
    })
  }
  return ajv
}

const components = { $id: 'document', components: { schemas: named } }
const atDocument = (schema: unknown): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components')) as object

const reader31 = (schema: JsonSchema) =>
  new Ajv2020({ strict: false }).addSchema(components).compile(atDocument(schema))
const reader30 = (schema: JsonSchema) =>
  createReader30()
    .addSchema(components)
    .compile(atDocument(toSchema30(schema, resolve)))

const level = { $ref: '#/components/schemas/Level' }
const values = [null, '', 'a', 'high', 'low', 'A', 'abc', -1, 0, 0.5, 1, 2, 3, true, [], [1], ['a'], [1, 'a'], ['a', 1]]
const objects = [{}, { high: 1 }, { high: 1, low: 2 }, { high: 'x', low: 2 }, { a: null }, { a: 'high' }, { a: 1 }]

const exact: readonly (readonly [string, JsonSchema])[] = [
  ['a type', { type: 'string' }],
  ['a type or null', { type: ['string', 'null'] }],
  ['two types', { type: ['string', 'number'], minLength: 2, minimum: 1 }],
  ['two types or null', { type: ['string', 'number', 'null'] }],
  ['two types beside alternatives', { type: ['string', 'number'], anyOf: [{ minLength: 2 }, { minimum: 2 }] }],
  ['null alone', { type: 'null' }],
  ['a constant', { type: 'string', const: 'a' }],
  ['a constant of any type', { const: 1 }],
  ['the constant null', { const: null }],
  ['an enum or null', { anyOf: [{ type: 'string', enum: ['a', 'high'] }, { type: 'null' }] }],
  ['an enum with null in it', { type: ['string', 'null'], enum: ['a', null] }],
  ['a reference', level],
  ['a reference with words beside it', { ...level, description: 'How high' }],
  ['a reference with a keyword beside it', { ...level, minLength: 4 }],
  ['a reference or null', { anyOf: [level, { type: 'null' }], description: 'How high' }],
  ['one of a reference and null', { oneOf: [level, { type: 'null' }] }],
  ['a number or null, described', { anyOf: [{ type: 'number', minimum: 1 }, { type: 'null' }], description: 'm' }],
  ['a number or null, bounded twice', { anyOf: [{ type: 'number', minimum: 1 }, { type: 'null' }], minimum: 2 }],
  ['two alternatives or null', { anyOf: [{ type: 'number' }, level, { type: 'null' }] }],
  ['a lower bound that is exclusive', { type: 'number', exclusiveMinimum: 0 }],
  ['both bounds exclusive', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }],
  ['a bound under an exclusive one', { type: 'number', minimum: 0, exclusiveMinimum: 1 }],
  ['a bound above an exclusive one', { type: 'number', minimum: 1, exclusiveMinimum: 0 }],
  ['the same bound, twice', { type: 'number', minimum: 1, exclusiveMinimum: 1 }],
  ['nothing', { not: {} }],
  ['a list', { type: 'array', items: { type: ['number', 'null'] } }],
  ['an object', { type: 'object', properties: { a: { anyOf: [level, { type: 'null' }] } }, required: ['a'] }],
  ['a record', { type: 'object', propertyNames: { type: 'string' }, additionalProperties: { type: 'number' } }],
  [
    'a record with keys from a list',
    { type: 'object', propertyNames: level, additionalProperties: { type: 'number' }, required: ['high', 'low'] },
  ],
]

/** What 3.0 can't refuse, although 3.1 does. */
const looser: readonly (readonly [string, JsonSchema, unknown])[] = [
  [
    'the place of an item',
    { type: 'array', prefixItems: [{ type: 'number' }, { type: 'string' }], items: false, minItems: 2, maxItems: 2 },
    ['a', 1],
  ],
  [
    'a key that is not in the list',
    { type: 'object', propertyNames: level, additionalProperties: { type: 'number' }, required: ['high', 'low'] },
    { high: 1, low: 2, middle: 3 },
  ],
  ['the shape of a key', { type: 'object', propertyNames: { type: 'string', pattern: '^[a-z]$' } }, { high: 1 }],
]

describe('a schema in the words of OpenAPI 3.0', () => {
  it.each(exact)('accepts and refuses the same: %s', (_, schema) => {
    const [reads31, reads30] = [reader31(schema), reader30(schema)]
    for (const value of [...values, ...objects]) expect(reads30(value), JSON.stringify(value)).toBe(reads31(value))
  })

  it.each(looser)('refuses nothing that was accepted, and cannot tell %s', (_, schema, value) => {
    const [reads31, reads30] = [reader31(schema), reader30(schema)]
    for (const accepted of [...values, ...objects].filter((candidate) => reads31(candidate))) {
      expect(reads30(accepted), JSON.stringify(accepted)).toBe(true)
    }
    expect([reads31(value), reads30(value)]).toStrictEqual([false, true])
  })

  it.each([...exact, ...looser].map(([what, schema]) => [what, schema] as const))(
    'uses only those words: %s',
    (_, schema) => {
      expect([...lintSchema30(toSchema30(schema, resolve), '')]).toStrictEqual([])
    },
  )

  it('keeps words, units and one example', () => {
    const schema: JsonSchema = {
      anyOf: [{ type: 'number', 'x-tieback-measured': { unit: 'm' } }, { type: 'null' }],
      description: 'Depth',
      examples: [12, 13],
    }
    expect(toSchema30(schema, resolve)).toStrictEqual({
      type: 'number',
      nullable: true,
      'x-tieback-measured': { unit: 'm' },
      description: 'Depth',
      example: 12,
    })
  })

  it('keeps the shape of a key as a remark', () => {
    const names = { type: 'string', pattern: '^[a-z]$' } as const
    expect(toSchema30({ type: 'object', propertyNames: names }, resolve)).toMatchObject({
      'x-tieback-property-names': names,
    })
  })

  it.each(['if', 'patternProperties', 'dependentRequired', 'contentEncoding', 'unevaluatedProperties', '$defs'])(
    'is refused for %s, which would be lost in silence',
    (keyword) => {
      expect(() => toSchema30({ type: 'object', properties: { a: { [keyword]: {} } } }, resolve)).toThrow(keyword)
    },
  )
})
