import { readFile } from 'node:fs/promises'
import { addDays, createCalendar } from '@tieback/domain'
import { createField } from '@tieback/sim'
import { describeProductionSource, type ProductionHarness } from '../../conformance.ts'
import { startFaultFront } from '../../http/test/fault-front.ts'
import { createEnergyComponentsSource } from '../energy-components-source.ts'
import { parseEnergyComponentsMapping } from '../mapping.ts'
import { startEcSimulator } from '../simulator/ec-simulator.ts'
import { createFieldRows } from '../simulator/field-rows.ts'

const site = new URL('../../../../sim/site/energy-components.yaml', import.meta.url)
const mapping = parseEnergyComponentsMapping(await readFile(site, 'utf8'))

// A day on which the clocks go back is among those read, and the simulated field has events and tests by then.
const epoch = new Date('2025-11-02T11:00:00Z')
const lastDay = '2025-10-29'
const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
const field = createField({ seed: 7, epoch, historyDays: 30, calendar })

describeProductionSource('Energy Components', async (): Promise<ProductionHarness> => {
  const simulator = await startEcSimulator({ rows: createFieldRows(field), clock: { now: () => epoch } })
  const front = await startFaultFront(simulator.baseUrl)
  const settings = { id: 'ec', name: 'Simulated field', baseUrl: front.baseUrl, timeoutMs: 10_000, mapping }
  return {
    source: createEnergyComponentsSource(settings),
    smallPages: createEnergyComponentsSource({ ...settings, pageSize: 37 }),
    days: { from: addDays(lastDay, -4), to: lastDay },
    fail: front.fail,
    dispose: async () => {
      await front.stop()
      await simulator.stop()
    },
  }
})
