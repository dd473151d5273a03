import { expect, it } from 'vitest'
import { listUnserved } from './unserved-routes.ts'

it('names what an implementation leaves out, a whole resource included', () => {
  const route = { method: 'GET', path: '/x' }
  const contract = {
    summary: { readSummary: route },
    alerts: { listAlerts: route, getAlert: route },
    live: { read: route },
  }
  const served = { summary: { readSummary: () => undefined }, alerts: { getAlert: () => undefined } }
  expect(listUnserved(contract, served)).toEqual(['alerts.listAlerts', 'live.read'])
})
