import { isObject, type Json, type JsonObject } from '../../src/diff/json.ts'
import type { Changed } from './change-values.ts'
import { without } from './document-edit.ts'
import type { SchemaNode } from './mutation.ts'
import { hasType, isListed } from './schema-facts.ts'

/** Every change of what a value means, and of what is only said about it. */
export function* changeMeanings(node: SchemaNode): Generator<Changed> {
  const { schema, role } = node
  yield* changeMeasure(node)
  if (role === 'field' || role === 'parameter') yield* changeDefault(schema)
  if (hasType(schema, 'array') && schema['prefixItems'] === undefined) {
    yield ['place-of-tuple-added', { ...schema, prefixItems: [{ type: 'string' }] }]
  }
  yield ['described', { ...schema, description: 'Said differently, meant as before.', title: 'Another title' }]
  yield ['example-changed', { ...schema, examples: ['another'] }]
}

const measures = { unit: 'psi', reference: 'us', basis: 'absolute', quality: 'estimated' } as const

function* changeMeasure({ schema, role }: SchemaNode): Generator<Changed> {
  const measured = schema['x-tieback-measured']
  if (!isObject(measured)) {
    // Of an alternative the whole may say it already.
    const isNumber = hasType(schema, 'number', 'integer') && !isListed(schema) && role !== 'variant'
    if (isNumber) yield ['measure-added', { ...schema, 'x-tieback-measured': { unit: 'bar' } }]
    return
  }
  for (const [word, value] of Object.entries(measures)) {
    const operator = `${word as keyof typeof measures}-changed` as const
    const isSaid = measured[word] !== undefined
    yield [
      operator,
      { ...schema, 'x-tieback-measured': { ...measured, [word]: measured[word] === value ? 'K' : value } },
    ]
    if (isSaid) yield [operator, { ...schema, 'x-tieback-measured': without(measured, word) }]
  }
  yield ['measure-dropped', without(schema, 'x-tieback-measured')]
}

function* changeDefault(schema: JsonObject): Generator<Changed> {
  const { default: value } = schema
  if (value === undefined) yield ['default-added', { ...schema, default: 'assumed' }]
  else {
    yield ['default-changed', { ...schema, default: otherThan(value) }]
    yield ['default-dropped', without(schema, 'default')]
  }
}

const otherThan = (value: Json): Json => (typeof value === 'number' ? value + 1 : 'another')
