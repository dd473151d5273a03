import type { Scenario } from '@tieback/contracts'
import { listRoutes } from '@tieback/contracts/openapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openMock, type OpenMock } from './test/open-mock.ts'
import { withForecasts } from './test/requests.ts'

const asset = 'asset-t7n2d4r6k8'
const hub = 'hub-t7n3n5h7q2'
const facility = 'facility-t7a4f6p2m3'
const well = 'well-a02r5t3v6d'
const signal = 'sig-k3v8w1p6a2'
const yesterday = 'asOf=2026-11-18T09:30:00.000Z'
const field = 'unitSystem=field'

const performanceOf = (path: string) => ({
  path,
  filters: {
    from: 'from=2026-11-12',
    to: 'to=2026-11-12',
    granularity: 'granularity=hour&from=2026-11-17',
    unitSystem: field,
    asOf: yesterday,
  },
})

/** For every route with a query: a request, and for each name of its query a value that has to change the data. */
const filtered: Readonly<Record<string, { path: string; filters: Readonly<Record<string, string>> }>> = {
  readSummary: { path: '/summary', filters: { day: 'day=2026-11-10', unitSystem: field, asOf: yesterday } },
  listNodes: { path: '/assets', filters: { day: 'day=2026-11-10', asOf: yesterday } },
  // The page of a node is much the same on every day; what was known the day before ended a day earlier.
  getNode: { path: `/assets/${well}`, filters: { asOf: yesterday } },
  readAssetPerformance: performanceOf(`/assets/${asset}/performance`),
  readHubPerformance: {
    ...performanceOf(`/hubs/${hub}/performance`),
    filters: { ...performanceOf('').filters, forecast: 'forecast=true' },
  },
  readFacilityPerformance: performanceOf(`/facilities/${facility}/performance`),
  readWellPerformance: performanceOf(`/wells/${well}/performance`),
  readGapDrivers: {
    path: `/gap-drivers?node=${asset}`,
    filters: {
      node: `node=${facility}`,
      from: 'from=2026-11-12',
      to: 'to=2026-11-12',
      quantity: 'quantity=gas_production',
      top: 'top=2',
      unitSystem: field,
      asOf: yesterday,
    },
  },
  readProductionFlow: {
    path: `/production-flow?node=${asset}`,
    filters: { node: `node=${facility}`, day: 'day=2026-11-10', unitSystem: field, asOf: yesterday },
  },
  readSamples: {
    path: `/signals/${signal}/samples?from=2026-11-19T00:00:00.000Z&to=2026-11-19T09:00:00.000Z`,
    filters: {
      from: 'from=2026-11-18T00:00:00.000Z',
      to: 'to=2026-11-19T04:00:00.000Z',
      maxPoints: 'maxPoints=10',
      unitSystem: field,
      asOf: 'asOf=2026-11-19T05:00:00.000Z',
    },
  },
  listSources: { path: '/sources', filters: { asOf: yesterday } },
  listChanges: {
    path: '/changes?since=2026-11-18T09:30:00.000Z',
    filters: {
      since: 'since=2026-11-17T09:30:00.000Z',
      node: `node=${well}`,
      limit: 'limit=3',
      cursor: 'cursor={cursor}',
      unitSystem: field,
      asOf: 'asOf=2026-11-19T06:30:00.000Z',
    },
  },
  listForecasts: {
    path: '/forecasts?limit=30',
    filters: {
      node: `node=${hub}`,
      quantity: 'quantity=gas_production',
      issuedSince: 'issuedSince=2026-11-19T00:00:00.000Z&limit=200',
      issuedBefore: 'issuedBefore=2026-11-15T00:00:00.000Z',
      latestOnly: 'latestOnly=true&limit=200',
      limit: 'limit=3',
      cursor: 'cursor={cursor}',
      unitSystem: field,
      asOf: yesterday,
    },
  },
  compareForecasts: {
    path: '/forecasts/compare?forecasts={newest},{older}',
    filters: { forecasts: 'forecasts={newest}', unitSystem: field, asOf: yesterday },
  },
  getForecast: { path: '/forecasts/{newest}', filters: { unitSystem: field } },
  readForecastBacktest: { path: '/forecasts/{newest}/backtest', filters: { unitSystem: field } },
  listAlerts: {
    path: '/alerts',
    filters: {
      state: 'state=shelved',
      severity: 'severity=high',
      node: `node=${facility}`,
      since: 'since=2026-11-19T05:00:00.000Z',
      limit: 'limit=2',
      cursor: 'cursor={cursor}',
      unitSystem: field,
      asOf: yesterday,
    },
  },
  getAlert: { path: '/alerts/alert-3c8v5w1p', filters: { unitSystem: field, asOf: 'asOf=2026-11-19T03:00:00.000Z' } },
  readOptimizationRecommendations: {
    path: `/optimization/recommendations?node=${asset}`,
    filters: {
      node: `node=${hub}`,
      objective: 'objective=oil-equivalent',
      top: 'top=1',
      unitSystem: field,
      asOf: yesterday,
    },
  },
  listScenarios: {
    path: '/optimization/scenarios',
    filters: { node: `node=${hub}`, withdrawn: 'withdrawn=true', limit: 'limit=1', cursor: 'cursor={cursor}' },
  },
  getScenario: { path: '/optimization/scenarios/scn-8e2h5l7q', filters: { version: 'version=1' } },
  compareScenarioRuns: {
    path: '/optimization/scenarios/compare?runs=run-3m6q9t2w,run-5r9v2y6c',
    filters: { runs: 'runs=run-5r9v2y6c,run-3m6q9t2w', unitSystem: field },
  },
  listScenarioRuns: {
    path: '/optimization/scenarios/scn-1a5d8g2k/runs',
    filters: { status: 'status=infeasible', limit: 'limit=1', cursor: 'cursor={cursor}' },
  },
  getScenarioRun: {
    path: '/optimization/scenarios/scn-1a5d8g2k/runs/run-3m6q9t2w',
    filters: { unitSystem: field },
  },
  listRecommendations: {
    path: '/recommendations',
    filters: {
      workspace: 'workspace=logistics',
      state: 'state=proposed',
      kind: 'kind=well-test',
      node: `node=${facility}`,
      since: 'since=2026-11-19T05:00:00.000Z',
      limit: 'limit=2',
      cursor: 'cursor={cursor}',
      unitSystem: field,
      asOf: yesterday,
    },
  },
  getRecommendation: {
    path: '/recommendations/rec-9q1w4e7r',
    filters: { unitSystem: field, asOf: 'asOf=2026-11-18T06:00:00.000Z' },
  },
  readRecommendationOutcome: {
    path: '/recommendations/rec-8t3w6c1n/outcome',
    filters: { unitSystem: field, asOf: 'asOf=2026-11-11T09:30:00.000Z' },
  },
  listTerminals: {
    path: '/terminals',
    filters: {
      product: 'product=condensate',
      limit: 'limit=1',
      cursor: 'cursor={cursor}',
      unitSystem: field,
      asOf: yesterday,
    },
  },
  readTerminalOperations: {
    path: '/terminal/terminal-h3v8n5s2k7/operations',
    filters: {
      from: 'from=2026-11-17T00:00:00.000Z',
      to: 'to=2026-11-25T00:00:00.000Z',
      step: 'step=day',
      grade: 'grade=grade-other',
      unitSystem: field,
      asOf: yesterday,
    },
  },
  listCargoes: {
    path: '/cargoes?limit=200',
    filters: {
      terminal: 'terminal=terminal-s6l2v9k4m8',
      vessel: 'vessel=vessel-l7m3v5k9a2',
      status: 'status=closed,sailed',
      from: 'from=2026-11-19T00:00:00.000Z',
      to: 'to=2026-11-19T00:00:00.000Z',
      limit: 'limit=2',
      cursor: 'cursor={cursor}',
      unitSystem: field,
      asOf: yesterday,
    },
  },
  readPipelineEta: {
    path: '/pipelines/pipeline-t8o4l2n7e5/eta',
    filters: { deliveryPoint: 'deliveryPoint=delivery-hav2', unitSystem: field, asOf: yesterday },
  },
  readVesselEta: {
    path: '/vessels/vessel-l7m3v5k9a2/eta',
    filters: { terminal: 'terminal=terminal-s6l2v9k4m8', reference: 'reference=pilot-station', asOf: yesterday },
  },
}

/** Names of a query that change no data of their own accord, with the reason. */
const exempt: Readonly<Record<string, readonly string[]>> = {
  // The mock's hierarchy is the same on every day.
  getNode: ['day'],
  // Which version is meant, not which rows: actions.test.ts reads it.
  withdrawScenario: ['expectedVersion'],
  // A stream, read by live.test.ts.
  streamLive: ['topics', 'nodes'],
}

const declared = listRoutes().flatMap(({ operationId, route }) => {
  const { query } = route as { query?: { shape?: Record<string, unknown> } }
  return query?.shape === undefined ? [] : [{ operationId, names: Object.keys(query.shape) }]
})

const cases = Object.entries(filtered).flatMap(([operation, { path, filters }]) =>
  Object.entries(filters).map(([name, value]) => ({ operation, name, path, value })),
)

/** A path with parameters set, those of the same name replaced. */
function withQuery(path: string, more: string): string {
  const [route, search = ''] = path.split('?')
  const query = new URLSearchParams(search)
  for (const [name, value] of new URLSearchParams(more)) query.set(name, value)
  return `${route ?? ''}?${decodeURIComponent(query.toString())}`
}

async function withCursor(mock: OpenMock, path: string, value: string): Promise<string> {
  if (!value.includes('{cursor}')) return value
  const { data } = await mock.get(withQuery(path, 'limit=1'))
  const { nextCursor } = data as { nextCursor: string | null }
  return value.replace('{cursor}', encodeURIComponent(nextCursor ?? ''))
}

describe('filters', () => {
  let mock: OpenMock
  beforeAll(async () => {
    mock = openMock()
    const scenario = '/optimization/scenarios'
    // A second version, a withdrawn scenario and a second run, so that there is something to leave out.
    const { data } = await mock.get(`${scenario}/scn-8e2h5l7q`)
    const { name, description, objective, constraintOverrides, lockedWells, baseSnapshotId } = data as Scenario
    const asked = { description, objective, constraintOverrides, lockedWells, baseSnapshotId }
    await mock.send('PUT', `${scenario}/scn-8e2h5l7q`, { expectedVersion: 1, name: `${name} again`, ...asked })
    await mock.send('DELETE', `${scenario}/scn-6p3s9u4y?expectedVersion=1`)
    await mock.send('POST', `${scenario}/scn-1a5d8g2k/runs`, { scenarioVersion: 1, gapMax: 0.01, timeLimit: 60 })
    mock.advance(10_000)
  })
  afterAll(() => mock.close())

  it('are tried for every name of every query', () => {
    const untried = declared.flatMap(({ operationId, names }) =>
      names
        .filter((name) => filtered[operationId]?.filters[name] === undefined)
        .filter((name) => !(exempt[operationId] ?? []).includes(name))
        .map((name) => `${operationId}?${name}`),
    )
    expect(untried).toEqual([])
  })

  it.each(cases)('$operation answers otherwise with $value', async ({ path, value }) => {
    const plain = await withForecasts(mock, path)
    const changed = withQuery(plain, await withForecasts(mock, await withCursor(mock, plain, value)))
    const [before, after] = [await mock.get(plain), await mock.get(changed)]
    expect([before.status, after.status]).toEqual([200, 200])
    expect(after.data).not.toEqual(before.data)
  })
})
