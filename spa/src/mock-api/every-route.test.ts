import { apiContract } from '@tieback/contracts'
import { listRoutes } from '@tieback/contracts/openapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isParser } from './mock-api.ts'
import { mocks } from './mocks.ts'
import { mountRoutes } from './mount.ts'
import { openMock, type OpenMock } from './test/open-mock.ts'
import { goodRequests, type Operation, withForecasts } from './test/requests.ts'

const routes = listRoutes().filter(({ name }) => !name.startsWith('system.'))
const isRequested = (operation: string): operation is Operation => operation in goodRequests

describe('the mock API', () => {
  let mock: OpenMock
  beforeAll(() => {
    mock = openMock()
  })
  afterAll(() => mock.close())

  it('has a mock for every route of the contract, and no others', () => {
    const mounted = mountRoutes(apiContract, mocks, mock.world)
    expect(mounted.map(({ name }) => name).toSorted()).toEqual(routes.map(({ name }) => name).toSorted())
  })

  it('refuses to start with a route that has no mock', () => {
    const { readSummary: _, ...rest } = mocks.summary
    const mount = () => mountRoutes(apiContract, { ...mocks, summary: rest }, mock.world)
    expect(mount).toThrow('summary.readSummary has no mock')
  })

  it.each(routes.map(({ operationId, route }) => ({ operationId, route })))(
    '$operationId answers a good request with what the contract declares',
    async ({ operationId, route }) => {
      if (!isRequested(operationId)) throw new Error(`${operationId} has no good request`)
      const { method = 'GET', path, body, status = 200 } = goodRequests[operationId]
      // Streams and stops are read by live.test.ts and actions.test.ts.
      if (path === '') return
      const answer = await mock.send(method, await withForecasts(mock, path), body)
      expect(answer.body).not.toHaveProperty('code')
      expect(answer.status).toBe(status)
      const schema: unknown = route.responses[status]
      if (!isParser(schema)) throw new Error(`${operationId} declares no JSON for ${status}`)
      expect(schema.safeParse(answer.body)).toMatchObject({ success: true })
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(mock.faults).toEqual([])
    },
  )

  it('says when it was asked by the clock that it was given', async () => {
    const { headers } = await mock.get('/sources')
    expect(headers.get('date')).toBe('Thu, 19 Nov 2026 09:30:00 GMT')
    expect(headers.get('x-request-id')).toMatch(/^mock-\d{6}$/)
  })
})

describe('a mock that breaks its contract', () => {
  it('is answered with 500 and reported', async () => {
    const mock = openMock()
    const [summary] = mountRoutes(
      { summary: apiContract.summary },
      { summary: { readSummary: () => ({ status: 200, body: { data: { day: 'yesterday' } } }) } },
      mock.world,
    )
    const answer = await summary?.answer(new Request('http://mock.test/api/v1/summary'), {})
    mock.close()
    expect(answer?.status).toBe(500)
    expect(await answer?.json()).toMatchObject({
      code: 'internal-error',
      detail: expect.stringContaining('data') as string,
    })
    expect(mock.faults).toHaveLength(1)
  })

  it('may not answer a status that its route does not declare', async () => {
    const mock = openMock()
    const [summary] = mountRoutes(
      { summary: apiContract.summary },
      { summary: { readSummary: () => ({ status: 204, body: undefined }) } },
      mock.world,
    )
    const answer = await summary?.answer(new Request('http://mock.test/api/v1/summary'), {})
    mock.close()
    expect(answer?.status).toBe(500)
    expect(mock.faults).toHaveLength(1)
  })
})
