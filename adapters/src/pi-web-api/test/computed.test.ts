import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collect, epoch, range, siteMapping, type SimulatedHistorian, startHistorian } from './simulated-historian.ts'
import { createPiWebApiSource } from '../pi-web-api-source.ts'

const { signal } = new AbortController()
const tags = ['ISA-01.WHP', 'ISA-02.WHP', 'KNA-03.OIL_RATE']

let historian: SimulatedHistorian

beforeEach(async () => {
  historian = await startHistorian()
})
afterEach(() => historian.stop())

const small = () =>
  createPiWebApiSource({
    id: 'pi',
    name: 'Small calls',
    baseUrl: historian.simulator.baseUrl,
    mapping: siteMapping,
    itemsPerCall: 20,
    resilience: { attempts: 1 },
    now: () => epoch,
  })

describe('readInterpolated', () => {
  it('gives a value for each step from the start, none at the end', async () => {
    const { rows } = await collect(historian.source.series.readInterpolated(tags, range, 3_600, signal))
    for (const tag of tags) {
      const hours = rows.filter(({ sourceKey }) => sourceKey === tag).map(({ at }) => at.toISOString().slice(11, 16))
      expect(hours).toEqual(['06:00', '07:00', '08:00', '09:00', '10:00', '11:00'])
    }
  })

  it('gives the same however few values a call may have', async () => {
    const whole = await collect(historian.source.series.readInterpolated(tags, range, 600, signal))
    const parts = await collect(small().series.readInterpolated(tags, range, 600, signal))
    const inOrder = (rows: typeof whole.rows) =>
      rows.toSorted((a, b) => a.sourceKey.localeCompare(b.sourceKey) || a.at.getTime() - b.at.getTime())
    expect(inOrder(parts.rows)).toEqual(inOrder(whole.rows))
  })

  it('refuses a series that is not there', async () => {
    const { rows, refused } = await collect(
      historian.source.series.readInterpolated(['NO-SUCH.TAG', ...tags], range, 3_600, signal),
    )
    expect(refused.map(({ key }) => key)).toEqual(['NO-SUCH.TAG'])
    expect(rows).toHaveLength(18)
  })
})

describe('readPlot', () => {
  it('keeps the extremes of all that was recorded, in few samples', async () => {
    const recorded = await collect(historian.source.series.readRecorded(tags, range, signal))
    const drawn = await collect(historian.source.series.readPlot(tags, range, 4, signal))
    const valuesOf = (rows: typeof drawn.rows, tag: string) =>
      rows.flatMap(({ sourceKey, value }) => (sourceKey === tag && value !== null ? [value] : []))
    for (const tag of tags) {
      expect(Math.max(...valuesOf(drawn.rows, tag))).toBe(Math.max(...valuesOf(recorded.rows, tag)))
      expect(Math.min(...valuesOf(drawn.rows, tag))).toBe(Math.min(...valuesOf(recorded.rows, tag)))
      expect(valuesOf(drawn.rows, tag).length).toBeLessThanOrEqual(20)
    }
  })

  it('asks for fewer series at a time where a drawing of all is more than a call may have', async () => {
    const { rows } = await collect(small().series.readPlot(tags, range, 4, signal))
    expect(new Set(rows.map(({ sourceKey }) => sourceKey))).toEqual(new Set(tags))
    expect(historian.simulator.log.calls).toBe(3)
  })
})

describe('readLatest', () => {
  it('gives the newest sample of each series, one call for all', async () => {
    const hours = { start: new Date(epoch.getTime() - 7_200_000), end: new Date(epoch.getTime() + 1) }
    const recorded = await collect(historian.source.series.readRecorded(tags, hours, signal))
    historian.simulator.log.clear()
    const { rows } = await collect(historian.source.series.readLatest(tags, signal))
    expect(historian.simulator.log.calls).toBe(1)
    for (const tag of tags) {
      const newest = recorded.rows.findLast(({ sourceKey }) => sourceKey === tag)
      expect(rows.filter(({ sourceKey }) => sourceKey === tag)).toEqual([newest])
    }
  })

  it('refuses what it can not read, and gives the others', async () => {
    historian.simulator.faults.set('local-times')
    const { rows, refused } = await collect(historian.source.series.readLatest(['NO-SUCH.TAG', ...tags], signal))
    expect(rows).toEqual([])
    expect(refused.map(({ key }) => key)).toEqual(['NO-SUCH.TAG', ...tags])
  })
})

describe('takeWireShapes', () => {
  it('says what points and samples look like, once', async () => {
    await historian.source.discover(signal)
    await collect(historian.source.series.readRecorded(tags, range, signal))
    const shapes = historian.source.takeWireShapes?.() ?? []
    expect(shapes).toEqual([
      expect.objectContaining({ dataset: 'points' }),
      {
        dataset: 'recorded',
        fields: { Good: 'boolean', Questionable: 'boolean', Substituted: 'boolean', Timestamp: 'string', Value: 'any' },
      },
    ])
    expect(historian.source.takeWireShapes?.()).toEqual([])
  })
})
