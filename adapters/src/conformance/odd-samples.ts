import { expect, it } from 'vitest'
import type { Sample, TimeRange } from '../port.ts'
import { expectFlatMemory } from './flat-memory.ts'
import { collect, hourMs, patience, type SeriesHarness, type SeriesSource, type ServedSample } from './harness.ts'

const day = { start: new Date('2025-10-30T00:00:00Z'), end: new Date('2025-10-31T00:00:00Z') }
const at = (time: string) => `2025-10-30T${time}Z`
const instantOf = (ms: number) => new Date(ms).toISOString()

/** What a server with odd samples must not bring about. Cases that its wire can't show are left out by the harness. */
export function itReadsOddSamples(harness: () => SeriesHarness): void {
  /** Serves the samples, reads them back in large pages and in small ones, and gives what both agree on. */
  async function serveAndRead(samples: readonly ServedSample[], range: TimeRange = day) {
    const served = await harness().serve?.(samples)
    if (served === undefined) return null
    const { source, smallPages, key, dispose } = served
    try {
      const read = (from: SeriesSource) => collect(from.series.readRecorded([key], range, patience()))
      const whole = await read(source)
      expect(pairs((await read(smallPages)).rows)).toEqual(pairs(whole.rows))
      return whole
    } finally {
      await dispose()
    }
  }

  it('gives instants in UTC, to the millisecond, however many decimals they come with', async () => {
    const read = await serveAndRead([
      { at: at('06:00:00'), value: 1 },
      { at: at('06:00:00.5'), value: 2 },
      { at: at('06:00:00.75'), value: 3 },
      { at: at('06:00:01.1234567'), value: 4 },
    ])
    if (read === null) return
    expect(read.rows.map((row) => row.at.toISOString())).toEqual(
      ['06:00:00.000', '06:00:00.500', '06:00:00.750', '06:00:01.123'].map(at),
    )
  })

  it('keeps every sample of a crowded timestamp', async () => {
    const crowd = Array.from({ length: 8 }, (_, index) => ({ at: at('07:00:00'), value: index + 0.5 }))
    const read = await serveAndRead([{ at: at('06:00:00'), value: 100 }, ...crowd, { at: at('08:00:00'), value: 200 }])
    if (read === null) return
    expect(read.rows.map(({ value }) => value)).toEqual([100, ...crowd.map(({ value }) => value), 200])
  })

  it('gives samples oldest first and loses none, whatever order the server sends them in and however often', async () => {
    const sent = [1, 2, 4, 3, 3, 2, 5].map((hour) => ({ at: at(`0${hour}:00:00`), value: hour }))
    const read = await serveAndRead(sent)
    if (read === null) return
    const instants = read.rows.map((row) => row.at.getTime())
    expect(instants).toEqual(instants.toSorted((a, b) => a - b))
    expect([...new Set(read.rows.map(({ value }) => value))]).toEqual([1, 2, 3, 4, 5])
  })

  it('reads on where a value changes its type, and takes no text for a number', async () => {
    const values = [1.5, 'Bad Input', 2.5, '3.5', true, 4.5]
    const read = await serveAndRead(values.map((value, hour) => ({ at: at(`0${hour}:00:00`), value })))
    if (read === null) return
    const numbers = read.rows.flatMap(({ value }) => (value === null ? [] : [value]))
    expect(numbers.filter((value) => ![1.5, 2.5, 4.5].includes(value))).toEqual([])
    expect(numbers).toEqual([1.5, 2.5, 4.5])
    // What isn't a number is told of: as a sample with its reason, or as refused.
    expect(read.rows.length + read.refused.length).toBeGreaterThan(numbers.length)
  })

  it('keeps samples of a clock some minutes ahead, and refuses those hours ahead', async () => {
    const now = harness().now.getTime()
    const [fast, far] = [instantOf(now + 5 * 60_000), instantOf(now + 3 * hourMs)]
    const read = await serveAndRead(
      [
        { at: instantOf(now - 60_000), value: 1 },
        { at: fast, value: 2 },
        { at: far, value: 3 },
      ],
      { start: new Date(now - hourMs), end: new Date(now + 6 * hourMs) },
    )
    if (read === null) return
    expect(read.rows.map(({ value }) => value)).toEqual([1, 2])
    expect(read.reasons).toEqual(['future-sample'])
  })

  it.each([
    ['25 hours', '2025-10-25T22:00:00Z', 25],
    ['23 hours', '2025-03-29T23:00:00Z', 23],
  ])('reads a day of %s whole', async (_what, start, hours) => {
    const startMs = Date.parse(start)
    const samples = Array.from({ length: hours + 1 }, (_, hour) => ({
      at: instantOf(startMs + hour * hourMs),
      value: hour,
    }))
    const read = await serveAndRead(samples, {
      start: new Date(startMs),
      end: new Date(startMs + hours * hourMs),
    })
    if (read === null) return
    expect(read.rows.map(({ value }) => value)).toEqual(samples.slice(0, hours).map(({ value }) => value))
  })

  it('keeps memory flat over a million samples', { timeout: 120_000 }, async () => {
    const samples = 1_000_000
    const endless = await harness().serveEndless?.(samples)
    if (endless === undefined) return
    const { source, keys, range, dispose } = endless
    try {
      await expectFlatMemory(source.series.readRecorded(keys, range, AbortSignal.timeout(120_000)), samples)
    } finally {
      await dispose()
    }
  })
}

/** The order within one instant is the server's own. */
function pairs(samples: readonly Sample[]): string[] {
  return samples.map((sample) => `${sample.at.toISOString()} ${sample.value ?? 'null'}`).toSorted()
}
