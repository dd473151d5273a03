import { describe, expect, it } from 'vitest'
import { diffContracts } from '../src/diff/diff-contracts.ts'
import type { Json } from '../src/diff/json.ts'
import { answering, classesOf, taking, told } from './diff-documents.ts'

type Case = readonly [title: string, before: Json, after: Json, kind: string]

const text = { type: 'string' }
const number = { type: 'number' }
const object = (properties: Record<string, Json>, required: string[] = []) => ({ type: 'object', properties, required })
const open = (...members: string[]) => ({ type: 'string', enum: members, 'x-tieback-open': true })
const closed = (...members: string[]) => ({ type: 'string', enum: members })
const measured = (as: Record<string, string>) => ({ ...number, 'x-tieback-measured': as })
const tagged = (...tags: string[]) => ({
  oneOf: tags.map((tag) => object({ kind: { type: 'string', const: tag } }, ['kind'])),
})

/** Fewer values fit after: turned over, more do. */
const narrowing: readonly Case[] = [
  ['a number becomes whole', number, { type: 'integer' }, 'type-narrowed'],
  ['anything becomes text', {}, text, 'type-narrowed'],
  ['one of two types goes', { type: ['string', 'number'] }, text, 'type-narrowed'],
  ['a value is never null', { type: ['number', 'null'] }, number, 'nullable-removed'],
  ['an alternative of null goes', { anyOf: [closed('a'), { type: 'null' }] }, closed('a'), 'nullable-removed'],
  ['values are listed', text, closed('a'), 'members-listed'],
  ['a field is required', object({ a: text }), object({ a: text }, ['a']), 'field-required'],
  ['a minimum rises', { ...number, minimum: 0 }, { ...number, minimum: 1 }, 'bound-tightened'],
  ['a minimum is excluded', { ...number, minimum: 0 }, { ...number, exclusiveMinimum: 0 }, 'bound-tightened'],
  ['a maximum falls', { ...number, maximum: 2 }, { ...number, maximum: 1 }, 'bound-tightened'],
  ['a maximum is excluded', { ...number, maximum: 2 }, { ...number, exclusiveMaximum: 2 }, 'bound-tightened'],
  ['a maximum appears', number, { ...number, maximum: 1 }, 'bound-tightened'],
  ['a text grows longer', { ...text, minLength: 1 }, { ...text, minLength: 2 }, 'bound-tightened'],
  ['a text stays shorter', text, { ...text, maxLength: 10 }, 'bound-tightened'],
  ['a list needs more', { type: 'array' }, { type: 'array', minItems: 1 }, 'bound-tightened'],
  ['a list holds less', { type: 'array', maxItems: 9 }, { type: 'array', maxItems: 8 }, 'bound-tightened'],
  ['items differ', { type: 'array' }, { type: 'array', uniqueItems: true }, 'bound-tightened'],
  ['only multiples', { ...number, multipleOf: 2 }, { ...number, multipleOf: 6 }, 'bound-tightened'],
  ['a format appears', text, { ...text, format: 'date' }, 'format-added'],
  ['a pattern appears', text, { ...text, pattern: '^a' }, 'format-added'],
  ['an object is closed', { type: 'object' }, { type: 'object', additionalProperties: false }, 'record-narrowed'],
  ['values of a record are typed', { type: 'object' }, { type: 'object', additionalProperties: text }, 'type-narrowed'],
  [
    'keys of a record are listed',
    { type: 'object', additionalProperties: text },
    { type: 'object', additionalProperties: text, propertyNames: closed('a') },
    'members-listed',
  ],
]

const opposites: Record<string, string> = {
  'type-narrowed': 'type-widened',
  'nullable-removed': 'nullable-added',
  'members-listed': 'members-unlisted',
  'field-required': 'field-optional',
  'bound-tightened': 'bound-loosened',
  'format-added': 'format-removed',
  'record-narrowed': 'record-widened',
}

describe('fewer values', () => {
  it.each(narrowing)('break who sends them, not who reads them: %s', (_title, before, after, kind) => {
    expect(classesOf(before, after)).toStrictEqual({ request: [`breaking ${kind}`], response: [`additive ${kind}`] })
  })

  it.each(narrowing)('turned over are more, which break who reads them: %s', (_title, after, before, kind) => {
    const opposite = opposites[kind] ?? ''
    expect(classesOf(before, after)).toStrictEqual({
      request: [`additive ${opposite}`],
      response: [`breaking ${opposite}`],
    })
  })
})

const broken: readonly Case[] = [
  ['text becomes a number', text, number, 'type-replaced'],
  ['a value becomes a list', text, { type: 'array', items: text }, 'type-replaced'],
  ['a list becomes its item', { type: 'array', items: text }, text, 'type-replaced'],
  ['a field goes', object({ a: text, b: text }), object({ a: text }), 'field-removed'],
  ['a member goes', closed('a', 'b'), closed('a'), 'member-removed'],
  ['a member of an open list goes', open('a', 'b'), open('a'), 'member-removed'],
  ['a format is another', { ...text, format: 'date' }, { ...text, format: 'date-time' }, 'format-changed'],
  ['a pattern is another', { ...text, pattern: '^a' }, { ...text, pattern: '^b' }, 'format-changed'],
  ['other multiples', { ...number, multipleOf: 2 }, { ...number, multipleOf: 3 }, 'format-changed'],
  ['a unit is another', measured({ unit: 'bar' }), measured({ unit: 'psi' }), 'unit-changed'],
  ['a unit is said', number, measured({ unit: 'bar' }), 'unit-changed'],
  ['a unit is no longer said', measured({ unit: 'bar' }), number, 'unit-changed'],
  [
    'a reference condition is another',
    measured({ unit: 'm3', reference: 'metric' }),
    measured({ unit: 'm3', reference: 'us' }),
    'reference-changed',
  ],
  [
    'a pressure counts from another zero',
    measured({ unit: 'bar', basis: 'gauge' }),
    measured({ unit: 'bar', basis: 'absolute' }),
    'basis-changed',
  ],
  [
    'a quality is promised no longer',
    measured({ unit: 'bar', quality: 'good' }),
    measured({ unit: 'bar' }),
    'quality-changed',
  ],
  ['an alternative goes', tagged('a', 'b'), tagged('a'), 'variant-removed'],
  [
    'a tuple grows',
    { type: 'array', prefixItems: [text] },
    { type: 'array', prefixItems: [text, text] },
    'tuple-changed',
  ],
  ['a word that nothing here reads', text, { ...text, not: { const: 'a' } }, 'unread-word'],
]

describe('what was promised', () => {
  it.each(broken)('breaks who sends and who reads: %s', (_title, before, after, kind) => {
    expect(classesOf(before, after)).toStrictEqual({ request: [`breaking ${kind}`], response: [`breaking ${kind}`] })
  })

  it('may be told apart by one field only, and not by another later', () => {
    const by = (propertyName: string) => ({ ...tagged('a', 'b'), discriminator: { propertyName } })
    expect(classesOf(by('kind'), by('type')).response).toStrictEqual(['breaking discriminator-changed'])
  })
})

describe('what is new', () => {
  const [before, after] = [object({ a: text }), object({ a: text, b: text })]

  it('may be sent by those who know it, and passed over by those who do not', () => {
    const additive = ['additive field-added']
    expect(classesOf(before, after)).toStrictEqual({ request: additive, response: additive })
  })

  it('breaks who sends where it is required', () => {
    const required = object({ a: text, b: text }, ['b'])
    expect(classesOf(before, required)).toStrictEqual({
      request: ['breaking field-added'],
      response: ['additive field-added'],
    })
  })

  it('breaks a reader as a member of a closed list, and not of one that may grow', () => {
    expect(classesOf(closed('a'), closed('a', 'b')).response).toStrictEqual(['breaking member-added'])
    expect(classesOf(open('a'), open('a', 'b')).response).toStrictEqual(['additive member-added'])
    expect(classesOf(closed('a'), closed('a', 'b')).request).toStrictEqual(['additive member-added'])
  })

  it('breaks a reader as a member of a list that only now may grow', () => {
    expect(classesOf(closed('a'), open('a', 'b')).response).toStrictEqual([
      'breaking member-added',
      'breaking tolerance-given',
    ])
  })

  it('breaks a reader as an alternative, unless there may be more of them', () => {
    expect(classesOf(tagged('a', 'b'), tagged('a', 'b', 'c'))).toStrictEqual({
      request: ['additive variant-added'],
      response: ['breaking variant-added'],
    })
    const growing = (...tags: string[]) => ({ ...tagged(...tags), 'x-tieback-open': true })
    expect(classesOf(growing('a', 'b'), growing('a', 'b', 'c')).response).toStrictEqual(['additive variant-added'])
  })

  it('breaks a reader as an alternative beside one list of values that may grow', () => {
    expect(classesOf(open('a'), { anyOf: [open('a'), { type: 'boolean' }] }).response).toStrictEqual([
      'breaking variant-added',
    ])
  })
})

describe('that a list may grow', () => {
  it('is read in answers only, given or withdrawn', () => {
    const [no, yes] = [closed('a', 'b'), open('a', 'b')]
    expect(classesOf(no, yes).response).toStrictEqual(['breaking tolerance-given'])
    expect(classesOf(yes, no).response).toStrictEqual(['breaking tolerance-withdrawn'])
    expect(classesOf(yes, no).request).toStrictEqual(['none-visible tolerance-withdrawn'])
  })
})

describe('a default', () => {
  const field = (schema: Json, required: string[] = []) => object({ a: schema }, required)

  it('breaks who left the value out, and nobody who reads', () => {
    const change = classesOf(field({ ...text, default: 'x' }), field({ ...text, default: 'y' }))
    expect(change).toStrictEqual({ request: ['breaking default-changed'], response: ['none-visible default-changed'] })
  })

  it('appears without harm where nobody could leave the value out', () => {
    const change = classesOf(field(text, ['a']), field({ ...text, default: 'x' }))
    expect(change.request).toStrictEqual(['additive field-optional'])
  })

  it('appears with harm where leaving the value out meant something', () => {
    expect(classesOf(field(text), field({ ...text, default: 'x' })).request).toStrictEqual(['breaking default-changed'])
  })
})

describe('the same contract, written differently', () => {
  const named = { Thing: object({ a: number, b: closed('x', 'y') }, ['a', 'b']) }
  const reference = { $ref: '#/components/schemas/Thing' }

  it.each<[string, Json, Json]>([
    ['in another order', object({ a: text, b: text }, ['a', 'b']), object({ b: text, a: text }, ['b', 'a'])],
    ['with values in another order', closed('a', 'b'), closed('b', 'a')],
    ['with other words for people', text, { ...text, description: 'A text', examples: ['a'], title: 'Text' }],
    ['with null as an alternative', { type: ['string', 'null'] }, { anyOf: [text, { type: 'null' }] }],
    ['with a constant as a list of one', { const: 'a' }, closed('a')],
    [
      'with a whole number above 0 as at least 1',
      { type: 'integer', exclusiveMinimum: 0 },
      { type: 'integer', minimum: 1 },
    ],
    ['with a length of at least nothing', text, { ...text, minLength: 0 }],
    ['with a record of any text keys', { type: 'object' }, { type: 'object', propertyNames: text }],
    ['with alternatives in another order', tagged('a', 'b'), tagged('b', 'a')],
    ['with untagged alternatives in another order', { anyOf: [text, number] }, { anyOf: [number, text] }],
    ['in parts', object({ a: text, b: text }, ['a']), { allOf: [object({ a: text }, ['a']), object({ b: text })] }],
  ])('does not differ: %s', (_title, before, after) => {
    expect(classesOf(before, after)).toStrictEqual({ request: [], response: [] })
    expect(classesOf(after, before)).toStrictEqual({ request: [], response: [] })
  })

  it('does not differ by a reference in place of what it refers to', () => {
    expect(diffContracts(answering(reference, named), answering(named.Thing))).toStrictEqual([])
    expect(diffContracts(taking(named.Thing), taking(reference, named))).toStrictEqual([])
  })

  it('does not differ by the name of a schema', () => {
    const renamed = answering({ $ref: '#/components/schemas/Other' }, { Other: named.Thing })
    expect(diffContracts(answering(reference, named), renamed)).toStrictEqual([])
  })
})

describe('a schema within itself', () => {
  const tree = (leaf: Json) => ({
    Tree: object({ leaf, below: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } }, ['leaf', 'below']),
  })
  const root = { $ref: '#/components/schemas/Tree' }

  it('is compared once', () => {
    expect(diffContracts(answering(root, tree(text)), answering(root, tree(text)))).toStrictEqual([])
    expect(told(diffContracts(answering(root, tree(text)), answering(root, tree(number))))).toStrictEqual([
      'breaking type-replaced POST /things 200 leaf',
    ])
  })

  it('is followed where it was written out before', () => {
    const inline = { ...object({ leaf: number, below: { type: 'array', items: root } }, ['leaf', 'below']) }
    expect(told(diffContracts(answering(inline, tree(text)), answering(root, tree(text))))).toStrictEqual([
      'breaking type-replaced POST /things 200 leaf',
    ])
  })

  it('is refused where it is nothing else', () => {
    const knot = { Knot: { $ref: '#/components/schemas/Knot' } }
    const before = answering({ $ref: '#/components/schemas/Knot' }, knot)
    expect(() => diffContracts(before, answering(text))).toThrow('itself')
  })
})

describe('a place', () => {
  it('is named as a reader would find it, and by the schema that it is in', () => {
    const figure = (value: Json) => ({ Figure: object({ value }, ['value']) })
    const schema = object({
      data: object({
        tiles: {
          type: 'array',
          items: { type: 'object', additionalProperties: { $ref: '#/components/schemas/Figure' } },
        },
      }),
    })
    const [change, ...others] = diffContracts(
      answering(schema, figure(number)),
      answering(schema, figure({ type: ['number', 'null'] })),
    )
    expect(others).toStrictEqual([])
    expect(change).toStrictEqual({
      path: 'POST /things 200 data.tiles[]{}.value',
      direction: 'response',
      kind: 'nullable-added',
      class: 'breaking',
      detail: 'may be null now',
      before: false,
      after: true,
      origin: 'Figure.value',
    })
  })

  it('tells alternatives apart by their tag', () => {
    const events = (value: Json) => ({
      oneOf: [object({ kind: { const: 'sample' }, value }), object({ kind: { const: 'alert' } })],
    })
    expect(told(diffContracts(answering(events(text)), answering(events(number))))).toStrictEqual([
      'breaking type-replaced POST /things 200 (kind = "sample").value',
    ])
  })
})
