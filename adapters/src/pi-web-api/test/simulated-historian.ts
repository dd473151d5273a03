import { readFile } from 'node:fs/promises'
import { createCalendar } from '@tieback/domain'
import { createField } from '@tieback/sim'
import type { Simulator } from '../../http/simulator/simulated-server.ts'
import type { Page } from '../../port.ts'
import type { PiWebApiSettings } from '../config.ts'
import { parsePiMapping } from '../mapping.ts'
import { createPiWebApiSource } from '../pi-web-api-source.ts'
import type { PiFault } from '../simulator/pi-faults.ts'
import { type PiSimulatorOptions, startPiSimulator } from '../simulator/pi-simulator.ts'

/** The day on which Norway's clocks went back a week before: history holds a day of 25 hours. */
export const epoch = new Date('2025-11-02T11:00:00Z')
const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
export const field = createField({ seed: 7, epoch, historyDays: 10, calendar })

const site = new URL('../../../../sim/site/pi-web-api.yaml', import.meta.url)
export const siteMapping = parsePiMapping(await readFile(site, 'utf8'))

/** A forenoon with about a sample every five minutes. */
export const range = { start: new Date('2025-11-01T06:00:00Z'), end: new Date('2025-11-01T12:00:00Z') }

export interface SimulatedHistorian {
  readonly simulator: Simulator<PiFault>
  readonly source: ReturnType<typeof createPiWebApiSource>
  stop(): Promise<void>
}

/** The simulated field's historian behind the adapter, both at `epoch` and quick to give up. */
export async function startHistorian(
  settings: Partial<PiWebApiSettings> = {},
  options: Partial<PiSimulatorOptions> = {},
): Promise<SimulatedHistorian> {
  const simulator = await startPiSimulator({ field, clock: { now: () => epoch }, ...options })
  const source = createPiWebApiSource({
    id: 'pi',
    name: 'Simulated historian',
    baseUrl: simulator.baseUrl,
    timeoutMs: 10_000,
    mapping: siteMapping,
    resilience: { attempts: 1 },
    now: () => epoch,
    ...settings,
  })
  return { simulator, source, stop: simulator.stop }
}

/** All rows and refusals of pages. */
export async function collect<Row>(pages: AsyncIterable<Page<Row>>) {
  const rows: Row[] = []
  const refused: Page<Row>['refused'][number][] = []
  for await (const page of pages) {
    for (const row of page.rows) rows.push(row)
    refused.push(...page.refused)
  }
  return { rows, refused }
}
