import { Problem } from '@tieback/contracts'
import { type ListedRoute, listRoutes } from '@tieback/contracts/openapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { openActor } from '../src/platform/identity/actor.ts'
import { actorWith } from './actors.ts'
import { addFailedJob } from './failed-job.ts'
import { type GoodRequest, goodRequests } from './good-requests.ts'
import { MemoryCache } from './memory-cache.ts'
import { idOf, oilSignalId, writeSmallField } from './small-field.ts'
import { withStandIns } from './stand-ins.ts'
import { startTestApp, type TestApp } from './test-app.ts'
import { send } from './wire.ts'

const problemType = 'application/problem+json; charset=utf-8'

const isServed = ({ route }: ListedRoute): boolean => route.metadata.stability === 'stable'

function requestOf(name: string): GoodRequest {
  const request = goodRequests[name]
  if (request === undefined) throw new Error(`${name} is no route of the contract`)
  return request
}

/** The one success that a route declares, and its schema. */
function successOf({ name, route }: ListedRoute): { readonly status: number; readonly schema: z.ZodType } {
  const [status, ...others] = Object.keys(route.responses)
    .map(Number)
    .filter((each) => each < 300)
  if (status === undefined || others.length > 0) throw new Error(`${name} has no success, or several`)
  // Safe: every declared answer of the contract is a zod schema, or one with its content type.
  const declared = route.responses[status] as z.ZodType | { readonly body: z.ZodType }
  return { status, schema: 'body' in declared ? declared.body : declared }
}

describe('every route', () => {
  let server: TestApp
  let nobody: TestApp
  let address: string
  let failedJob: string

  const requestHere = async (name: string): Promise<GoodRequest> => {
    const { path, ...request } = requestOf(name)
    return { ...request, path: await withStandIns(path, { pool: server.pool, failedJob, personId: 'local' }) }
  }

  beforeAll(async () => {
    server = await startTestApp(openActor, new MemoryCache())
    address = await server.app.listen({ host: '127.0.0.1', port: 0 })
    nobody = await startTestApp(() => Promise.resolve(actorWith()))
    await writeSmallField(server.pool)
    failedJob = await addFailedJob(server.queue)
  })
  afterAll(async () => {
    await server.dispose()
    await nobody.dispose()
  })

  it('is tried with the request of its example, every parameter filled in', () => {
    const names = listRoutes().map(({ name }) => name)
    expect(Object.keys(goodRequests).toSorted()).toEqual(names.toSorted())
    expect(Object.values(goodRequests).filter(({ path }) => /:|\/\/|\/$/.test(path))).toEqual([])
  })

  it.each(listRoutes().filter(isServed))(
    '$name answers in its declared shape, with nothing undeclared',
    async (listed) => {
      const { status, body } = await server.send(await requestHere(listed.name))
      const success = successOf(listed)
      expect(status).toBe(success.status)
      expect(success.schema.parse(body)).toEqual(body)
    },
  )

  it.each(listRoutes().filter((listed) => !isServed(listed)))(
    '$name is declared and not served yet, and says so',
    async ({ name }) => {
      const { status, type, body } = await server.send(await requestHere(name))
      expect(Problem.parse(body)).toMatchObject({ code: 'not-available-yet', status: 501 })
      expect({ status, type }).toEqual({ status: 501, type: problemType })
    },
  )

  it.each(listRoutes().filter((listed) => isServed(listed) && listed.route.metadata.cache !== null))(
    '$name gives the same bytes from memory',
    async ({ name }) => {
      const request = requestOf(name)
      const { text } = await server.send(request)
      const fromMemory = await send(`${address}${request.path}`)
      expect(fromMemory.headers['server-timing']).toBe('cache;desc=hit')
      expect(fromMemory.body.toString()).toBe(text)
    },
  )

  it.each(listRoutes().filter(({ route }) => !route.metadata.access.includes('public')))(
    '$name refuses a caller without its scope, before it looks at the request',
    async ({ name, route }) => {
      const { method, body } = requestOf(name)
      const path = encodeURI(route.path.replaceAll(/:\w+/g, 'no such id'))
      const answer = await nobody.send({
        path,
        ...(method === undefined ? {} : { method }),
        ...(body === undefined ? {} : { body: { nothing: 'of what is asked for' } }),
      })
      expect(answer.status).toBe(403)
      expect(answer.type).toBe(problemType)
      expect(Problem.parse(answer.body).code).toBe('forbidden')
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
    expect(odd.headers['x-request-id']).toMatch(/^[\w-]{14,64}$/)
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
    const { path } = requestOf('performance.readWellPerformance')
    const answer = await server.app.inject({ url: path, headers: { 'accept-encoding': 'br' } })
    expect(answer.headers['content-encoding']).toBe('br')
  })
})
