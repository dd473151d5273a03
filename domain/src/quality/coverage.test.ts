import { Coverage, Quality } from '@tieback/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { combineCoverage, coverageOf, type CoveragePart } from './coverage.ts'

const anyWeight = fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e6, noNaN: true }))
const anyLeaf = fc.constantFrom(...Quality.options).map((quality) => coverageOf(1, quality))
const anyPart: fc.Arbitrary<CoveragePart> = fc.record({ weight: anyWeight, coverage: anyLeaf })
const anyParts = fc.array(anyPart, { maxLength: 20 })

describe('coverageOf', () => {
  it('counts a value as measured, estimated or missing by its quality', () => {
    expect(coverageOf(1, 'good')).toEqual({ coverage: 1, measured: 1, estimated: 0, missing: 0 })
    expect(coverageOf(0, 'estimated')).toEqual({ coverage: 1, measured: 0, estimated: 1, missing: 0 })
    expect(coverageOf(1, 'bad')).toEqual({ coverage: 0, measured: 0, estimated: 0, missing: 1 })
  })

  it('counts null as missing, whatever its quality says', () => {
    expect(coverageOf(null, 'good').missing).toBe(1)
  })
})

describe('combineCoverage', () => {
  it('weighs each part', () => {
    const parts = [
      { weight: 600, coverage: coverageOf(1, 'good') },
      { weight: 300, coverage: coverageOf(1, 'estimated') },
      { weight: 100, coverage: coverageOf(null, 'missing') },
    ]
    const { coverage, measured, estimated, missing } = combineCoverage(parts) ?? coverageOf(null, 'missing')
    expect(coverage).toBeCloseTo(0.9, 12)
    expect(measured).toBeCloseTo(0.6, 12)
    expect(estimated).toBeCloseTo(0.3, 12)
    expect(missing).toBeCloseTo(0.1, 12)
  })

  it('is null where nothing was expected', () => {
    expect(combineCoverage([])).toBeNull()
    expect(combineCoverage([{ weight: 0, coverage: coverageOf(null, 'missing') }])).toBeNull()
  })

  it.each([-1, Number.NaN, Infinity])('refuses a weight of %s', (weight) => {
    expect(() => combineCoverage([{ weight, coverage: coverageOf(1, 'good') }])).toThrow(RangeError)
  })

  it('never rises when a bad or missing input is added', () => {
    fc.assert(
      fc.property(anyParts, anyWeight, fc.constantFrom<Quality>('bad', 'missing'), (parts, weight, quality) => {
        const before = combineCoverage(parts)
        const after = combineCoverage([...parts, { weight, coverage: coverageOf(null, quality) }])
        expect(after?.coverage ?? 0).toBeLessThanOrEqual((before?.coverage ?? 0) + 1e-12)
      }),
      { numRuns: 1000 },
    )
  })

  it('never falls when a missing input turns up', () => {
    fc.assert(
      fc.property(anyParts, anyWeight, (parts, weight) => {
        const without = combineCoverage([...parts, { weight, coverage: coverageOf(null, 'missing') }])
        const given = combineCoverage([...parts, { weight, coverage: coverageOf(1, 'good') }])
        expect(given?.coverage ?? 0).toBeGreaterThanOrEqual((without?.coverage ?? 0) - 1e-12)
      }),
    )
  })

  it('gives shares that the contract takes and that add up to one, at any depth', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyWeight, anyParts), { maxLength: 6 }), (groups) => {
        const parts = groups.flatMap(([weight, members]) => {
          const coverage = combineCoverage(members)
          return coverage === null ? [] : [{ weight, coverage }]
        })
        const total = combineCoverage(parts)
        if (total === null) return
        expect(Coverage.safeParse(total).success).toBe(true)
        expect(total.measured + total.estimated + total.missing).toBeCloseTo(1, 9)
        expect(total.coverage).toBeCloseTo(1 - total.missing, 12)
      }),
    )
  })
})
