import type { Figure, Kpi, Summary } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { headline } from './headline.ts'

const figure = (value: number | null, more: Partial<Figure> = {}): Figure => ({
  value,
  quality: value === null ? 'missing' : 'good',
  status: 'provisional',
  coverage: { coverage: 1, measured: 0.96, estimated: 0.04, missing: 0 },
  refused: null,
  ...more,
})

const kpi = (actual: Figure, deltaShare: number | null): Kpi => ({
  quantity: 'oil_production',
  unit: { unit: 'm3', reference: 'metric', basis: null, label: 'Sm³' },
  actualMeasure: 'allocated',
  actual,
  plan: figure(42_550),
  potential: figure(44_000),
  delta: deltaShare === null ? null : deltaShare * 42_550,
  deltaShare,
})

const summary = (total: Kpi[]): Summary => ({
  day: {
    day: '2026-11-18',
    start: '2026-11-18T05:00:00.000Z',
    end: '2026-11-19T05:00:00.000Z',
    hours: 24,
    timeZone: 'Europe/Oslo',
  },
  unitSystem: 'metric',
  total,
  now: null,
  tiles: [],
})

const sixOClock = Date.parse('2026-11-19T05:10:00Z')

describe('the headline', () => {
  it('says how much, against plan, how sure and how final', () => {
    expect(headline(summary([kpi(figure(41_230), -0.0312)]), true, sixOClock, 'en')).toBe(
      'Yesterday (18 Nov 2026): 41,230 Sm³ oil, −3.1 % to plan, 96 % measured, provisional.',
    )
  })

  it('names an older day by its date, and a day without a plan so', () => {
    expect(headline(summary([kpi(figure(41_230), null)]), false, sixOClock + 86_400_000, 'en')).toBe(
      '18 Nov 2026: 41,230 Sm³ oil, no plan, 96 % measured.',
    )
  })

  it('says that a figure was withheld rather than showing a dash', () => {
    const refused = figure(null, { refused: { reason: 'not-enough-data', coverage: 0.43, threshold: 0.5 } })
    expect(headline(summary([kpi(refused, null)]), false, sixOClock, 'en')).toContain(
      '(has 43 % of the expected, needs 50 %)',
    )
  })

  it('never makes a zero of nothing', () => {
    expect(headline(summary([]), false, sixOClock, 'en')).toBe('Yesterday (18 Nov 2026): no production figures yet.')
    expect(headline(summary([kpi(figure(null), null)]), false, sixOClock, 'en')).toContain('no production figures yet')
    expect(headline(summary([kpi(figure(0), -1)]), false, sixOClock, 'en')).toContain('0 Sm³ oil, −100.0 % to plan')
    expect(headline({ ...summary([]), day: null }, false, sixOClock, 'en')).toContain('No site calendar')
  })
})
