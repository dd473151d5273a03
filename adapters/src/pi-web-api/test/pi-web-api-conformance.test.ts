import { readFile } from 'node:fs/promises'
import { createCalendar } from '@tieback/domain'
import { createField } from '@tieback/sim'
import {
  describeSeriesSource,
  type EndlessSeries,
  type SeriesHarness,
  type ServedSample,
  type ServedSeries,
} from '../../conformance.ts'
import { startFaultFront } from '../../http/test/fault-front.ts'
import { startScriptedServer } from '../../http/test/scripted-server.ts'
import { parsePiMapping, type PiMapping } from '../mapping.ts'
import { createPiWebApiSource } from '../pi-web-api-source.ts'
import { startPiSimulator } from '../simulator/pi-simulator.ts'
import { createSyntheticArchive } from '../simulator/synthetic-archive.ts'
import { archiveScript, createTestSource } from './pi-archive.ts'

const site = new URL('../../../../sim/site/pi-web-api.yaml', import.meta.url)
const points = parsePiMapping(await readFile(site, 'utf8'))
// Attributes of assets are found in batches.
const { assets } = parsePiMapping({
  dataServer: points.dataServer,
  nodes: points.nodes,
  assets: {
    server: 'TBAF',
    database: 'Field',
    attributes: [
      {
        match: String.raw`\\(?<node>[A-Z]+-\d+)\|Wellhead pressure$`,
        ...{ quantity: 'wellhead_pressure', name: 'Wellhead pressure', unit: 'bar', gauge: true },
        interpolation: 'linear',
      },
    ],
  },
})
const mapping: PiMapping = assets === undefined ? points : { ...points, assets }
const epoch = new Date('2025-11-02T11:00:00Z')
const now = () => epoch
const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
const field = createField({ seed: 7, epoch, historyDays: 10, calendar })
const keys = field.tags.filter((_tag, index) => index % 97 === 0).map((tag) => field.tagName(tag, epoch.getTime()))
// One try a call, and none held back for those that failed before: each case is about what one failure becomes.
const resilience = { attempts: 1, retryDelayMsMax: 50, breakerFailures: 1_000 }

/** A server with one tag, whose samples it sends as they are given. */
async function serve(samples: readonly ServedSample[]): Promise<ServedSeries> {
  const key = 'A-01.WHP'
  const values = samples.map(({ at, value }) => ({ Timestamp: at, Value: value }))
  const server = await startScriptedServer(archiveScript({ series: { [key]: values } }))
  return {
    source: createTestSource(server.baseUrl, { now }),
    smallPages: createTestSource(server.baseUrl, { now, itemsPerCall: 10 }),
    key,
    dispose: server.stop,
  }
}

async function serveEndless(samples: number): Promise<EndlessSeries> {
  const tags = 4
  const since = new Date('2025-10-01T00:00:00Z')
  const archive = createSyntheticArchive({ seed: 7, tags, periodS: 1, since })
  const simulator = await startPiSimulator({ archive, clock: { now } })
  const settings = { id: 'pi', name: 'Endless historian', baseUrl: simulator.baseUrl, mapping: points, now }
  return {
    source: createPiWebApiSource(settings),
    keys: archive.listPoints(epoch.getTime()).map(({ name }) => name),
    range: { start: since, end: new Date(since.getTime() + (samples / tags) * 1_000) },
    dispose: () => simulator.stop(),
  }
}

describeSeriesSource('PI Web API', async (): Promise<SeriesHarness> => {
  const simulator = await startPiSimulator({ field, clock: { now } })
  const front = await startFaultFront(simulator.baseUrl)
  const settings = { id: 'pi', name: 'Simulated historian', baseUrl: front.baseUrl, timeoutMs: 10_000, mapping, now }
  return {
    source: createPiWebApiSource({ ...settings, resilience }),
    smallPages: createPiWebApiSource({
      ...settings,
      idsPerCall: 3,
      itemsPerCall: 90,
      resilience: { ...resilience, concurrency: 2 },
    }),
    keys,
    range: { start: new Date('2025-10-30T05:00:00Z'), end: new Date('2025-10-30T13:00:00Z') },
    emptyRange: { start: new Date('2020-01-01T00:00:00Z'), end: new Date('2020-01-02T00:00:00Z') },
    unknownKey: 'NO-SUCH.TAG',
    now: epoch,
    front,
    sendsBatches: true,
    serve,
    serveEndless,
    dispose: async () => {
      await front.stop()
      await simulator.stop()
    },
  }
})
