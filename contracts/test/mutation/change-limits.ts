import type { Json, JsonObject } from '../../src/diff/json.ts'
import type { Changed } from './change-values.ts'
import { without } from './document-edit.ts'
import type { SchemaNode } from './mutation.ts'
import { hasType, isListed } from './schema-facts.ts'

/** Every change of how large, how long, how many, and of what form a value may be. */
export function* changeLimits({ schema, role }: SchemaNode): Generator<Changed> {
  if (isListed(schema)) return
  if (hasType(schema, 'number', 'integer')) yield* changeRange(schema)
  if (hasType(schema, 'string')) {
    yield* changeCount(schema, 'Length')
    yield* changeForm(schema)
  }
  if (hasType(schema, 'array')) {
    yield* changeCount(schema, 'Items')
    if (schema['uniqueItems'] !== true) yield ['only-unique-items', { ...schema, uniqueItems: true }]
  }
  if (hasType(schema, 'object') && role !== 'part') yield* changeCount(schema, 'Properties')
}

const numberAt = (schema: JsonObject, word: string) => {
  const value = schema[word]
  return typeof value === 'number' ? value : undefined
}

const ends = [
  { within: 'minimum', beyond: 'exclusiveMinimum', inwards: 1, far: -1e12 },
  { within: 'maximum', beyond: 'exclusiveMaximum', inwards: -1, far: 1e12 },
] as const

function* changeRange(schema: JsonObject): Generator<Changed> {
  const step = hasType(schema, 'number') ? 0.125 : 1
  for (const { within, beyond, inwards, far } of ends) {
    for (const word of [within, beyond]) {
      const at = numberAt(schema, word)
      if (at === undefined) continue
      yield ['bound-tightened', { ...schema, [word]: at + step * inwards }]
      yield ['bound-loosened', { ...schema, [word]: at - step * inwards }]
      yield ['bound-dropped', without(schema, word)]
      const isWithin = word === within
      const turned = { ...without(schema, word), [isWithin ? beyond : within]: at }
      yield [isWithin ? 'end-excluded' : 'end-included', turned]
    }
    const isFree = schema[within] === undefined && schema[beyond] === undefined
    if (isFree) yield ['bound-added', { ...schema, [within]: far }]
  }
  if (schema['multipleOf'] === undefined) yield ['only-multiples', { ...schema, multipleOf: 3 }]
}

const farMost = { Length: 5000, Items: 5000, Properties: 5000 } as const

function* changeCount(schema: JsonObject, of: keyof typeof farMost): Generator<Changed> {
  const [least, most] = [`min${of}`, `max${of}`]
  const [from, to] = [numberAt(schema, least) ?? 0, numberAt(schema, most)]
  if (from > 0) {
    yield ['bound-loosened', { ...schema, [least]: from - 1 }]
    yield ['bound-dropped', without(schema, least)]
  }
  yield [from > 0 ? 'bound-tightened' : 'bound-added', { ...schema, [least]: from + 1 }]
  if (to === undefined) yield ['bound-added', { ...schema, [most]: farMost[of] }]
  else {
    if (to > 0) yield ['bound-tightened', { ...schema, [most]: to - 1 }]
    yield ['bound-loosened', { ...schema, [most]: to + 1 }]
    yield ['bound-dropped', without(schema, most)]
  }
}

function* changeForm(schema: JsonObject): Generator<Changed> {
  const others: Readonly<Record<string, Json>> = { format: 'ipv4', pattern: '^\\u0001never$' }
  for (const word of ['format', 'pattern'] as const) {
    const changed = { ...schema, [word]: others[word] ?? null }
    if (schema[word] === undefined) yield [`${word}-added`, changed]
    else {
      yield [`${word}-changed`, changed]
      yield [`${word}-dropped`, without(schema, word)]
    }
  }
}
