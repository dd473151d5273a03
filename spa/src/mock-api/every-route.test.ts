import { apiContract } from '@tieback/contracts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isParser } from './mock-api.ts'
import { mocks } from './mocks.ts'
import { mountRoutes } from './mount.ts'
import { openMock, type OpenMock } from './test/open-mock.ts'
import { goodRequestOf, mockedRoutes, withForecasts } from './test/requests.ts'

function open(): OpenMock {
  const mock = openMock()
  onTestFinished(() => mock.close())
  return mock
}

/** A stream has no end, only a run that goes on can be stopped, and a table isn't JSON: live.test.ts, actions.test.ts and identity.test.ts ask for these. */
const triedElsewhere = ['streamLive', 'cancelScenarioRun', 'exportAuditEntries']
const tried = mockedRoutes.filter(({ operationId }) => !triedElsewhere.includes(operationId))

describe('the mock API', () => {
  it('has a mock for every route of the contract, and no others', () => {
    const mounted = mountRoutes(apiContract, mocks, open().world)
    expect(mounted.map(({ name }) => name).toSorted()).toEqual(mockedRoutes.map(({ name }) => name).toSorted())
  })

  it('refuses to start with a route that has no mock', () => {
    const { readSummary: _, ...rest } = mocks.summary
    const { world } = open()
    const mount = () => mountRoutes(apiContract, { ...mocks, summary: rest }, world)
    expect(mount).toThrow('summary.readSummary has no mock')
  })

  it.each(tried)('$operationId answers the request of its example with what the contract declares', async (listed) => {
    const mock = open()
    const { method, path, headers, body, status } = goodRequestOf(listed)
    const answer = await mock.send(method, await withForecasts(mock, path), body, headers)
    expect(answer.body).not.toHaveProperty('code')
    expect(answer.status).toBe(status)
    const schema: unknown = listed.route.responses[status]
    if (!isParser(schema)) throw new Error(`${listed.operationId} declares no JSON for ${status}`)
    expect(schema.safeParse(answer.body)).toMatchObject({ success: true })
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(mock.faults).toEqual([])
  })

  it('says when it was asked by the clock that it was given', async () => {
    const { headers } = await open().get('/sources')
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
