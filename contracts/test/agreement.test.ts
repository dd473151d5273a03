import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ProblemCode, problemTable, roleScopes, type Scope } from '../src/index.ts'
import { listRoutes } from '../src/openapi/list-routes.ts'

const problemsPage = readFileSync(new URL('../../docs/problems.md', import.meta.url), 'utf8')

describe('every route', () => {
  it.each(listRoutes())('$name says what it is for', ({ route }) => {
    expect(route.summary).toMatch(/^\S.{5,}[^.]$/)
  })

  it.each(listRoutes())('$name has a policy whose scopes name who may call it', ({ route: { metadata } }) => {
    expect(metadata.access.length).toBeGreaterThan(0)
    // `public` beside another scope would be read as either; it stands alone.
    if (metadata.access.includes('public')) expect(metadata.access).toStrictEqual(['public'])
    expect(metadata.slo.p95Ms).toBeGreaterThan(0)
  })

  it.each(listRoutes())('$name may be called by a role, or by everybody', ({ route: { metadata } }) => {
    const mayCall = (scopes: readonly Scope[]): boolean =>
      metadata.access.every((scope) => scope === 'public' || scopes.includes(scope))
    expect(Object.values<readonly Scope[]>(roleScopes).some(mayCall)).toBe(true)
  })

  it.each(listRoutes())('$name is cached only for reads, and then names what invalidates it', ({ route }) => {
    if (route.metadata.cache === null) return
    expect(route.method).toBe('GET')
    expect(route.metadata.cache.tags.length).toBeGreaterThan(0)
    expect(route.metadata.cache.freshS).toBeGreaterThan(0)
  })

  it.each(listRoutes())('$name has one example for each answer, and no others', ({ route, examples }) => {
    expect(Object.keys(examples).sort()).toStrictEqual(Object.keys(route.responses).sort())
  })

  it.each(listRoutes())('$name has a request with each part that it reads, and no others', ({ route, request }) => {
    const { pathParams: params, query, headers } = route
    const body = 'body' in route ? route.body : undefined
    const declared = Object.entries({ params, query, headers, body }).filter(([, part]) => part !== undefined)
    expect(Object.keys(request).sort()).toStrictEqual(declared.map(([name]) => name).sort())
  })

  it.each(listRoutes())('$name declares a refusal for want of scope unless it is public', ({ route }) => {
    const isPublic = route.metadata.access.includes('public')
    expect(Object.keys(route.responses).includes('403')).toBe(!isPublic)
  })

  it('answers under a path and method of its own', () => {
    const addresses = listRoutes().map(({ route }) => `${route.method} ${route.path.replaceAll(/:\w+/g, ':x')}`)
    expect(addresses).toStrictEqual([...new Set(addresses)])
  })
})

describe('docs/problems.md', () => {
  const sections = new Map(
    problemsPage
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf('\n')).trim(), section] as const),
  )

  it('documents every problem code, and no others', () => {
    expect([...sections.keys()].sort()).toStrictEqual([...ProblemCode.options].sort())
  })

  it.each(ProblemCode.options)('gives the status and title of %s', (code) => {
    const { status, title } = problemTable[code]
    expect(sections.get(code)).toContain(`**${status}** ${title}.`)
  })
})
