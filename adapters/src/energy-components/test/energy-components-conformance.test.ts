import { readFile } from 'node:fs/promises'
import { addDays, createCalendar } from '@tieback/domain'
import { createField } from '@tieback/sim'
import {
  describeProductionSource,
  type EndlessProduction,
  type ProductionHarness,
  type ServedFigure,
  type ServedProduction,
} from '../../conformance.ts'
import { startFaultFront } from '../../http/test/fault-front.ts'
import { type Script, startScriptedServer } from '../../http/test/scripted-server.ts'
import { createEnergyComponentsSource } from '../energy-components-source.ts'
import { parseEnergyComponentsMapping } from '../mapping.ts'
import { startEcSimulator } from '../simulator/ec-simulator.ts'
import { createFieldRows } from '../simulator/field-rows.ts'
import { pagesScript, row, testMapping } from './test-site.ts'

const site = new URL('../../../../sim/site/energy-components.yaml', import.meta.url)
const mapping = parseEnergyComponentsMapping(await readFile(site, 'utf8'))

// A day on which the clocks go back is among those read, and the simulated field has events and tests by then.
const epoch = new Date('2025-11-02T11:00:00Z')
const lastDay = '2025-10-29'
const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
const field = createField({ seed: 7, epoch, historyDays: 30, calendar })
// One try a call, and none held back for those that failed before: each case is about what one failure becomes.
const resilience = { attempts: 1, retryDelayMsMax: 50, breakerFailures: 1_000 }

/** A site whose wells have a daily row each, with one column. */
function gasMapping() {
  const { datasets, ...rest } = testMapping()
  const gas = { column: 'gas', unit: 'm3', reference: 'metric', measure: 'allocated' }
  return parseEnergyComponentsMapping({
    ...rest,
    datasets: { wellDay: { ...datasets.wellDay, fields: { gas_production: gas } } },
  })
}

async function serveScript(script: Script, served = gasMapping()): Promise<ServedProduction> {
  const server = await startScriptedServer(script)
  const settings = { id: 'ec-test', name: 'EC under test', baseUrl: `${server.baseUrl}/api`, mapping: served }
  return { source: createEnergyComponentsSource(settings), dispose: server.stop }
}

const serve = (figures: readonly ServedFigure[]) =>
  serveScript(pagesScript([figures.map(({ day, value }) => row({ daytime: `${day}T00:00:00`, gas: value }))]))

/** Three figures a row, made up page by page in the order of days. */
async function serveEndless(figures: number): Promise<EndlessProduction> {
  const [from, wells, pageSize] = ['2022-01-01', 1_000, 5_000]
  const rows = Math.ceil(figures / 3)
  const template = JSON.stringify(row({ objectId: '?', daytime: '!', onStreamHours: 20 }))
  // Text from the start: the server shares the machine with what is tested.
  const toText = (index: number) => {
    const [objectId, day] = [`W${index % wells}`, addDays(from, Math.floor(index / wells))]
    return template.replace('?', objectId).replace('!', `${day}T00:00:00`)
  }
  const script: Script = ({ query }) => {
    const first = Number(query.get('cursor') ?? 0)
    const end = Math.min(rows, first + pageSize)
    const page = Array.from({ length: end - first }, (_, index) => toText(first + index)).join()
    const next = end < rows ? `,"next":"${end}"` : ''
    return { headers: { 'content-type': 'application/json' }, body: `{"rows":[${page}]${next}}` }
  }
  const served = await serveScript(script, parseEnergyComponentsMapping(testMapping()))
  // It remembers up to 300 000 keys.
  return { ...served, heldBytesMax: 60_000_000, days: { from, to: addDays(from, Math.ceil(rows / wells)) } }
}

describeProductionSource('Energy Components', async (): Promise<ProductionHarness> => {
  const simulator = await startEcSimulator({ rows: createFieldRows(field), clock: { now: () => epoch } })
  const front = await startFaultFront(simulator.baseUrl)
  const settings = {
    ...{ id: 'ec', name: 'Simulated field', baseUrl: front.baseUrl },
    ...{ timeoutMs: 10_000, mapping, resilience },
  }
  return {
    source: createEnergyComponentsSource(settings),
    smallPages: createEnergyComponentsSource({ ...settings, pageSize: 37 }),
    days: { from: addDays(lastDay, -4), to: lastDay },
    front,
    serve,
    serveEndless,
    dispose: async () => {
      await front.stop()
      await simulator.stop()
    },
  }
})
