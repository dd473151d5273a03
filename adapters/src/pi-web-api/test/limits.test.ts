import { afterEach, describe, expect, it } from 'vitest'
import { parsePiMapping } from '../mapping.ts'
import type { PiWebApiSettings } from '../config.ts'
import { createSyntheticArchive } from '../simulator/synthetic-archive.ts'
import { collect, epoch, range, type SimulatedHistorian, startHistorian } from './simulated-historian.ts'

const { signal } = new AbortController()
let historian: SimulatedHistorian | null = null

afterEach(async () => {
  await historian?.stop()
  historian = null
})

const since = new Date(epoch.getTime() - 86_400_000)
const minute = { start: new Date(epoch.getTime() - 60_000), end: epoch }
const nameOf = (index: number) => `SYN-${String(index + 1).padStart(5, '0')}.PV`

/** So many tags, one sample each every 5 s. */
async function startSynthetic(tags: number, settings: Partial<PiWebApiSettings> = {}) {
  const mapping = parsePiMapping({
    dataServer: 'TBSIM',
    nodes: { namespace: 'field', keyKind: 'code' },
    tags: [
      {
        ...{ match: '^(?<node>SYN-\\d+)\\.PV$', quantity: 'wellhead_pressure', name: 'Pressure' },
        ...{ unit: 'bar', gauge: true, interpolation: 'linear' },
      },
    ],
  })
  const archive = createSyntheticArchive({ seed: 1, tags, periodS: 5, since })
  historian = await startHistorian({ mapping, ...settings }, { archive })
  return historian
}

describe('calls', () => {
  it('for a sweep of 10,000 tags are one for each hundred', async () => {
    const { source, simulator } = await startSynthetic(10_000)
    const { rows, refused } = await collect(
      source.series.readRecorded(
        Array.from({ length: 10_000 }, (_, index) => nameOf(index)),
        minute,
        signal,
      ),
    )
    expect({ rows: rows.length, refused }).toEqual({ rows: 120_000, refused: [] })
    expect(simulator.log.calls).toBeLessThanOrEqual(105)
    expect(source.readCalls?.()).toMatchObject({ calls: simulator.log.calls, failed: 0, breaker: 'closed' })
  })

  it('are no more under way at a time than the settings say, and as many', async () => {
    const { source, simulator } = await startSynthetic(600, { idsPerCall: 20, resilience: { concurrency: 3 } })
    await collect(
      source.series.readRecorded(
        Array.from({ length: 600 }, (_, index) => nameOf(index)),
        minute,
        signal,
      ),
    )
    expect(simulator.log.inFlightMost).toBe(3)
    expect(source.limits?.concurrency).toBe(3)
  })

  it('carry ids in place of long names, which are looked up a hundred in a call, once', async () => {
    const tags = Array.from({ length: 300 }, (_, index) => nameOf(index))
    // So short an address leaves no room for a hundred names.
    const { source, simulator } = await startSynthetic(300, { urlBytesMax: 4_850 - 50, idsPerCall: 120 })
    await collect(source.series.readRecorded(tags, minute, signal))
    const posts = simulator.log.requests.filter(({ method }) => method === 'POST')
    expect(posts.map(({ url }) => url)).toEqual(Array(3).fill('/piwebapi/batch'))
    for (const { body } of posts) {
      const parts = Object.values(JSON.parse(body) as Record<string, { Method: string }>)
      expect(new Set(parts.map(({ Method }) => Method))).toEqual(new Set(['GET']))
    }
    simulator.log.clear()
    await collect(source.series.readRecorded(tags, minute, signal))
    expect(simulator.log.requests.every(({ method, url }) => method === 'GET' && url.includes('webId=I1DP'))).toBe(true)
  })

  it('need no look-up after a listing', async () => {
    const { source, simulator } = await startSynthetic(300, { idsPerCall: 200 })
    await source.discover(signal)
    simulator.log.clear()
    await collect(source.series.readRecorded([nameOf(0), nameOf(1)], minute, signal))
    expect(simulator.log.requests.map(({ method }) => method)).toEqual(['GET'])
  })

  it('go on one by one where no batch is taken', async () => {
    const { source, simulator } = await startSynthetic(300, { idsPerCall: 200 })
    simulator.faults.set('no-batch')
    const keys = Array.from({ length: 150 }, (_, index) => nameOf(index))
    const { rows, refused } = await collect(source.series.readRecorded(keys, minute, signal))
    expect({ tags: new Set(rows.map(({ sourceKey }) => sourceKey)).size, refused }).toEqual({ tags: 150, refused: [] })
    expect(simulator.log.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('are halved where an address is too long, and short from the start from then on', async () => {
    const { source, simulator } = await startSynthetic(100)
    const keys = Array.from({ length: 100 }, (_, index) => nameOf(index))
    simulator.faults.set('short-urls=2048')
    const { rows } = await collect(source.series.readRecorded(keys, minute, signal))
    expect(rows).toHaveLength(1_200)
    simulator.log.clear()
    expect((await collect(source.series.readRecorded(keys, minute, signal))).rows).toHaveLength(1_200)
    expect(simulator.log.requests.filter(({ url }) => url.length > 2_048)).toEqual([])
  })

  it('ask for shorter ranges where the archive behind the server times out', async () => {
    historian = await startHistorian()
    const { source, simulator } = historian
    const keys = ['ISA-01.WHP', 'KNA-03.OIL_RATE']
    const byKey = (a: { sourceKey: string }, b: { sourceKey: string }) => a.sourceKey.localeCompare(b.sourceKey)
    const whole = await collect(source.series.readRecorded(keys, range, signal))
    const steps = await collect(source.series.readSummaries(keys, range, 600, signal))
    simulator.faults.set('backend-timeout=1')
    const parts = await collect(source.series.readRecorded(keys, range, signal))
    expect(parts.rows.toSorted(byKey)).toEqual(whole.rows.toSorted(byKey))
    const short = await collect(source.series.readSummaries(keys, range, 600, signal))
    expect(short.rows.toSorted(byKey)).toEqual(steps.rows.toSorted(byKey))
  })

  it('take the limit of values over for statistics too', async () => {
    historian = await startHistorian()
    const { source, simulator } = historian
    const steps = await collect(source.series.readSummaries(['ISA-01.WHP'], range, 600, signal))
    simulator.faults.set('item-cap=50')
    const capped = await collect(source.series.readSummaries(['ISA-01.WHP'], range, 600, signal))
    expect(capped.rows).toEqual(steps.rows)
  })

  it('give up where even the shortest range times out', async () => {
    historian = await startHistorian()
    historian.simulator.faults.set('backend-timeout=0')
    const attempt = collect(historian.source.series.readRecorded(['ISA-01.WHP'], range, signal))
    await expect(attempt).rejects.toMatchObject({ code: 'unavailable', status: 504 })
  })

  it('never ask for all fields, and always for those that tell of failures', async () => {
    historian = await startHistorian()
    const { source, simulator } = historian
    await source.check(signal)
    await source.discover(signal)
    const keys = ['ISA-01.WHP']
    await collect(source.series.readRecorded(keys, range, signal))
    await collect(source.series.readSummaries(keys, range, 3_600, signal))
    await collect(source.series.readLatest(keys, signal))
    for (const { url } of simulator.log.requests) {
      const fields = new URL(url, 'http://any').searchParams.get('selectedFields')?.split(';') ?? []
      expect(fields).toContain('WebException')
      if (url.includes('/streamsets/')) {
        expect(fields).toEqual(expect.arrayContaining(['Items.Errors', 'Items.WebException']))
        expect(fields.some((field) => field.endsWith('.Good'))).toBe(true)
      }
    }
  })
})
