import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import * as contract from '../src/index.ts'
import { listRoutes } from '../src/openapi/list-routes.ts'
import {
  addressOf,
  arbitraryOf,
  hostileRequestsOf,
  partsOf,
  type RouteRequest,
  type SentRequest,
  requestsOf,
  sample,
} from '../src/testing.ts'

const seed = 20_260_312

// One type for all: the union of them takes the compiler longer than the rest of this package.
const namedSchemas: { name: string; schema: z.ZodType }[] = Object.entries(contract).flatMap(([name, schema]) =>
  schema instanceof z.ZodType ? [{ name, schema }] : [],
)

/** What a route finds wrong with a request, by the place; none: it takes it. */
function refusalsOf(listed: ReturnType<typeof listRoutes>[number], request: RouteRequest): string[] {
  const { query, headers, body, pathParams, path } = partsOf(listed)
  const segments = request.path.split('/')
  const params = path
    .split('/')
    .flatMap((segment, place) =>
      segment.startsWith(':') ? [[segment.slice(1), decodeURIComponent(segments[place] ?? '')] as const] : [],
    )
  const given = [
    ...Object.entries(pathParams).map(([name, schema]) => [name, schema, Object.fromEntries(params)[name]] as const),
    ...Object.entries(query).map(([name, schema]) => [name, schema, request.query[name]] as const),
    ...Object.entries(headers).map(([name, schema]) => [name, schema, request.headers[name]] as const),
    ...(body === null ? [] : [['body', body, request.body] as const]),
  ]
  return given.flatMap(([name, schema, value]) =>
    z.safeParse(schema, value).success ? [] : [`${name}: ${String(value)}`],
  )
}

describe('values derived from a schema', () => {
  it.each(namedSchemas)('fit $name', ({ schema }) => {
    const misfits = sample(arbitraryOf(schema), seed, 50).filter((value) => !schema.safeParse(value).success)
    expect(misfits).toStrictEqual([])
  })

  it('reach both ends of what is allowed', () => {
    const values = sample(
      arbitraryOf(z.object({ count: z.int().min(2).max(4), share: z.number().gt(0).max(1) })),
      seed,
      300,
    )
    const counts = new Set((values as { count: number }[]).map(({ count }) => count))
    expect([...counts].toSorted()).toStrictEqual([2, 3, 4])
    const shares = (values as { share: number }[]).map(({ share }) => share)
    expect(Math.max(...shares)).toBe(1)
    expect(Math.min(...shares)).toBeGreaterThan(0)
  })

  it('have and leave out what may be left out, and are null where they may be', () => {
    const values = sample(arbitraryOf(z.object({ note: z.string().nullable().optional() })), seed, 100)
    expect(values).toContainEqual({})
    expect(values).toContainEqual({ note: null })
    expect(values.some((value) => typeof (value as { note?: unknown }).note === 'string')).toBe(true)
  })

  it('are those that the caller supplies, where it supplies some', () => {
    const schema = z.object({ id: contract.NodeId.describe('Which'), other: contract.NodeId })
    const supply = (_: unknown, name: string) => (name === 'id' ? arbitraryOf(z.literal('well-known')) : undefined)
    const values = sample(arbitraryOf(schema, { supply }), seed, 5) as z.infer<typeof schema>[]
    expect(new Set(values.map(({ id }) => id))).toStrictEqual(new Set(['well-known']))
    expect(values.map(({ other }) => other)).not.toContain('well-known')
  })

  it.each([
    [z.date(), '"date"'],
    [z.map(z.string(), z.string()), '"map"'],
    [z.array(z.bigint()), '"bigint"'],
    [z.number().multipleOf(3), '"multiple_of"'],
  ])('are refused for what is not known, by its name', (schema, kind) => {
    expect(() => arbitraryOf(schema)).toThrow(kind)
  })

  it('are refused for a rule that hardly any fits', () => {
    const rare = z.string().refine((text) => text === 'one in a million of millions')
    expect(() => sample(arbitraryOf(rare), seed, 1)).toThrow('known-schemas.ts')
  })

  it('are the same for the same seed, and others for another', () => {
    const values = arbitraryOf(contract.NodeDetail)
    expect(sample(values, seed, 3)).toStrictEqual(sample(values, seed, 3))
    expect(sample(values, seed, 3)).not.toStrictEqual(sample(values, seed + 1, 3))
  })
})

describe('requests derived from a route', () => {
  it.each(listRoutes())('are taken by $name', (listed) => {
    const requests = sample(requestsOf(listed), seed, 30)
    expect(requests.flatMap((request) => refusalsOf(listed, request))).toStrictEqual([])
  })

  it('begin a range before they end it', () => {
    const listed = listRoutes().find(({ name }) => name === 'signals.readSamples')!
    for (const { query } of sample(requestsOf(listed), seed, 50)) expect(query['from']! <= query['to']!).toBe(true)
  })

  it('are written as an address, encoded', () => {
    expect(addressOf({ path: '/x', query: { a: 'b c', d: '&' } })).toBe('/x?a=b+c&d=%26')
    expect(addressOf({ path: '/x', query: {} })).toBe('/x')
  })

  const hostile = listRoutes().flatMap((listed) => sample(hostileRequestsOf(listed), seed, 30))

  it.each<[string, (sent: SentRequest) => boolean]>([
    ['names of prototypes', ({ url, payload = '' }) => (url + payload).includes('__proto__')],
    ['bytes that are no text', ({ url }) => url.includes('%C3%28')],
    ['a parameter a thousand times', ({ url }) => url.split('&').length > 1_000],
    ['a method that the route has not', ({ method }) => method === 'PATCH'],
    ['a body of another type', ({ headers }) => headers['content-type'] === 'text/plain'],
    ['a body that is no JSON', ({ payload }) => payload === '{'],
    ['a body that is too large', ({ payload = '' }) => payload.length > 128 * 1024],
    ['a body that is very deep', ({ payload = '' }) => payload.includes('[[[[[[[[[[[[[[[[')],
    ['very many headers', ({ headers }) => Object.keys(headers).length > 150],
  ])('have %s in them where they are hostile', (_, isOne) => {
    expect(hostile.some(isOne)).toBe(true)
  })
})
