import { describe, expect, it } from 'vitest'
import type { Sample, Summary, TimeRange } from '../port.ts'
import { itIsADoor } from './door-cases.ts'
import { expectAborts } from './giving-up.ts'
import { collect, hourMs, patience, type ReadAll, type SeriesHarness, useHarness } from './harness.ts'
import { itReadsOddSamples } from './odd-samples.ts'
import { itOffersMoreReaders } from './optional-readers.ts'

/** What every source with series must do. The harness is made anew for each case. */
export function describeSeriesSource(name: string, createHarness: () => Promise<SeriesHarness>): void {
  describe(`${name} as a source of series`, () => {
    const harness = useHarness(createHarness)
    itReadsSamples(harness)
    itBoundsItsReads(harness)
    itReadsOddSamples(harness)
    itOffersMoreReaders(harness)
    itIsADoor(harness, () => readAll(harness()))
  })
}

const readSamples = ({ source, keys, range }: SeriesHarness, over: TimeRange = range) =>
  collect(source.series.readRecorded(keys, over, patience()))

/** Statistics of the first six hours by the hour. */
const readSteps = ({ source, keys, range: { start } }: SeriesHarness, signal = patience()) =>
  collect(source.series.readSummaries(keys, { start, end: new Date(start.getTime() + 6 * hourMs) }, 3_600, signal))

/** Every reader there is, the optional ones too. */
function readAll(harness: SeriesHarness): ReadAll {
  const { source, keys, range } = harness
  const { series } = source
  return async (signal) => {
    await collect(series.readRecorded(keys, range, signal))
    await readSteps(harness, signal)
    for (const pages of [
      series.readInterpolated?.(keys, range, 3_600, signal),
      series.readPlot?.(keys, range, 10, signal),
      series.readLatest?.(keys, signal),
    ]) {
      if (pages !== undefined) await collect(pages)
    }
  }
}

function itReadsSamples(harness: () => SeriesHarness): void {
  it('discovers the series it can read', async () => {
    const { signals } = await harness().source.discover(patience())
    expect(harness().keys.length).toBeGreaterThan(1)
    expect(signals.map(({ sourceKey }) => sourceKey)).toEqual(expect.arrayContaining([...harness().keys]))
  })

  it('includes the start and excludes the end', async () => {
    const [key = ''] = harness().keys
    const ofKey = async (over?: TimeRange) =>
      (await readSamples(harness(), over)).rows.filter(({ sourceKey }) => sourceKey === key)
    const whole = await ofKey()
    const [first = 0, , third = 0] = new Set(whole.map(({ at }) => at.getTime()))
    const part = await ofKey({ start: new Date(first), end: new Date(third) })
    expect(part).toEqual(whole.filter(({ at }) => at.getTime() >= first && at.getTime() < third))
    expect(part.length).toBeGreaterThan(0)
  })

  it('gives each series oldest first', async () => {
    const { rows } = await readSamples(harness())
    for (const samples of Map.groupBy(rows, ({ sourceKey }) => sourceKey).values()) {
      const instants = samples.map(({ at }) => at.getTime())
      expect(instants).toEqual(instants.toSorted((a, b) => a - b))
    }
    expect(new Set(rows.map(({ sourceKey }) => sourceKey))).toEqual(new Set(harness().keys))
  })

  it('gives the same samples in small pages as in one', async () => {
    const paged = await readSamples({ ...harness(), source: harness().smallPages })
    expect(sortSamples(paged.rows)).toEqual(sortSamples((await readSamples(harness())).rows))
    expect(paged.refused).toEqual([])
  })

  it('gives each sample once over two ranges that meet', async () => {
    const { start, end } = harness().range
    const middle = new Date((start.getTime() + end.getTime()) / 2)
    const before = await readSamples(harness(), { start, end: middle })
    const after = await readSamples(harness(), { start: middle, end })
    expect(sortSamples([...before.rows, ...after.rows])).toEqual(sortSamples((await readSamples(harness())).rows))
  })

  it('keeps samples without a number, with the reason', async () => {
    for (const { value, quality, reason } of (await readSamples(harness())).rows) {
      const isUsable = quality !== 'bad' && quality !== 'missing'
      expect({ hasValue: value !== null, hasReason: reason !== null }).toEqual({
        hasValue: isUsable,
        hasReason: !isUsable,
      })
    }
  })

  it('summarises each series once a step, aligned to the start', async () => {
    const { rows } = await readSteps(harness())
    const start = harness().range.start.getTime()
    for (const key of harness().keys) {
      const steps = rows.filter(({ sourceKey }) => sourceKey === key)
      expect(steps.map((step) => (step.start.getTime() - start) / hourMs)).toEqual([0, 1, 2, 3, 4, 5])
      for (const step of steps) expectSound(step)
    }
  })
}

function itBoundsItsReads(harness: () => SeriesHarness): void {
  it('gives nothing for an empty range and for one without samples', async () => {
    const { start } = harness().range
    const empty = { rows: [], refused: [], reasons: [], updatedTo: null }
    expect(await readSamples(harness(), { start, end: start })).toEqual(empty)
    expect((await readSamples(harness(), harness().emptyRange)).rows).toEqual([])
  })

  it('gives nothing of no series', async () => {
    expect((await readSamples({ ...harness(), keys: [] })).rows).toEqual([])
    expect((await readSteps({ ...harness(), keys: [] })).rows).toEqual([])
  })

  it('refuses an unknown series and reads the others', async () => {
    const { unknownKey, keys } = harness()
    const { rows, refused } = await readSamples({ ...harness(), keys: [unknownKey, ...keys] })
    expect(refused).toEqual([unknownKey])
    expect(new Set(rows.map(({ sourceKey }) => sourceKey))).toEqual(new Set(keys))
  })

  it('reads 31 days, over the end of a month too, and refuses a range longer by a millisecond', async () => {
    const { start } = harness().emptyRange
    const end = new Date(start.getTime() + 31 * 24 * hourMs)
    expect(end.getUTCMonth()).not.toBe(start.getUTCMonth())
    expect((await readSamples(harness(), { start, end })).refused).toEqual([])
    const attempt = readSamples(harness(), { start, end: new Date(end.getTime() + 1) })
    await expect(attempt).rejects.toThrow(RangeError)
  })

  it('hears an abort before the first page and between pages', async () => {
    const { smallPages, keys, range } = harness()
    await expectAborts((inner) => smallPages.series.readRecorded(keys, range, inner))
  })
}

function sortSamples(samples: readonly Sample[]): Sample[] {
  return samples.toSorted((a, b) => a.sourceKey.localeCompare(b.sourceKey) || a.at.getTime() - b.at.getTime())
}

function expectSound({ average, minimum, maximum, goodShare, count }: Summary): void {
  expect(goodShare).toBeGreaterThanOrEqual(0)
  expect(goodShare).toBeLessThanOrEqual(1)
  expect(count).toBeGreaterThanOrEqual(0)
  expect([average, minimum, maximum].every((value) => (value === null) === (goodShare === 0))).toBe(true)
  if (average === null || minimum === null || maximum === null) return
  const tolerance = 1e-6 * Math.max(1, Math.abs(average))
  expect(average).toBeGreaterThanOrEqual(minimum - tolerance)
  expect(average).toBeLessThanOrEqual(maximum + tolerance)
}
