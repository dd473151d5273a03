import { describe, expect, it } from 'vitest'
import { diffContracts } from '../src/diff/diff-contracts.ts'
import type { JsonObject } from '../src/diff/json.ts'
import { answer, body, contractOf, operation, told } from './diff-documents.ts'

const text = { type: 'string' }
const query = (name: string, said: JsonObject = {}) => ({ name, in: 'query', required: false, schema: text, ...said })
const at = (paths: JsonObject): JsonObject => ({ paths, components: {} })
const responses = (...statuses: number[]) => ({
  responses: Object.fromEntries(statuses.map((status) => [status, answer(text)])),
})
const media = (...types: string[]) => ({ content: Object.fromEntries(types.map((type) => [type, { schema: text }])) })
const headers = (said: JsonObject) => ({ responses: { 200: { ...answer(text), headers: said } } })
const policy = (word: string, value: JsonObject[string]) => ({ [`x-tieback-${word}`]: value })
const cache = (freshS: number, staleS: number, ...tags: string[]) => policy('cache', { freshS, staleS, tags })

type Case = readonly [title: string, before: JsonObject, after: JsonObject, change: string, turnedOver: string]

const cases: readonly Case[] = [
  [
    'an optional parameter',
    { parameters: [] },
    { parameters: [query('a')] },
    'additive parameter-added',
    'breaking parameter-removed',
  ],
  [
    'a required parameter',
    { parameters: [] },
    { parameters: [query('a', { required: true })] },
    'breaking parameter-added',
    'breaking parameter-removed',
  ],
  [
    'a parameter that is required',
    { parameters: [query('a')] },
    { parameters: [query('a', { required: true })] },
    'breaking parameter-required',
    'additive parameter-optional',
  ],
  [
    'a parameter of another name',
    { parameters: [query('a')] },
    { parameters: [query('b')] },
    'breaking parameter-renamed',
    'breaking parameter-renamed',
  ],
  [
    'a parameter at another place',
    { parameters: [query('a')] },
    { parameters: [query('a', { in: 'header' })] },
    'breaking parameter-moved',
    'breaking parameter-moved',
  ],
  [
    'a parameter written in another way',
    { parameters: [query('a')] },
    { parameters: [query('a', { explode: false })] },
    'breaking parameter-style',
    'breaking parameter-style',
  ],
  [
    'a default of a parameter',
    { parameters: [query('a', { schema: { ...text, default: 'x' } })] },
    { parameters: [query('a', { schema: { ...text, default: 'y' } })] },
    'breaking default-changed',
    'breaking default-changed',
  ],
  ['an optional body', {}, body(text, false), 'additive body-added', 'breaking body-removed'],
  ['a required body', {}, body(text), 'breaking body-added', 'breaking body-removed'],
  ['a body that is required', body(text, false), body(text), 'breaking body-required', 'additive body-optional'],
  [
    'a type of a body',
    { requestBody: media('application/json') },
    { requestBody: media('application/json', 'text/csv') },
    'additive content-type-added',
    'breaking content-type-removed',
  ],
  [
    'a type of an answer',
    { responses: { 200: media('application/json') } },
    { responses: { 200: media('application/json', 'text/csv') } },
    'additive content-type-added',
    'breaking content-type-removed',
  ],
  ['another success', responses(200), responses(200, 202), 'breaking status-added', 'breaking status-removed'],
  ['another failure', responses(200), responses(200, 409), 'additive status-added', 'breaking status-removed'],
  [
    '"nothing new" for who asks',
    responses(200),
    responses(200, 304),
    'additive status-added',
    'breaking status-removed',
  ],
  ['a header', headers({}), headers({ etag: { schema: text } }), 'additive header-added', 'breaking header-removed'],
  [
    'a header that is always there',
    headers({ etag: { schema: text } }),
    headers({ etag: { schema: text, required: true } }),
    'additive header-required',
    'breaking header-optional',
  ],
  ['events', {}, { 'x-tieback-events': text }, 'additive events-added', 'breaking events-removed'],
  [
    'an operation of another name',
    { operationId: 'readThing' },
    { operationId: 'getThing' },
    'breaking operation-renamed',
    'breaking operation-renamed',
  ],
  [
    'another scope',
    policy('access', ['a:read']),
    policy('access', ['a:read', 'b:read']),
    'breaking access-narrowed',
    'additive access-widened',
  ],
  [
    'a scope instead of none',
    policy('access', ['public']),
    policy('access', ['a:read']),
    'breaking access-narrowed',
    'additive access-widened',
  ],
  [
    'another role',
    policy('roles', ['viewer']),
    policy('roles', ['viewer', 'other']),
    'additive roles-widened',
    'breaking roles-narrowed',
  ],
  ['an older fresh answer', cache(30, 60), cache(31, 60), 'breaking cache-longer', 'additive cache-shorter'],
  ['an older stale answer', cache(30, 60), cache(30, 61), 'breaking cache-longer', 'additive cache-shorter'],
  [
    'an answer that was made before',
    policy('cache', null),
    cache(30, 0),
    'breaking cache-longer',
    'additive cache-shorter',
  ],
  ['other tags', cache(30, 60, 'a'), cache(30, 60, 'b'), 'none-visible cache-tags', 'none-visible cache-tags'],
  [
    'a slower target',
    policy('slo', { p95Ms: 50 }),
    policy('slo', { p95Ms: 80 }),
    'breaking target-slower',
    'additive target-faster',
  ],
  ['a word that nothing here reads', {}, { callbacks: {} }, 'breaking unread-word', 'breaking unread-word'],
]

const classesOf = (before: JsonObject, after: JsonObject) => [
  ...new Set(diffContracts(contractOf(before), contractOf(after)).map((change) => `${change.class} ${change.kind}`)),
]

describe('an operation', () => {
  it.each(cases)('is judged with %s', (_title, before, after, change) => {
    expect(classesOf(before, after)).toStrictEqual([change])
  })

  it.each(cases)('is judged without %s', (_title, after, before, _change, turnedOver) => {
    expect(classesOf(before, after)).toStrictEqual([turnedOver])
  })

  it('does not differ by its summary, its tags and its examples, nor by the case of a header', () => {
    const schema = { schema: text }
    const before = { summary: 'One', tags: ['a'], ...headers({ ETag: schema }) }
    const after = { summary: 'Two', tags: ['b'], description: 'More', ...headers({ etag: schema }) }
    expect(diffContracts(contractOf(before), contractOf(after))).toStrictEqual([])
  })

  it('has parts that may be kept beside it', () => {
    const shared = { ...contractOf({ responses: { 200: { $ref: '#/components/responses/Text' } } }) }
    const before = { ...shared, components: { responses: { Text: answer(text) } } }
    expect(diffContracts(before, contractOf({ responses: { 200: answer(text) } }))).toStrictEqual([])
    const after = contractOf({ responses: { 200: answer({ type: 'number' }) } })
    expect(told(diffContracts(before, after))).toStrictEqual(['breaking type-replaced POST /things 200'])
  })
})

describe('a route', () => {
  it('breaks where it goes, and not where it comes', () => {
    const [one, both] = [at({ '/a': { get: operation() } }), at({ '/a': { get: operation(), post: operation() } })]
    expect(told(diffContracts(one, both))).toStrictEqual(['additive route-added POST /a'])
    expect(told(diffContracts(both, one))).toStrictEqual(['breaking route-removed POST /a'])
  })

  it('is another under another path or method', () => {
    const before = at({ '/a': { put: operation() } })
    for (const after of [at({ '/b': { put: operation() } }), at({ '/a': { patch: operation() } })]) {
      expect(told(diffContracts(before, after))[0]).toBe('breaking route-removed PUT /a')
    }
  })

  it('is the same when a parameter of its path is renamed, which breaks clients that spell the name', () => {
    const named = (name: string) =>
      at({ [`/a/{${name}}/b`]: { get: operation({ parameters: [query(name, { in: 'path', required: true })] }) } })
    expect(told(diffContracts(named('id'), named('assetId')))).toStrictEqual([
      'breaking parameter-renamed GET /a/{id}/b path id',
    ])
  })
})

describe('stability', () => {
  const [stable, beta] = ['stable', 'beta'].map((stability) => policy('stability', stability))

  it('breaks when it is lowered, also together with what it would excuse', () => {
    const changes = diffContracts(
      contractOf({ ...stable, ...responses(200, 404) }),
      contractOf({ ...beta, ...responses(200) }),
    )
    expect(told(changes)).toStrictEqual([
      'breaking status-removed POST /things 404',
      'breaking stability-lowered POST /things policy',
    ])
  })

  it('of beta lets anything change, and tells it', () => {
    const changes = diffContracts(
      contractOf({ ...beta, ...responses(200, 404) }),
      contractOf({ ...stable, ...responses(200) }),
    )
    expect(told(changes)).toStrictEqual([
      'beta status-removed POST /things 404',
      'additive stability-raised POST /things policy',
    ])
  })

  it('of beta lets the route go', () => {
    expect(told(diffContracts(contractOf(beta ?? {}), at({})))).toStrictEqual(['beta route-removed POST /things'])
  })
})
