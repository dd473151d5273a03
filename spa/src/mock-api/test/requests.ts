import { apiExamples, type ExampleRequest, exampleAddress } from '@tieback/contracts/examples'
import { type ListedRoute, listRoutes } from '@tieback/contracts/openapi'
import type { OpenMock } from './open-mock.ts'

export interface GoodRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  /** Of the success that the route declares. */
  readonly status: number
}

const { node: asset } = apiExamples.performance.readAssetPerformance[200].data

/**
 * Where the mock's field is not that of the contract's examples: its alerts stand otherwise, its forecasts, people,
 * limits and steps have other names. `{newest}` and `{older}` are forecasts. Query and body are laid over the example's.
 */
const differing: Readonly<Record<string, ExampleRequest>> = {
  compareForecasts: { query: { forecasts: '{newest},{older}' } },
  getForecast: { params: { id: '{newest}' } },
  readForecastBacktest: { params: { id: '{newest}' } },
  shelveAlert: { params: { id: 'alert-9j4g6k1h' } },
  unshelveAlert: { params: { id: 'alert-9d4h6n2r' }, body: { expectedVersion: 3 } },
  assignAlert: { body: { expectedVersion: 1, assigneeId: 'person-tomas' } },
  closeAlert: { params: { id: 'alert-5f1g8j3s' } },
  createScenario: { body: { constraintOverrides: [] } },
  replaceScenario: { body: { constraintOverrides: [] } },
  startScenarioRun: { body: { scenarioVersion: 1 } },
  decideRecommendation: { body: { stepKeys: ['choke-a-01'] } },
}

/** The routes of the API; those outside `/api/v1` have no mock. */
export const mockedRoutes = listRoutes().filter(({ name }) => !name.startsWith('system.'))

/** The example request of a route, as it is in the mock's field. */
export function goodRequestOf({ operationId, route, request }: ListedRoute): GoodRequest {
  const { params = request.params, query, body } = differing[operationId] ?? {}
  const address = exampleAddress(route.path.replace('/api/v1', ''), {
    ...(params === undefined ? {} : { params }),
    query: { ...request.query, ...query },
  })
  return {
    method: route.method,
    path: address.replaceAll('%7B', '{').replaceAll('%7D', '}'),
    headers: request.headers ?? {},
    // Safe: every body that the contract declares is an object.
    body: request.body === undefined ? undefined : { ...request.body, ...(body as object | undefined) },
    status: Number(Object.keys(route.responses).find((status) => status.startsWith('2'))),
  }
}

/** A path with the newest forecasts of the oil of Tindrevik put in. */
export async function withForecasts(mock: OpenMock, path: string): Promise<string> {
  if (!path.includes('{')) return path
  const { data } = await mock.get(`/forecasts?node=${asset.id}&quantity=oil_production&limit=200`)
  const { forecasts } = data as { forecasts: { id: string; subject: { id: string } }[] }
  const [newest, older] = forecasts.filter(({ subject }) => subject.id === asset.id)
  return path.replaceAll('{newest}', newest?.id ?? '').replaceAll('{older}', older?.id ?? '')
}
