import { apiContract, Problem } from '@tieback/contracts'
import { listRoutes } from '@tieback/contracts/openapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { idOf, oilSignalId, writeSmallField } from './small-field.ts'
import { startTestApp, type TestApp } from './test-app.ts'

const range = 'from=2026-03-09&to=2026-03-12'

/** One good request for every route of the contract; a route that is added needs one here. */
const requests: Record<string, string> = {
  'summary.readSummary': '/api/v1/summary',
  'nodes.listNodes': '/api/v1/assets',
  'nodes.getNode': `/api/v1/assets/${idOf('V-31')}`,
  'performance.readAssetPerformance': `/api/v1/assets/${idOf('asset')}/performance?${range}`,
  'performance.readHubPerformance': `/api/v1/hubs/${idOf('hub')}/performance?${range}&granularity=month`,
  'performance.readFacilityPerformance': `/api/v1/facilities/${idOf('facility')}/performance?${range}&unitSystem=field`,
  'performance.readWellPerformance': `/api/v1/wells/${idOf('V-31')}/performance?${range}&granularity=hour`,
  'gaps.readGapDrivers': `/api/v1/gap-drivers?node=${idOf('asset')}&${range}`,
  'flow.readProductionFlow': `/api/v1/production-flow?node=${idOf('asset')}&day=2026-03-11`,
  'signals.readSamples': `/api/v1/signals/${oilSignalId}/samples?from=2026-03-12T07:00:00Z&to=2026-03-12T09:00:00Z`,
  'sources.listSources': '/api/v1/sources',
  'changes.listChanges': '/api/v1/changes?since=2026-03-01T00:00:00Z',
  'system.checkHealth': '/healthz',
  'system.checkReadiness': '/readyz',
  'system.getOpenApi': '/openapi.json',
}

const problemType = 'application/problem+json; charset=utf-8'

describe('every route', () => {
  let server: TestApp
  let nobody: TestApp

  beforeAll(async () => {
    server = await startTestApp()
    nobody = await startTestApp(() => Promise.resolve({ id: 'nobody', scopes: [] }))
    await writeSmallField(server.pool)
  })
  afterAll(async () => {
    await server.dispose()
    await nobody.dispose()
  })

  it('has a request here', () => {
    expect(Object.keys(requests).toSorted()).toEqual(
      listRoutes()
        .map(({ name }) => name)
        .toSorted(),
    )
  })

  it.each(listRoutes())('$name answers in its declared shape, with nothing undeclared', async ({ name, route }) => {
    const { status, body } = await server.get(requests[name] ?? '')
    expect(status).toBe(200)
    // Safe: every declared answer of the contract is a zod schema.
    const schema = route.responses[200] as z.ZodType
    expect(schema.parse(body)).toEqual(body)
  })

  it.each(listRoutes().filter(({ route }) => !route.metadata.access.includes('public')))(
    '$name refuses a caller without its scope, before it looks at the request',
    async ({ route }) => {
      const path = route.path.replaceAll(':id', 'no such id')
      const { status, type, body } = await nobody.get(encodeURI(path))
      expect(status).toBe(403)
      expect(type).toBe(problemType)
      expect(Problem.parse(body).code).toBe('forbidden')
    },
  )

  it.each([
    ['/api/v1/assets/well-doesnotexist', 404, 'not-found'],
    [`/api/v1/hubs/${idOf('V-31')}/performance`, 404, 'not-found'],
    ['/api/v1/signals/sig-doesnotexist/samples?from=2026-03-12T07:00:00Z&to=2026-03-12T09:00:00Z', 404, 'not-found'],
    ['/api/v1/nothing-here', 404, 'not-found'],
    ['/api/v1/summary?day=yesterday', 400, 'invalid-request'],
    ['/api/v1/summary?asOf=2199-01-01T00:00:00Z', 400, 'as-of-in-the-future'],
    ['/api/v1/summary?unitSystem=imperial', 400, 'invalid-request'],
    ['/api/v1/summary?day=0001-01-01', 400, 'invalid-request'],
    ['/api/v1/summary?day=9999-12-31', 400, 'invalid-request'],
    ['/api/v1/summary?asOf=0001-01-01T00:00:00Z', 400, 'invalid-request'],
    ['/api/v1/assets?day=9999-12-31', 400, 'invalid-request'],
    [`/api/v1/wells/${idOf('V-31')}/performance?to=0001-01-01`, 400, 'invalid-request'],
    [`/api/v1/production-flow?node=${idOf('asset')}&day=9999-12-31`, 400, 'invalid-request'],
    [`/api/v1/gap-drivers?node=${idOf('asset')}&to=0001-01-01`, 400, 'invalid-request'],
    [`/api/v1/gap-drivers?node=${idOf('asset')}&quantity=wellhead_pressure`, 400, 'invalid-request'],
    ['/api/v1/changes?since=9999-12-31T00:00:00Z', 400, 'invalid-request'],
    ['/api/v1/assets/%zz', 400, 'invalid-request'],
    ['/api/v1/assets/%C3%28', 400, 'invalid-request'],
    ['/api/v1/changes', 400, 'invalid-request'],
    ['/api/v1/changes?since=2026-03-01T00:00:00Z&cursor=nonsense', 400, 'invalid-request'],
    [`/api/v1/wells/${idOf('V-31')}/performance?from=2026-03-12&to=2026-03-09`, 400, 'invalid-request'],
    [`/api/v1/wells/${idOf('V-31')}/performance?from=2020-01-01&to=2026-01-01&granularity=hour`, 400, 'range-too-long'],
    [
      `/api/v1/signals/${oilSignalId}/samples?from=2026-03-12T07:00:00Z&to=2026-03-12T07:00:00Z`,
      400,
      'invalid-request',
    ],
  ])('%s is answered %i with the problem %s', async (path, expectedStatus, code) => {
    const { status, type, body } = await server.get(path)
    expect(status).toBe(expectedStatus)
    expect(type).toBe(problemType)
    expect(Problem.parse(body)).toMatchObject({ code, status: expectedStatus, instance: path.split('?')[0] })
  })

  it.each(['1900-01-01', '2200-12-31'])(
    'answers a day at the edge of time, %s, as any other without data',
    async (day) => {
      for (const path of [
        '/api/v1/summary?',
        '/api/v1/assets?',
        `/api/v1/assets/${idOf('V-31')}?`,
        `/api/v1/production-flow?node=${idOf('asset')}&`,
      ]) {
        expect(await server.get(`${path}day=${day}`), path).toMatchObject({ status: 200 })
      }
      for (const path of [`/api/v1/wells/${idOf('V-31')}/performance?`, `/api/v1/gap-drivers?node=${idOf('asset')}&`]) {
        expect([200, 400], path).toContain((await server.get(`${path}to=${day}`)).status)
        expect([200, 400], path).toContain((await server.get(`${path}from=${day}`)).status)
      }
    },
  )

  it('says which parameter was wrong and what was expected', async () => {
    const { body } = await server.get('/api/v1/gap-drivers?node=well-1&top=0')
    expect(Problem.parse(body).errors).toEqual([expect.objectContaining({ path: 'query.top' })])
  })

  it('gives back the correlation id that a gateway sent, and makes one where that is not a plain id', async () => {
    const given = await server.app.inject({ url: '/healthz', headers: { 'x-request-id': 'gateway-0001' } })
    expect(given.headers['x-request-id']).toBe('gateway-0001')
    const odd = await server.app.inject({ url: '/healthz', headers: { 'x-request-id': 'a b\tc' } })
    expect(odd.headers['x-request-id']).toMatch(/^[\w-]{36}$/)
  })

  it('shows nothing of its inside when it fails', async () => {
    const broken = await startTestApp()
    await broken.pool.query('alter table node rename to gone')
    const { status, text, body } = await broken.get('/api/v1/summary')
    await broken.dispose()
    expect(status).toBe(500)
    expect(Problem.parse(body).code).toBe('internal-error')
    expect(text).not.toMatch(/relation|select|node_modules|\.ts/)
  })

  it('compresses large answers', async () => {
    const path = requests['performance.readWellPerformance'] ?? ''
    const answer = await server.app.inject({ url: path, headers: { 'accept-encoding': 'br' } })
    expect(answer.headers['content-encoding']).toBe('br')
  })

  it('mounts the whole contract', () => {
    expect(Object.keys(apiContract)).toHaveLength(8)
  })
})
