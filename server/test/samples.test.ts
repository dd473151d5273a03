import { apiContract, type Quality, type SignalSamples } from '@tieback/contracts'
import { withKnowledge, writeHourly, writeSamples } from '@tieback/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryCache } from './memory-cache.ts'
import { now, oilSignalId, writeSmallField } from './small-field.ts'
import { startTestApp, type TestApp } from './test-app.ts'

describe('samples of a series', () => {
  const servers: TestApp[] = []
  let server: TestApp

  beforeEach(async () => {
    server = await startTestApp()
    servers.push(server)
    await writeSmallField(server.pool)
  })
  afterEach(() => Promise.all(servers.splice(0).map((each) => each.dispose())))

  const pathOf = (query: string): string => `/api/v1/signals/${oilSignalId}/samples?${query}`
  const read = async (query: string): Promise<SignalSamples> => {
    const { body } = await server.get(pathOf(query))
    // Nothing is left out by the schema, so nothing was there that it doesn't have.
    expect(apiContract.signals.readSamples.responses[200].parse(body)).toEqual(body)
    return (body as { data: SignalSamples }).data
  }

  const day = 'from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z'
  const dayStart = Date.UTC(2026, 2, 1)

  async function writeDaySamples(valueAt: (minute: number) => number | null): Promise<void> {
    const minutes = Array.from({ length: 1_440 }, (_, minute) => minute)
    await withKnowledge(server.pool, { sourceId: 'pi', runId: null, cause: 'test' }, (tx) =>
      writeSamples(
        tx,
        minutes.map((minute) => {
          const value = valueAt(minute)
          const quality: Quality = value === null ? 'bad' : 'good'
          return { signalId: oilSignalId, at: new Date(dayStart + minute * 60_000), value, quality, reason: null }
        }),
      ),
    )
  }

  async function writeHours(start: number, averages: readonly (number | null)[], goodShare: number): Promise<void> {
    await withKnowledge(server.pool, { sourceId: 'pi', runId: null, cause: 'test' }, (tx) =>
      writeHourly(
        tx,
        averages.map((average, hour) => {
          const statistics = { average, minimum: average, maximum: average, last: average, goodShare, count: 12 }
          return { signalId: oilSignalId, hour: new Date(start + hour * 3_600_000), ...statistics }
        }),
      ),
    )
  }

  it('are reduced to what was asked for, with extremes and the edges of gaps', async () => {
    await writeDaySamples((minute) => (minute === 700 ? 5_000 : minute >= 300 && minute < 400 ? null : minute))
    const { count, resolution, samples } = await read(`${day}&maxPoints=50`)
    expect([count, resolution]).toEqual([1_440, 'recorded'])
    expect(samples.at.length).toBeLessThanOrEqual(50)
    expect(samples.at.length).toBe(samples.value.length)
    const minuteOf = (at: string): number => (Date.parse(at) - dayStart) / 60_000
    expect(samples.at.map(minuteOf)).toEqual(expect.arrayContaining([0, 299, 300, 400, 700, 1_439]))
    const gap = samples.at.findIndex((at) => minuteOf(at) === 300)
    expect([samples.value[gap], samples.quality[gap]]).toEqual([null, 'bad'])
    expect(Math.max(...samples.value.map((value) => value ?? 0))).toBe(5_000)
  })

  it('come in the unit that was asked for, reduced or not', async () => {
    await writeDaySamples(() => 100)
    for (const maxPoints of [50, 2_000]) {
      const { unit, samples } = await read(`${day}&unitSystem=field&maxPoints=${maxPoints}`)
      expect(unit.unit).toBe('bbl/d')
      expect(samples.value[0]).toBeCloseTo(628.981, 2)
    }
  })

  it('are hourly averages for a range that begins before samples are kept, though it ends among them', async () => {
    await writeHours(Date.UTC(2026, 1, 1), [1, 2], 1)
    await writeDaySamples((minute) => minute)
    const { resolution, samples } = await read('from=2026-02-01T00:00:00Z&to=2026-03-02T00:00:00Z')
    expect([resolution, samples.value]).toEqual(['hourly', [1, 2]])
  })

  it('are recorded ones where there are no hours, however late they begin', async () => {
    await writeDaySamples((minute) => minute)
    const { resolution, count } = await read('from=2026-02-01T00:00:00Z&to=2026-03-02T00:00:00Z')
    expect([resolution, count]).toEqual(['recorded', 1_440])
  })

  it('say of an hour whether all of it was good, and are a gap where none of it was', async () => {
    await writeHours(dayStart, [1, null], 0.5)
    await writeHours(dayStart + 7_200_000, [3], 1)
    const { samples } = await read(day)
    expect(samples.value).toEqual([1, null, 3])
    expect(samples.quality).toEqual(['uncertain', 'missing', 'good'])
  })

  it('are the same bytes whether answers are kept or not, from memory too', async () => {
    await writeDaySamples((minute) => minute / 7)
    const cache = new MemoryCache()
    const keeping = await startTestApp(undefined, cache)
    servers.push(keeping)
    await writeSmallField(keeping.pool)
    const path = pathOf(`from=${new Date(now.getTime() - 3_600_000).toISOString()}&to=${now.toISOString()}`)
    const anew = await server.get(path)
    const [first, again] = [await keeping.get(path), await keeping.get(path)]
    expect([anew.status, first.status, anew.type]).toEqual([200, 200, first.type])
    expect(again.text).toBe(first.text)
    const dataOf = ({ body }: { body: unknown }): unknown => (body as { data: unknown }).data
    expect(dataOf(first)).toEqual(dataOf(anew))
    expect((dataOf(first) as SignalSamples).samples.value).toEqual([940, 945, 950])
  })
})
