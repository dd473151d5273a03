import { type RecommendationList, type Role, roleScopes, type Scope } from '@tieback/contracts'
import { type ListedRoute, listRoutes } from '@tieback/contracts/openapi'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MockOptions } from './mock-world.ts'
import { openMock, type OpenMock } from './test/open-mock.ts'

function open(options: MockOptions = {}): OpenMock {
  const mock = openMock(options)
  onTestFinished(() => mock.close())
  return mock
}

const isPublic = ({ route }: ListedRoute): boolean => route.metadata.access.every((scope) => scope === 'public')
const routes = listRoutes().filter((listed) => !listed.name.startsWith('system.') && !isPublic(listed))
const pathOf = (path: string): string => path.replace('/api/v1', '').replaceAll(/:\w+/g, 'anything')
const roles = Object.keys(roleScopes) as Role[]

describe('access', () => {
  it.each(roles)('%s is refused every route that its scopes do not allow, before anything is parsed', async (role) => {
    const mock = open({ role })
    const scopes: readonly Scope[] = roleScopes[role]
    const beyond = routes.filter(({ route }) => route.metadata.access.some((scope) => !scopes.includes(scope)))
    for (const { name, route } of beyond) {
      // Neither the ids nor the bodies fit: who may not ask is not told so.
      const { status, code } = await mock.send(route.method, pathOf(route.path))
      expect([name, status, code]).toEqual([name, 403, 'forbidden'])
    }
    const within = await mock.get('/summary')
    expect(within.status).toBe(200)
  })

  it('keeps a viewer from more than an administrator', () => {
    const refused = (role: Role): number =>
      routes.filter(({ route }) => {
        const scopes: readonly Scope[] = roleScopes[role]
        return route.metadata.access.some((scope) => !scopes.includes(scope))
      }).length
    expect(refused('viewer')).toBeGreaterThan(5)
    expect(refused('administrator')).toBe(0)
  })

  it('refuses every route to whoever is not signed in', async () => {
    const mock = open({ role: null })
    for (const { name, route } of routes) {
      const { status, code } = await mock.send(route.method, pathOf(route.path))
      expect([name, status, code]).toEqual([name, 401, 'unauthenticated'])
    }
  })

  it('can change while the mock runs', async () => {
    const mock = open({ role: 'viewer' })
    expect((await mock.get('/recommendations')).status).toBe(403)
    mock.world.role = 'pmc-engineer'
    const { status, data } = await mock.get('/recommendations')
    expect(status).toBe(200)
    // It may read advice and not decide on it, so nothing is offered.
    const offered = (data as RecommendationList).recommendations.flatMap(({ decisions }) => decisions)
    expect(offered).toEqual([])
  })
})

describe('a request that breaks the contract', () => {
  it.each([
    ['/summary?day=yesterday', 'query.day'],
    ['/assets/Not%20An%20Id', 'path.id'],
    ['/wells/well-a02r5t3v6d/performance?granularity=week', 'query.granularity'],
    ['/gap-drivers', 'query.node'],
    ['/gap-drivers?node=asset-t7n2d4r6k8&top=0', 'query.top'],
    ['/changes?since=2026', 'query.since'],
    ['/alerts?severity=dreadful', 'query.severity'],
    ['/cargoes?status=lost', 'query.status'],
    ['/forecasts/compare?forecasts=1', 'query.forecasts'],
  ])('%s is answered with 400 that names %s', async (path, name) => {
    const { status, code, errorPaths } = await open().get(path)
    expect([status, code]).toEqual([400, 'invalid-request'])
    expect(errorPaths).toContain(name)
  })

  it.each([
    ['{', 'The body is not JSON.'],
    ['', 'Mend what "errors" lists and send it again.'],
    ['{"expectedVersion":"one"}', 'Mend what "errors" lists and send it again.'],
  ])('a body of %j is answered with 400', async (text, expected) => {
    const mock = open()
    const { status, detail } = await mock.get('/alerts/alert-9j4g6k1h/acknowledge', {
      method: 'POST',
      ...(text === '' ? {} : { body: text }),
    })
    expect([status, detail]).toEqual([400, expected])
  })

  it.each([
    ['/summary?asOf=2026-11-19T09:31:00.000Z', 'as-of-in-the-future'],
    ['/wells/well-a02r5t3v6d/performance?granularity=hour&from=2026-01-01', 'range-too-long'],
    ['/wells/well-a02r5t3v6d/performance?from=2026-11-12&to=2026-11-12', 'invalid-request'],
    ['/signals/sig-k3v8w1p6a2/samples?from=2026-11-19T01:00:00Z&to=2026-11-19T01:00:00Z', 'invalid-request'],
    ['/alerts?cursor=mine', 'invalid-request'],
    ['/terminal/terminal-h3v8n5s2k7/operations?from=2026-01-01T00:00:00Z&to=2026-11-01T00:00:00Z', 'range-too-long'],
  ])('%s is answered with 400 and %s', async (path, expected) => {
    const { status, code } = await open().get(path)
    expect([status, code]).toEqual([400, expected])
  })

  it.each([
    '/assets/well-nowhere9',
    '/hubs/well-a02r5t3v6d/performance',
    '/signals/sig-nowhere9/samples?from=2026-11-19T00:00:00Z&to=2026-11-19T01:00:00Z',
    '/alerts/alert-nowhere9',
    '/alerts?node=tank-nowhere9',
    '/forecasts/fc-nowhere9',
    '/recommendations/rec-4m7k2p9x/outcome',
    '/terminal/terminal-nowhere9/operations',
    '/vessels/vessel-nowhere9/eta',
    '/pipelines/pipeline-t8o4l2n7e5/eta?deliveryPoint=delivery-nowhere9',
    '/optimization/scenarios/scn-1a5d8g2k/runs/run-7b1f4j8n',
  ])('%s is answered with 404', async (path) => {
    const { status, code } = await open().get(path)
    expect([status, code]).toEqual([404, 'not-found'])
  })
})
