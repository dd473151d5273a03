import type { PolicedRoute, RoutePolicy } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { listUpcoming } from './upcoming-routes.ts'

const route = (path: string, stability: RoutePolicy['stability']): PolicedRoute => ({
  method: 'GET',
  path,
  responses: {},
  summary: `What ${path} gives`,
  metadata: { access: ['forecast:read'], reach: 'subtree', cache: null, slo: { p95Ms: 100 }, stability },
})

const contract = {
  summary: { readSummary: route('/api/v1/summary', 'stable') },
  forecasts: {
    listForecasts: route('/api/v1/forecasts', 'beta'),
    readForecast: route('/api/v1/forecasts/:id', 'beta'),
  },
  alerts: { listAlerts: route('/api/v1/alerts', 'beta') },
}

describe('the routes that are to come', () => {
  it('are those that may still change, by resource, in the order of the contract', () => {
    const listed = listUpcoming(contract, null)
    expect(listed.map(({ resource, routes }) => [resource, routes.map(({ name }) => name)])).toEqual([
      ['forecasts', ['forecasts.listForecasts', 'forecasts.readForecast']],
      ['alerts', ['alerts.listAlerts']],
    ])
    expect(listed[0]?.routes[0]).toMatchObject({
      method: 'GET',
      path: '/api/v1/forecasts',
      summary: 'What /api/v1/forecasts gives',
      access: ['forecast:read'],
    })
  })

  it('say which of them are served already, where the server tells', () => {
    const services = (notServed: string[] | null) =>
      listUpcoming(contract, notServed).flatMap(({ routes }) => routes.map(({ service }) => service))
    expect(services(['forecasts.readForecast'])).toEqual(['served', 'declared', 'served'])
    expect(services(null)).toEqual(['unknown', 'unknown', 'unknown'])
  })
})
