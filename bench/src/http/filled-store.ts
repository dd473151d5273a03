import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createEnergyComponentsSource,
  createPiWebApiSource,
  parseEnergyComponentsMapping,
  parsePiMapping,
} from '@tieback/adapters'
import { createFieldRows, startEcSimulator, startPiSimulator } from '@tieback/adapters/simulators'
import { createCalendar } from '@tieback/domain'
import { discoverSource, FailingJobs, ingestProduction, ingestSamples, registerSource } from '@tieback/jobs'
import { createField } from '@tieback/sim'
import { createStorePool, migrate, startEmbeddedPostgres } from '@tieback/store'
import { readFile } from 'node:fs/promises'

const every = { discoverS: 600, productionS: 60, hourlyS: 60, samplesS: 60 }
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

const readMapping = (name: string): Promise<string> =>
  readFile(join(import.meta.dirname, '..', '..', '..', 'sim', 'site', name), 'utf8')

export interface FilledStore {
  readonly url: string
  close(): Promise<void>
}

/** A store with the simulated field's newest days in it, taken in over HTTP like any source's. */
export async function createFilledStore(): Promise<FilledStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tieback-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined })
  const pool = createStorePool(postgres.url, {
    applicationName: 'tieback-bench-fill',
    max: 8,
    onError: () => undefined,
  })
  await migrate(pool)
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
  const context = {
    pool,
    sources: new Map(sources.map((source) => [source.id, { source, every }])),
    clock,
    log: silent,
    cache: { invalidate: () => undefined },
    stopping: new AbortController().signal,
    failing: new FailingJobs(),
    settings: { dailyHistoryDays: 30, hourlyHistoryDays: 1, sampleKeepDays: 1 },
  }
  const { signal } = new AbortController()
  for (const source of sources) {
    await registerSource(context, { source, every })
    await discoverSource(context, source.id, signal)
    await ingestProduction(context, source.id, signal)
    await ingestSamples(context, source.id, signal)
    await source.close()
  }
  await Promise.all([ec.stop(), pi.stop()])
  return {
    url: postgres.url,
    close: async () => {
      await pool.end()
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
