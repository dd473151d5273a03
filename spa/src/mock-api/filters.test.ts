import type { Scenario } from '@tieback/contracts'
import type { ListedRoute } from '@tieback/contracts/openapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Filter, filtersOf, valuesOf } from './test/filter-values.ts'
import { openMock, type OpenMock } from './test/open-mock.ts'
import { goodRequestOf, mockedRoutes, withForecasts } from './test/requests.ts'

/** Where the example request, or a value that follows from the schema alone, changes nothing: another request, other values. */
const special: Readonly<Record<string, { path?: string; values?: Readonly<Record<string, string>> }>> = {
  readGapDrivers: { values: { to: '2026-11-20' } },
  readSamples: { values: { to: '2026-11-19T08:30:00.000Z' } },
  compareForecasts: { values: { forecasts: '{newest}' } },
  getAlert: { path: '/alerts/alert-3c8v5w1p', values: { asOf: '2026-11-19T03:00:00.000Z' } },
  compareScenarioRuns: { values: { runs: 'run-5r9v2y6c,run-3m6q9t2w' } },
  listScenarioRuns: { path: '/optimization/scenarios/scn-1a5d8g2k/runs' },
  getRecommendation: { path: '/recommendations/rec-9q1w4e7r', values: { asOf: '2026-11-18T06:00:00.000Z' } },
  listQualityMarks: { path: '/quality-marks' },
  listCargoes: { values: { status: 'closed,sailed' } },
  listSessions: { path: '/sessions', values: { person: 'person-ingrid' } },
  listAuditEntries: { path: '/audit-entries', values: { actor: 'person-ingrid', object: 'pi-offshore' } },
  readPipelineEta: { values: { deliveryPoint: 'delivery-hav2' } },
}

/** Names of a query that change no data of their own accord, with the reason. */
const exempt: Readonly<Record<string, readonly string[]>> = {
  // The mock's hierarchy is the same on every day.
  getNode: ['day'],
  // A stream, read by live.test.ts.
  streamLive: ['topics', 'nodes'],
  // A table for a spreadsheet, read by identity.test.ts.
  exportAuditEntries: ['action', 'outcome', 'actor', 'object', 'from', 'to'],
}

interface Case {
  readonly operationId: string
  readonly name: string
  readonly listed: ListedRoute
  readonly filter: Filter
}

const cases = mockedRoutes.flatMap((listed): Case[] => {
  const { operationId } = listed
  return filtersOf(listed)
    .filter(({ name }) => !(exempt[operationId] ?? []).includes(name))
    .map((filter) => ({ operationId, name: filter.name, listed, filter }))
})

/** A path with a parameter set, in place of the one of the same name. */
function withParameter(path: string, name: string, value: string): string {
  const [route, search = ''] = path.split('?')
  const query = new URLSearchParams(search)
  query.set(name, value)
  return `${route ?? ''}?${query.toString()}`
}

async function cursorAfterOne(mock: OpenMock, path: string): Promise<string> {
  const { data } = await mock.get(withParameter(path, 'limit', '1'))
  return (data as { nextCursor: string | null }).nextCursor ?? ''
}

/** The first of the values that is answered with other data than the request without it; null: none is. */
async function findChange(mock: OpenMock, path: string, { name }: Filter, values: readonly string[]) {
  const before = await mock.get(path)
  expect(before.status).toBe(200)
  for (const each of values) {
    const value = each === '{cursor}' ? await cursorAfterOne(mock, path) : await withForecasts(mock, each)
    const { status, data } = await mock.get(withParameter(path, name, value))
    if (status === 200 && JSON.stringify(data) !== JSON.stringify(before.data)) return value
  }
  return null
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

  it('are those of every route that is read', () => {
    const read = new Set(cases.map(({ operationId }) => operationId))
    const withQuery = mockedRoutes.filter(({ route }) => route.method === 'GET' && route.query !== undefined)
    const missing = withQuery.map(({ operationId }) => operationId).filter((operationId) => !read.has(operationId))
    expect(missing).toEqual(['streamLive', 'exportAuditEntries'])
  })

  it.each(cases)('$operationId answers otherwise with another $name', async ({ operationId, name, listed, filter }) => {
    const { path = goodRequestOf(listed).path, values = {} } = special[operationId] ?? {}
    const tried = values[name] === undefined ? valuesOf(filter) : [values[name]]
    const changed = await findChange(mock, await withForecasts(mock, path), filter, tried)
    expect(changed, `none of ${tried.join(', ')} changes the data`).not.toBeNull()
  })
})
