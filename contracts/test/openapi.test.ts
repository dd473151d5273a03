import { describe, expect, it } from 'vitest'
import { createOpenApi } from '../src/openapi/openapi.ts'
import { listRoutes } from '../src/openapi/list-routes.ts'

const document = createOpenApi()
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation, name: operation.operationId })),
)

/** Every `$ref` of a document, wherever it stands. */
function listReferences(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, below]) =>
    key === '$ref' && typeof below === 'string' ? [below] : listReferences(below),
  )
}

function resolve(reference: string): unknown {
  const steps = reference.replace(/^#\//, '').split('/')
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document)
}

describe('the OpenAPI document', () => {
  it('has the routes of the contract, and no others', () => {
    const inContract = listRoutes().map(({ route, operationId }) => `${route.method} ${route.path} ${operationId}`)
    const inDocument = operations.map(
      ({ path, method, name }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')} ${name}`,
    )
    expect(inDocument.sort()).toStrictEqual(inContract.sort())
  })

  it('names each operation once', () => {
    const names = operations.map(({ name }) => name)
    expect(names).toStrictEqual([...new Set(names)])
  })

  it('resolves every reference within itself', () => {
    const references = listReferences(document)
    expect(references.length).toBeGreaterThan(100)
    expect(references.filter((reference) => resolve(reference) === undefined)).toStrictEqual([])
  })

  it('keeps no component that nothing refers to', () => {
    const used = new Set(listReferences(document))
    const unused = Object.keys(document.components.schemas).filter((name) => !used.has(`#/components/schemas/${name}`))
    expect(unused).toStrictEqual([])
  })

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(document))).toStrictEqual(document)
  })

  it.each(operations)('$name declares each parameter of its path as required', ({ path, operation }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path' && parameter.required)
    expect(declared.map((parameter) => parameter.name)).toStrictEqual(inPath)
  })

  it.each(operations)('$name sends failures as problems and answers as JSON, each with an example', ({ operation }) => {
    for (const [status, response] of Object.entries(operation.responses)) {
      const [contentType, ...others] = Object.keys(response.content)
      expect(others).toStrictEqual([])
      expect(contentType).toBe(Number(status) >= 400 ? 'application/problem+json' : 'application/json')
      const [content] = Object.values(response.content)
      expect(content).toSatisfy((media: object) => 'example' in media || 'examples' in media)
      expect(response.description).not.toBe('')
    }
  })

  it.each(operations)('$name carries its policy', ({ operation, name }) => {
    const { metadata } = listRoutes().find((listed) => listed.operationId === name)?.route ?? {}
    expect(operation['x-tieback-access']).toStrictEqual(metadata?.access)
    expect(operation['x-tieback-cache']).toStrictEqual(metadata?.cache)
    expect(operation['x-tieback-slo']).toStrictEqual(metadata?.slo)
    expect(operation['x-tieback-stability']).toBe(metadata?.stability)
  })

  it('lets a caller leave out what has a default, and asks for what has none', () => {
    const listChanges = document.paths['/api/v1/changes']?.['get']
    const required = (name: string) => listChanges?.parameters.find((parameter) => parameter.name === name)?.required
    expect([required('since'), required('limit'), required('unitSystem')]).toStrictEqual([true, false, false])
  })

  it('leaves room for fields that later versions add', () => {
    expect(JSON.stringify(document)).not.toContain('"additionalProperties":false')
  })
})
