import { readFileSync } from 'node:fs'
import { addDays, createCalendar, productionDayOf } from '@tieback/domain'
import { createField } from '@tieback/sim'
import { parse } from 'yaml'
import type { Simulator } from '../../http/simulator/simulated-server.ts'
import type { DayRange, ProductionRow } from '../../port.ts'
import type { EnergyComponentsSettings } from '../config.ts'
import { createEnergyComponentsSource } from '../energy-components-source.ts'
import { parseEnergyComponentsMapping } from '../mapping.ts'
import { startEcSimulator } from '../simulator/ec-simulator.ts'
import type { EcFault } from '../simulator/faults/ec-faults.ts'
import { createFieldRows } from '../simulator/field-rows.ts'

/** 10:00 local time on a day without a change of clocks: the night's allocation is there. */
export const epoch = new Date('2026-11-19T09:00:00Z')
const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
const field = createField({ seed: 7, epoch, historyDays: 20, calendar })
const siteFile = readFileSync(new URL('../../../../sim/site/energy-components.yaml', import.meta.url), 'utf8')

/** So many production days before the one that runs at the epoch. */
export const dayAgo = (days: number): string => addDays(productionDayOf(calendar, epoch), -days)
export const week: DayRange = { from: dayAgo(6), to: dayAgo(-1) }

/** The site's mapping as an object, to be changed by a test before it is parsed. */
export interface SiteMapping {
  readonly datasets: Record<string, Record<string, unknown> & { fields: Record<string, Record<string, unknown>> }>
}

export interface FieldSite {
  readonly simulator: Simulator<EcFault>
  readonly clock: { moveTo(at: Date): void }
  source(
    change?: (mapping: SiteMapping) => void,
    settings?: Partial<EnergyComponentsSettings>,
  ): ReturnType<typeof createEnergyComponentsSource>
}

/** The simulated field behind its simulator. */
export async function startFieldSite(): Promise<FieldSite> {
  let now = epoch
  const simulator = await startEcSimulator({ rows: createFieldRows(field), clock: { now: () => now } })
  return {
    simulator,
    clock: {
      moveTo(at) {
        now = at
      },
    },
    source(change = () => undefined, settings = {}) {
      // Safe: the file is ours, and its parser checks it below.
      const mapping = parse(siteFile) as SiteMapping
      change(mapping)
      return createEnergyComponentsSource({
        id: 'ec',
        name: 'System of record',
        baseUrl: simulator.baseUrl,
        resilience: { attempts: 1 },
        mapping: parseEnergyComponentsMapping(mapping),
        ...settings,
      })
    },
  }
}

/** Which figure a row is. */
export const figureKey = ({ objectId, grain, day, quantity, measure }: ProductionRow): string =>
  `${objectId}/${grain}/${day}/${quantity}/${measure}`

/** Figures by what they are; of two the later, as they are written. */
export const byKey = (rows: readonly ProductionRow[]): Map<string, ProductionRow> =>
  new Map(rows.map((row) => [figureKey(row), row]))
