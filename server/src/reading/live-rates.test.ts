import type { SampleRow, SignalRow } from '@tieback/store'
import { describe, expect, it } from 'vitest'
import { LiveRates } from './live-rates.ts'

const at = new Date('2026-03-12T08:00:00Z')
const ids = ['1', '2', '3']

const signals = ids.map((id): SignalRow => ({
  id: `sig-${id}`,
  nodeId: `well-${id}`,
  sourceId: 'pi',
  sourceKey: id,
  name: 'Oil rate',
  quantity: 'oil_production',
  unit: 'm3/d',
  reference: 'metric',
  basis: null,
  interpolation: 'linear',
  expectedPeriodS: 300,
  instrument: null,
  lastSampleAt: null,
}))

const sample = (id: string, minutesAgo: number): SampleRow => ({
  signalId: `sig-${id}`,
  at: new Date(at.getTime() - minutesAgo * 60_000),
  value: 100,
  quality: 'good',
  reason: null,
})

const sumOf = (samples: readonly SampleRow[], nodeIds = ids.map((id) => `well-${id}`)) =>
  new LiveRates(signals, samples, at, 0.5).sum(new Set(nodeIds), 'oil_production', 'metric')

describe('the live rate', () => {
  it('sums the newest samples, and tells the oldest that it needs', () => {
    const rate = sumOf([sample('1', 1), sample('2', 4), sample('3', 2)])
    expect(rate).toMatchObject({ value: 300, coverage: 1, at: '2026-03-12T07:56:00.000Z' })
  })

  it('is refused where too few wells have a sample in time', () => {
    const rate = sumOf([sample('1', 1), sample('2', 16), sample('3', 60)])
    expect(rate?.value).toBeNull()
    expect(rate?.coverage).toBeCloseTo(1 / 3, 9)
  })

  it('is none where no node has a series', () => {
    expect(sumOf([sample('1', 1)], ['well-9'])).toBeNull()
  })
})
