import { Quality } from '@tieback/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reduceLine, reduceSamples, type SampleArrays } from './reduce-samples.ts'

const minuteMs = 60_000

const samplesOf = (values: (number | null)[], stepMs = minuteMs): SampleArrays => ({
  at: values.map((_, index) => index * stepMs),
  value: values,
  quality: values.map((value): Quality => (value === null ? 'missing' : 'good')),
})

const wave = (count: number): (number | null)[] =>
  Array.from({ length: count }, (_, index) => Math.sin(index / 50) * 100)

const anySamples: fc.Arbitrary<SampleArrays> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 3_600_000 }),
      fc.option(fc.double({ min: -1e3, max: 1e3, noNaN: true })),
      fc.constantFrom(...Quality.options),
    ),
    { maxLength: 400 },
  )
  .map((rows) => {
    let at = 0
    const times = rows.map(([step]) => (at += step))
    return { at: times, value: rows.map(([, value]) => value), quality: rows.map(([, , quality]) => quality) }
  })

const isDrawn = (samples: SampleArrays, index: number): boolean => {
  const quality = samples.quality[index]
  return samples.value[index] !== null && quality !== 'bad' && quality !== 'missing'
}

describe('reduceSamples', () => {
  it('keeps everything where there is room', () => {
    expect(reduceSamples(samplesOf([1, 2, null, 4]), 4)).toEqual([0, 1, 2, 3])
    expect(reduceSamples(samplesOf([]), 4)).toEqual([])
  })

  it('keeps a spike of one sample among a hundred thousand', () => {
    const values = wave(100_000)
    values[54_321] = 1e6
    const kept = reduceSamples(samplesOf(values), 500)
    expect(kept).toContain(54_321)
    expect(kept.length).toBeLessThanOrEqual(500)
    expect(kept.length).toBeGreaterThan(400)
  })

  it('keeps the lowest and the highest of each span of time', () => {
    const values = Array.from({ length: 1000 }, (_, index) => (index % 100 === 40 ? 50 : index % 100 === 60 ? -50 : 0))
    const kept = new Set(reduceSamples(samplesOf(values), 24))
    for (let span = 0; span < 10; span++) {
      expect(kept).toContain(span * 100 + 40)
      expect(kept).toContain(span * 100 + 60)
    }
  })

  it('keeps both edges of a gap and a sample within it, so that nothing is drawn across', () => {
    const values = wave(5000)
    values.fill(null, 2000, 2300)
    expect(reduceSamples(samplesOf(values), 100)).toEqual(expect.arrayContaining([1999, 2000, 2300]))
  })

  it('takes a number whose quality says that it is none for a gap', () => {
    const samples = samplesOf(wave(1000))
    const quality = Array.from({ length: 1000 }, (_, index): Quality => (index === 500 ? 'bad' : 'good'))
    expect(reduceSamples({ ...samples, quality }, 20)).toEqual(expect.arrayContaining([499, 500, 501]))
  })

  it('keeps the longest gaps where there is no room for all', () => {
    const values = wave(2000).map((value, index) => (index % 20 === 10 ? null : value))
    values.fill(null, 1200, 1300)
    const kept = reduceSamples(samplesOf(values), 30)
    expect(kept).toEqual(expect.arrayContaining([1199, 1200, 1300]))
    expect(kept.length).toBeLessThanOrEqual(30)
  })

  it('keeps the ends of a series that holds no value at all', () => {
    const kept = reduceSamples(samplesOf(Array.from({ length: 50 }, () => null)), 10)
    expect(kept).toEqual([0, 49])
  })

  it('takes samples of one timestamp', () => {
    const kept = reduceSamples(samplesOf(wave(100), 0), 10)
    expect(kept[0]).toBe(0)
    expect(kept.at(-1)).toBe(99)
  })

  it('takes typed arrays', () => {
    const samples = samplesOf(wave(100))
    expect(reduceSamples({ ...samples, at: Float64Array.from(samples.at) }, 10)).toEqual(reduceSamples(samples, 10))
  })

  it('keeps the ends, and then an extreme, where there is room for two or three points', () => {
    const samples = samplesOf([0, 5, 1, -5, 0])
    expect(reduceSamples(samples, 2)).toEqual([0, 4])
    expect(reduceSamples(samples, 3)).toEqual([0, 3, 4])
  })

  it('refuses fewer than two points, and columns of different lengths', () => {
    const samples = samplesOf(wave(10))
    expect(() => reduceSamples(samples, 1)).toThrow(RangeError)
    expect(() => reduceSamples(samples, Number.NaN)).toThrow(RangeError)
    expect(() => reduceSamples({ ...samples, value: [1] }, 5)).toThrow(/differ in length/)
  })

  it('never exceeds the limit, stays in order, and keeps ends and extremes, whatever the series', () => {
    fc.assert(
      fc.property(anySamples, fc.integer({ min: 4, max: 60 }), (samples, maxPoints) => {
        const kept = reduceSamples(samples, maxPoints)
        const count = samples.at.length
        expect(kept.length).toBeLessThanOrEqual(maxPoints)
        expect(kept).toEqual([...new Set(kept)].toSorted((a, b) => a - b))
        expect(kept[0]).toBe(count === 0 ? undefined : 0)
        expect(kept.at(-1)).toBe(count === 0 ? undefined : count - 1)
        const drawn = (indexes: number[]): number[] =>
          indexes.filter((index) => isDrawn(samples, index)).map((index) => samples.value[index] ?? Number.NaN)
        const all = drawn(Array.from({ length: count }, (_, index) => index))
        expect(Math.max(...drawn(kept))).toBe(Math.max(...all))
        expect(Math.min(...drawn(kept))).toBe(Math.min(...all))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps the edges of every gap where there is room for them', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        const indexes = Array.from({ length: samples.at.length }, (_, index) => index)
        const edges = indexes.filter((index) => index > 0 && isDrawn(samples, index) !== isDrawn(samples, index - 1))
        const kept = new Set(reduceSamples(samples, 4 + 3 * edges.length))
        for (const index of edges) {
          expect(kept).toContain(index)
          // Into a gap, the sample before its first counts as an edge too.
          if (!isDrawn(samples, index)) expect(kept).toContain(index - 1)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('reduceLine', () => {
  it('keeps what reduceSamples keeps, gaps being no numbers', () => {
    fc.assert(
      fc.property(anySamples, fc.integer({ min: 2, max: 60 }), (samples, maxPoints) => {
        const drawn = Float64Array.from(samples.at, (_, index) =>
          isDrawn(samples, index) ? (samples.value[index] ?? NaN) : NaN,
        )
        expect(reduceLine(samples.at, drawn, maxPoints)).toEqual(reduceSamples(samples, maxPoints))
      }),
    )
  })

  it('takes infinity for a value, the highest or the lowest that there is', () => {
    const drawn = Float64Array.from(wave(100) as number[])
    drawn[40] = Infinity
    drawn[60] = -Infinity
    expect(reduceLine(Float64Array.from(drawn.keys()), drawn, 6)).toEqual(expect.arrayContaining([40, 60]))
  })

  it('refuses columns of different lengths', () => {
    expect(() => reduceLine([0, 1, 2], new Float64Array(2), 2)).toThrow(/differ in length/)
  })
})
