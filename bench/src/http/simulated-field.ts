import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createEnergyComponentsSource,
  createPiWebApiSource,
  parseEnergyComponentsMapping,
  parsePiMapping,
} from '@tieback/adapters'
import { createFieldRows, startEcSimulator, startPiSimulator } from '@tieback/adapters/simulators'
import { createCalendar } from '@tieback/domain'
import { discoverSource, ingestProduction, ingestSamples, registerSource } from '@tieback/jobs'
import { createField } from '@tieback/sim'
import { type Filling, usingSources } from './filled-store.ts'

const every = { discoverS: 600, productionS: 60, hourlyS: 60, samplesS: 60 }

const readMapping = (name: string): Promise<string> =>
  readFile(join(import.meta.dirname, '..', '..', '..', 'sim', 'site', name), 'utf8')

/** The simulated field's newest days, taken in over HTTP like any source's. */
export const fillWithSimulatedField: Filling = async (contextOf) => {
  const clock = { now: () => new Date() }
  const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
  const field = createField({ seed: 1, epoch: clock.now(), historyDays: 40, calendar })
  const ec = await startEcSimulator({ rows: createFieldRows(field), clock })
  const pi = await startPiSimulator({ field, clock })
  const sources = [
    createEnergyComponentsSource({
      id: 'energy-components',
      name: 'Energy Components',
      baseUrl: ec.baseUrl,
      mapping: parseEnergyComponentsMapping(await readMapping('energy-components.yaml')),
    }),
    createPiWebApiSource({
      id: 'pi',
      name: 'PI',
      baseUrl: pi.baseUrl,
      mapping: parsePiMapping(await readMapping('pi-web-api.yaml')),
    }),
  ]
  const context = contextOf(sources.map((source) => ({ source, every })))
  const { signal } = new AbortController()
  await usingSources(sources, async () => {
    for (const source of sources) {
      await registerSource(context, { source, every })
      await discoverSource(context, source.id, signal)
      await ingestProduction(context, source.id, signal)
      await ingestSamples(context, source.id, signal)
    }
  })
  await Promise.all([ec.stop(), pi.stop()])
}
