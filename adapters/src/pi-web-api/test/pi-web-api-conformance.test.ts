import { readFile } from 'node:fs/promises'
import { createCalendar } from '@tieback/domain'
import { createField } from '@tieback/sim'
import { describeSeriesSource, type SeriesHarness } from '../../conformance.ts'
import { startFaultFront } from '../../http/test/fault-front.ts'
import { parsePiMapping } from '../mapping.ts'
import { createPiWebApiSource } from '../pi-web-api-source.ts'
import { startPiSimulator } from '../simulator/pi-simulator.ts'

const site = new URL('../../../../sim/site/pi-web-api.yaml', import.meta.url)
const mapping = parsePiMapping(await readFile(site, 'utf8'))
const epoch = new Date('2025-11-02T11:00:00Z')
const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
const field = createField({ seed: 7, epoch, historyDays: 10, calendar })
const keys = field.tags.filter((_tag, index) => index % 97 === 0).map((tag) => field.tagName(tag, epoch.getTime()))

describeSeriesSource('PI Web API', async (): Promise<SeriesHarness> => {
  const simulator = await startPiSimulator({ field, clock: { now: () => epoch } })
  const front = await startFaultFront(simulator.baseUrl)
  const settings = { id: 'pi', name: 'Simulated historian', baseUrl: front.baseUrl, timeoutMs: 10_000, mapping }
  return {
    source: createPiWebApiSource(settings),
    smallPages: createPiWebApiSource({ ...settings, idsPerCall: 3, itemsPerCall: 90, concurrency: 2 }),
    keys,
    range: { start: new Date('2025-10-30T05:00:00Z'), end: new Date('2025-10-30T13:00:00Z') },
    emptyRange: { start: new Date('2020-01-01T00:00:00Z'), end: new Date('2020-01-02T00:00:00Z') },
    unknownKey: 'NO-SUCH.TAG',
    fail: front.fail,
    dispose: async () => {
      await front.stop()
      await simulator.stop()
    },
  }
})
