import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createEnergyComponentsSource,
  createPiWebApiSource,
  parseEnergyComponentsMapping,
  parsePiMapping,
  ResilienceSettings,
  type Source,
} from '@tieback/adapters'
import { createFieldRows, startEcSimulator, startPiSimulator } from '@tieback/adapters/simulators'
import { createCalendar } from '@tieback/domain'
import type { CacheTag } from '@tieback/contracts'
import { createField } from '@tieback/sim'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { type IngestContext, registerSource } from '../src/index.ts'

const siteFolder = join(import.meta.dirname, '..', '..', 'sim', 'site')

/** 10:00 in Oslo: the night's figures are there, provisional. */
const morning = new Date('2026-03-12T09:00:00.000Z')

const every = { discoverS: 600, productionS: 60, hourlyS: 60, samplesS: 60 }

type EcSimulator = Awaited<ReturnType<typeof startEcSimulator>>
type PiSimulator = Awaited<ReturnType<typeof startPiSimulator>>

export interface SimulatedSite {
  readonly context: IngestContext
  readonly database: TestDatabase
  readonly ec: EcSimulator
  readonly pi: PiSimulator
  /** Lets the field's time pass. */
  advance(hours: number): void
  /** What the log got, level and message. */
  readonly logged: readonly string[]
  /** Tags that were invalidated, in the order in which they were. */
  readonly invalidated: CacheTag[]
  dispose(): Promise<void>
}

async function readMapping(name: string): Promise<string> {
  return await readFile(join(siteFolder, name), 'utf8')
}

/** What a source does is to be seen at once, and again as soon as it does otherwise. */
const oneTry = ResilienceSettings.parse({ attempts: 1, breakerFailures: 1_000 })

async function createSources(ec: EcSimulator, pi: PiSimulator): Promise<Source[]> {
  return [
    createEnergyComponentsSource({
      id: 'ec',
      name: 'Accounting',
      baseUrl: ec.baseUrl,
      mapping: parseEnergyComponentsMapping(await readMapping('energy-components.yaml')),
      resilience: oneTry,
    }),
    createPiWebApiSource({
      id: 'pi',
      name: 'Historian',
      baseUrl: pi.baseUrl,
      mapping: parsePiMapping(await readMapping('pi-web-api.yaml')),
      resilience: oneTry,
    }),
  ]
}

/** The simulated field behind its two servers, the real adapters on them, and an empty store. */
export async function startSimulatedSite(): Promise<SimulatedSite> {
  let now = morning
  const clock = { now: () => now }
  const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
  const field = createField({ seed: 1, epoch: morning, historyDays: 40, calendar })
  const [database, ec, pi] = await Promise.all([
    startTestDatabase(),
    startEcSimulator({ rows: createFieldRows(field), clock }),
    startPiSimulator({ field, clock }),
  ])
  const sources = await createSources(ec, pi)
  const logged: string[] = []
  const logAs = (level: string) => (_fields: object, message: string) => void logged.push(`${level} ${message}`)
  const invalidated: CacheTag[] = []
  const context: IngestContext = {
    pool: database.pool,
    sources: new Map(sources.map((source) => [source.id, { source, every }])),
    clock,
    log: { info: logAs('info'), warn: logAs('warn'), error: logAs('error') },
    cache: { invalidate: (tags) => void invalidated.push(...tags) },
    stopping: new AbortController().signal,
    settings: { dailyHistoryDays: 20, hourlyHistoryDays: 2, sampleKeepDays: 7 },
  }
  for (const configured of context.sources.values()) await registerSource(context, configured)
  return {
    context,
    database,
    ec,
    pi,
    logged,
    invalidated,
    advance: (hours) => {
      now = new Date(now.getTime() + hours * 3_600_000)
    },
    dispose: async () => {
      await Promise.all(sources.map((source) => source.close()))
      await Promise.all([ec.stop(), pi.stop()])
      await database.dispose()
    },
  }
}
