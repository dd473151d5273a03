import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { type Scope, roleScopes } from '../src/index.ts'
import { createOpenApi, createOpenApi30, listRoutes, renderOpenApi } from '../src/openapi/openapi.ts'

const documents = { '3.1': createOpenApi(), '3.0': createOpenApi30() } as const
const document = documents['3.1']

const operationsOf = ({ paths }: typeof document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation, name: operation.operationId })),
  )
const operations = operationsOf(document)
const routeOf = (operationId: string) => listRoutes().find((listed) => listed.operationId === operationId)!.route

/** Every `$ref` of a document, wherever it stands. */
function listReferences(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, below]) =>
    key === '$ref' && typeof below === 'string' ? [below] : listReferences(below),
  )
}

function resolve(whole: object, reference: string): unknown {
  const steps = reference.replace(/^#\//, '').split('/')
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], whole)
}

describe.each(Object.entries(documents))('the OpenAPI %s document', (flavour, whole) => {
  it('is valid by the schema of its own version', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(whole))
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
    expect(whole.openapi).toMatch(flavour === '3.1' ? /^3\.1\.\d$/ : /^3\.0\.3$/)
  })

  it('resolves every reference within itself', () => {
    const references = listReferences(whole)
    expect(references.length).toBeGreaterThan(100)
    expect(references.filter((reference) => resolve(whole, reference) === undefined)).toStrictEqual([])
  })

  it('keeps no component that nothing refers to', () => {
    const used = new Set(listReferences(whole))
    const unused = Object.entries(whole.components).flatMap(([kind, components]) =>
      Object.keys(components)
        .map((name) => `#/components/${kind}/${name}`)
        .filter((reference) => !used.has(reference)),
    )
    // Problems that no route declares by name still have a page and an example.
    expect(unused.filter((reference) => !reference.startsWith('#/components/examples/'))).toStrictEqual([])
  })

  it('is plain JSON, the same text each time', () => {
    expect(JSON.parse(JSON.stringify(whole))).toStrictEqual(whole)
    const text = renderOpenApi(flavour === '3.1' ? '3.1' : '3.0')
    expect(JSON.parse(text)).toStrictEqual(whole)
    expect(text).toBe(renderOpenApi(flavour === '3.1' ? '3.1' : '3.0'))
  })

  it.each(listRoutes())('shows the example request of $operationId where it is read', ({ operationId, request }) => {
    const { parameters, requestBody } = operationsOf(whole).find(({ name }) => name === operationId)!.operation
    const shownIn = (place: string) =>
      Object.fromEntries(
        parameters.filter((each) => each.in === place && 'example' in each).map(({ name, example }) => [name, example]),
      )
    expect(shownIn('path')).toStrictEqual({ ...request.params })
    expect(shownIn('query')).toStrictEqual({ ...request.query })
    expect(shownIn('header')).toStrictEqual({ ...request.headers })
    expect(Object.values(requestBody?.content ?? {}).map(({ example }) => example)).toStrictEqual(
      request.body === undefined ? [] : [request.body],
    )
  })

  it('leaves room for fields that later versions add', () => {
    expect(JSON.stringify(whole)).not.toContain('"additionalProperties":false')
  })
})

describe('the operations of the OpenAPI document', () => {
  it('are the routes of the contract, and no others', () => {
    const inContract = listRoutes().map(({ route, operationId }) => `${route.method} ${route.path} ${operationId}`)
    const inDocument = operations.map(
      ({ path, method, name }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')} ${name}`,
    )
    expect(inDocument.sort()).toStrictEqual(inContract.sort())
  })

  it('have names of their own', () => {
    const names = operations.map(({ name }) => name)
    expect(names).toStrictEqual([...new Set(names)])
  })

  it('stand under tags that say what they are about', () => {
    expect(new Set(operations.flatMap(({ operation }) => operation.tags))).toStrictEqual(
      new Set(document.tags.map(({ name }) => name)),
    )
    expect(document.tags.filter(({ description }) => description === '')).toStrictEqual([])
  })

  it.each(operations)('$name declares each parameter of its path as required', ({ path, operation }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path' && parameter.required)
    expect(declared.map((parameter) => parameter.name)).toStrictEqual(inPath)
  })

  it.each(operations)('$name declares the headers and the body that its route reads', ({ operation, name, method }) => {
    const route = routeOf(name)
    const declared = operation.parameters.filter((parameter) => parameter.in === 'header').map((header) => header.name)
    const read = Object.keys(route.headers ?? {})
    expect(declared).toStrictEqual(route.metadata.cache === null ? read : [...read, 'if-none-match'])
    const hasBody = 'body' in route && typeof route.body === 'object' && route.body !== null
    expect(operation.requestBody !== undefined, method).toBe(hasBody)
  })

  it.each(operations)('$name sends failures as problems and each answer with an example', ({ operation, name }) => {
    const { responses } = operation
    const inContract = Object.keys(routeOf(name).responses)
    expect(Object.keys(responses).filter((status) => status !== '304')).toStrictEqual(inContract)
    for (const [status, { content, description }] of Object.entries(responses)) {
      expect(description).not.toBe('')
      if (status === '304' || status === '204') {
        expect(content).toBeUndefined()
        continue
      }
      const [[contentType, media], ...others] = Object.entries(content!) as [[string, object]]
      expect(others).toStrictEqual([])
      if (Number(status) >= 400) expect(contentType).toBe('application/problem+json')
      else expect(['application/json', 'text/event-stream', 'text/csv; charset=utf-8']).toContain(contentType)
      expect('example' in media || 'examples' in media).toBe(true)
    }
  })

  it.each(operations)('$name carries its policy, and the roles that it lets in', ({ operation, name }) => {
    const { metadata } = routeOf(name)
    expect(operation['x-tieback-access']).toStrictEqual(metadata.access)
    expect(operation['x-tieback-cache']).toStrictEqual(metadata.cache)
    expect(operation['x-tieback-slo']).toStrictEqual(metadata.slo)
    expect(operation['x-tieback-stability']).toBe(metadata.stability)
    const needed = metadata.access.filter((scope) => scope !== 'public')
    const allowed = Object.entries(roleScopes).filter(([, scopes]: [string, readonly Scope[]]) =>
      needed.every((scope) => scopes.includes(scope)),
    )
    expect(operation['x-tieback-roles']).toStrictEqual(allowed.map(([role]) => role))
  })

  it.each(operations)('$name says in words whether it is beta and what it needs', ({ operation, name }) => {
    const { access, stability } = routeOf(name).metadata
    expect(operation.description?.includes('**Beta**')).toBe(stability === 'beta')
    for (const scope of access) expect(operation.description).toContain(scope === 'public' ? 'Public.' : `\`${scope}\``)
  })

  it.each(operations)('$name can be revalidated where it is cached, and only there', ({ operation, name }) => {
    const isCached = routeOf(name).metadata.cache !== null
    expect('304' in operation.responses).toBe(isCached)
    const { headers } = operation.responses['200'] ?? { headers: {} }
    expect(['etag', 'cache-control', 'vary', 'server-timing'].every((header) => header in headers)).toBe(isCached)
  })

  it.each(operations)('$name can be traced, and says how long to wait after 429 and 503', ({ operation }) => {
    for (const [status, { headers }] of Object.entries(operation.responses)) {
      expect(headers['x-request-id']).toStrictEqual({ $ref: '#/components/headers/x-request-id' })
      expect('retry-after' in headers).toBe(status === '429' || status === '503')
    }
  })

  it.each(operations.filter(({ operation }) => JSON.stringify(operation.responses).includes('text/event-stream')))(
    '$name is a stream whose events have a schema',
    ({ operation }) => {
      expect(operation['x-tieback-events']).toStrictEqual({ $ref: '#/components/schemas/LiveEvent' })
      expect(Object.keys(document.components.schemas)).toContain('LiveEvent')
      expect(operation.responses['200']?.content?.['text/event-stream']?.schema).toStrictEqual({ type: 'string' })
    },
  )

  it('let a caller leave out what has a default, and ask for what has none', () => {
    const listChanges = document.paths['/api/v1/changes']?.['get']
    const required = (name: string) => listChanges?.parameters.find((parameter) => parameter.name === name)?.required
    expect([required('since'), required('limit'), required('unitSystem')]).toStrictEqual([true, false, false])
  })
})

/** What a schema consists of, whatever words a version has for the rest. */
function listProperties(schema: unknown, path = ''): string[] {
  if (Array.isArray(schema)) return schema.flatMap((member) => listProperties(member, path))
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, below]) => {
    if (key === 'properties') {
      return Object.entries(below as object).flatMap(([name, property]) => [
        `${path}.${name}`,
        ...listProperties(property, `${path}.${name}`),
      ])
    }
    if (key === '$ref') return [`${path} = ${String(below)}`]
    return ['anyOf', 'oneOf', 'allOf', 'items', 'additionalProperties'].includes(key) ? listProperties(below, path) : []
  })
}

describe('the two OpenAPI documents', () => {
  it('have the same operations, with the same parameters, bodies and answers', () => {
    const shapes = Object.values(documents).map((whole) =>
      operationsOf(whole).map(({ path, method, operation }) => ({
        address: `${method} ${path} ${operation.operationId}`,
        parameters: operation.parameters.map((parameter) => [parameter.in, parameter.name, parameter.required]),
        body: Object.keys(operation.requestBody?.content ?? {}),
        answers: Object.entries(operation.responses).map(([status, response]) => [
          status,
          Object.keys(response.headers),
          Object.keys(response.content ?? {}),
        ]),
        policy: Object.entries(operation).filter(([key]) => key.startsWith('x-tieback-')),
      })),
    )
    expect(shapes[0]).toStrictEqual(shapes[1])
  })

  it.each(Object.keys(document.components.schemas))('have the same properties in %s, as required as there', (name) => {
    const schemas = Object.values(documents).map((whole) => whole.components.schemas[name])
    const [newer, older] = schemas.map((schema) => [...new Set(listProperties(schema))])
    // Keys that a record takes from a list stand in 3.0 as properties, and in 3.1 in the list.
    expect(older).toStrictEqual(expect.arrayContaining(newer!))
    if (!JSON.stringify(schemas[0]).includes('propertyNames')) expect(older).toStrictEqual(newer)
    expect(schemas[1]?.required).toStrictEqual(schemas[0]?.required)
  })
})
