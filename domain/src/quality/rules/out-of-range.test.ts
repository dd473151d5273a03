import { Quantity } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { quantityTable } from '../../units/quantity-table.ts'
import { findOutOfRange } from './out-of-range.ts'
import { physicalLimits } from './physical-limits.ts'
import { atIndex, noisy, nothingKnown, pressure, profileOf, replaced } from './test/sampled.ts'
import { factsOf } from './test/synthetic-field.ts'

const sound = noisy(100)
const find = (values: readonly (number | null | undefined)[], facts = pressure) =>
  findOutOfRange(profileOf(values, facts), nothingKnown)

describe('findOutOfRange', () => {
  it('finds a gauge pressure below a vacuum, from the first such sample to the first that can be', () => {
    expect(find(replaced(sound, 40, 3, (index) => -2 - index / 100))).toEqual([
      {
        rule: 'out-of-range',
        fromMs: atIndex(40),
        toMs: atIndex(43),
        message: '-2.42 barg in 3 samples, below -1.013 barg, the least that can be.',
      },
    ])
  })

  it('knows gauge from absolute', () => {
    const absolute = { ...pressure, basis: 'absolute' } as const
    const low = replaced(sound, 40, 1, () => -0.5)
    expect(find(low)).toEqual([])
    expect(find(low, absolute)).toHaveLength(1)
    expect(
      find(
        replaced(sound, 40, 1, () => 0.001),
        absolute,
      ),
    ).toEqual([])
  })

  it('compares in the unit of the series', () => {
    const inPascal = factsOf('downhole_pressure', { unit: 'Pa', basis: 'gauge' })
    expect(find([2.2e7, 2.3e7], inPascal)).toEqual([])
    expect(find([2.2e7, 2.2e9], inPascal)).toHaveLength(1)
    const inFahrenheit = factsOf('wellhead_temperature', { unit: 'degF' })
    expect(find([400, 500], inFahrenheit)).toEqual([])
    expect(find([400, 700], inFahrenheit)).toHaveLength(1)
  })

  it('finds a downhole gauge that shows nothing at all', () => {
    expect(find([0, 0, 0], factsOf('downhole_pressure', { basis: 'gauge' }))).toMatchObject([{ toMs: null }])
  })

  it('lets a meter without flow drift about zero, and no further', () => {
    const rate = factsOf('oil_production', { unit: 'm3/d' })
    const about = replaced(noisy(100, { level: 800, sigma: 5 }), 40, 10, (index) => (index % 2 === 0 ? -4 : 3))
    expect(find(about, rate)).toEqual([])
    expect(
      find(
        replaced(about, 45, 1, () => -30),
        rate,
      ),
    ).toHaveLength(1)
  })

  it('lets a transmitter show what one that works shows beyond its ends', () => {
    const ranged = { ...pressure, instrument: { low: 0, high: 100 } }
    expect(find([50, 103, -1.2, 50], ranged)).toEqual([])
    expect(find([50, 104, 50], ranged)[0]?.message).toBe(
      "104 barg in one sample, above 100 barg, the end of the instrument's range.",
    )
    expect(find([50, -1.5, 50], ranged)).toHaveLength(1)
  })

  it('allows a facility what no well can give', () => {
    const export_ = factsOf('oil_export', { unit: 'm3/d', nodeKind: 'facility' })
    expect(find([60_000], export_)).toEqual([])
    expect(find([60_000], { ...export_, nodeKind: 'well' })).toHaveLength(1)
  })

  it('says nothing of a counter, which has no highest', () => {
    expect(find([9e9, -5], factsOf('oil_production', { unit: 'm3' }))).toEqual([])
  })

  it('does not judge what carries no value', () => {
    expect(find([60, null, undefined, 60])).toEqual([])
  })
})

describe('physicalLimits', () => {
  it('has a lowest below a highest for every quantity, in canonical units and as a rate', () => {
    for (const quantity of Quantity.options) {
      const { canonical } = quantityTable[quantity]
      const unit = canonical.unit === 'm3' ? 'm3/d' : canonical.unit
      const limits = physicalLimits(factsOf(quantity, { ...canonical, unit }))
      expect(limits, quantity).not.toBeNull()
      expect(limits?.low, quantity).toBeLessThan(limits?.high ?? Number.NaN)
    }
  })
})
