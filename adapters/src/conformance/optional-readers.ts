import { expect, it, vi } from 'vitest'
import { SourceError } from '../source-error.ts'
import { expectAborts, expectLetGo } from './giving-up.ts'
import { collect, hourMs, patience, type SeriesHarness } from './harness.ts'

/** What a source may offer beyond the samples and their statistics; each case is about nothing where it doesn't. */
export function itOffersMoreReaders(harness: () => SeriesHarness): void {
  itInterpolates(harness)
  itPlots(harness)
  itReadsLatest(harness)
  itFollows(harness)
}

/** Twice an interval, so that a step falls on each hour. */
const stepS = 1_800

function itInterpolates(harness: () => SeriesHarness): void {
  it('interpolates each series at even steps from the start', async () => {
    const { source, keys, range } = harness()
    if (source.series.readInterpolated === undefined) return
    const end = new Date(range.start.getTime() + 3 * hourMs)
    const { rows, refused } = await collect(
      source.series.readInterpolated(keys, { start: range.start, end }, stepS, patience()),
    )
    expect(refused).toEqual([])
    for (const key of keys) {
      const steps = rows.filter(({ sourceKey }) => sourceKey === key)
      expect(steps.map(({ at }) => (at.getTime() - range.start.getTime()) / (stepS * 1000))).toEqual([0, 1, 2, 3, 4, 5])
    }
  })

  it('interpolates nothing of no series, refuses an unknown one, and hears an abort', async () => {
    const { source, smallPages, keys, range, unknownKey } = harness()
    if (source.series.readInterpolated === undefined || smallPages.series.readInterpolated === undefined) return
    expect((await collect(source.series.readInterpolated([], range, stepS, patience()))).rows).toEqual([])
    const mixed = await collect(source.series.readInterpolated([unknownKey, ...keys], range, stepS, patience()))
    expect(mixed.refused).toEqual([unknownKey])
    const { readInterpolated } = smallPages.series
    await expectAborts((inner) => readInterpolated(keys, range, stepS, inner))
  })
}

function itPlots(harness: () => SeriesHarness): void {
  it('keeps the extremes of each series in its drawing', async () => {
    const { source, keys, range } = harness()
    if (source.series.readPlot === undefined) return
    const drawn = Map.groupBy(
      (await collect(source.series.readPlot(keys, range, 5, patience()))).rows,
      ({ sourceKey }) => sourceKey,
    )
    const { rows } = await collect(source.series.readRecorded(keys, range, patience()))
    for (const [key, samples] of Map.groupBy(rows, ({ sourceKey }) => sourceKey)) {
      const values = samples.flatMap(({ value }) => value ?? [])
      const seen = (drawn.get(key) ?? []).flatMap(({ value }) => value ?? [])
      expect(Math.max(...seen)).toBeGreaterThanOrEqual(Math.max(...values))
      expect(Math.min(...seen)).toBeLessThanOrEqual(Math.min(...values))
    }
  })

  it('draws nothing of no series, and refuses an unknown one', async () => {
    const { source, keys, range, unknownKey } = harness()
    if (source.series.readPlot === undefined) return
    expect((await collect(source.series.readPlot([], range, 5, patience()))).rows).toEqual([])
    const mixed = await collect(source.series.readPlot([unknownKey, ...keys], range, 5, patience()))
    expect(mixed.refused).toEqual([unknownKey])
    expect(new Set(mixed.rows.map(({ sourceKey }) => sourceKey))).toEqual(new Set(keys))
  })
}

function itReadsLatest(harness: () => SeriesHarness): void {
  it('gives the newest sample of each series', async () => {
    const { source, keys, now } = harness()
    if (source.series.readLatest === undefined) return
    const latest = (await collect(source.series.readLatest(keys, patience()))).rows
    expect(latest.map(({ sourceKey }) => sourceKey).toSorted()).toEqual([...keys].toSorted())
    const before = { start: new Date(now.getTime() - 24 * hourMs), end: new Date(now.getTime() + 1) }
    const { rows } = await collect(source.series.readRecorded(keys, before, patience()))
    for (const [key, samples] of Map.groupBy(rows, ({ sourceKey }) => sourceKey)) {
      expect(latest.find(({ sourceKey }) => sourceKey === key)).toEqual(samples.at(-1))
    }
  })

  it('gives no newest sample of no series, and refuses an unknown one', async () => {
    const { source, keys, unknownKey } = harness()
    if (source.series.readLatest === undefined) return
    expect((await collect(source.series.readLatest([], patience()))).rows).toEqual([])
    const mixed = await collect(source.series.readLatest([unknownKey, ...keys], patience()))
    expect(mixed.refused).toEqual([unknownKey])
    expect(mixed.rows).toHaveLength(keys.length)
  })
}

function itFollows(harness: () => SeriesHarness): void {
  it('lets a follower go at once', async () => {
    const { source, keys, front } = harness()
    if (source.series.subscribe === undefined || front === undefined) return
    const controller = new AbortController()
    const before = front.requests.length
    const following = collect(source.series.subscribe(keys, controller.signal))
    following.catch(() => undefined)
    await vi.waitFor(() => expect(front.requests.length).toBeGreaterThan(before), { timeout: 10_000, interval: 5 })
    controller.abort()
    await expectLetGo(following)
  })

  it('tells a follower that the connection is lost or was never had', async () => {
    const { source, keys, front } = harness()
    if (source.series.subscribe === undefined || front === undefined) return
    const following = collect(source.series.subscribe(keys, patience()))
    following.catch(() => undefined)
    await vi.waitFor(() => expect(front.requests.length).toBeGreaterThan(0), { timeout: 10_000, interval: 5 })
    await front.fail('offline')
    await expect(following).rejects.toMatchObject({ code: 'unavailable' })
    const again = collect(source.series.subscribe(keys, patience()))
    await expect(again).rejects.toBeInstanceOf(SourceError)
  })
}
