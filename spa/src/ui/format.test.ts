import { describe, expect, it } from 'vitest'
import {
  describeUnit,
  formatCompact,
  formatDelta,
  formatDeltaShare,
  formatNumber,
  formatPercent,
  formatWithUnit,
} from './format.ts'

const sm3 = { unit: 'm3', reference: 'metric', basis: null, label: 'Sm³' } as const

describe('numbers', () => {
  it('print a dash where there is none and a zero where zero was measured', () => {
    expect(formatNumber(null, 0, 'en')).toBe('—')
    expect(formatNumber(0, 0, 'en')).toBe('0')
    expect(formatNumber(-0.2, 0, 'en')).toBe('0')
  })

  it('follow the locale and keep their decimals', () => {
    expect(formatNumber(41_230.5, 1, 'en')).toBe('41,230.5')
    expect(formatNumber(41_230, 1, 'de')).toBe('41.230,0')
  })

  it('sign each delta with a true minus, in every locale', () => {
    expect(formatDelta(-12.34, 1, 'en')).toBe('−12.3')
    expect(formatDelta(-12.34, 1, 'nb')).toBe('−12,3')
    expect(formatDelta(12.34, 1, 'en')).toBe('+12.3')
    expect(formatDelta(-0.01, 1, 'en')).toBe('0.0')
    expect(formatDeltaShare(-0.0312, 'en')).toBe('−3.1 %')
    expect(formatDeltaShare(null, 'en')).toBe('—')
  })

  it('never round an incomplete share up to all, nor a small one down to nothing', () => {
    expect(formatPercent(1, 'en')).toBe('100 %')
    expect(formatPercent(0.9999, 'en')).toBe('>99 %')
    expect(formatPercent(0.0001, 'en')).toBe('<1 %')
    expect(formatPercent(0, 'en')).toBe('0 %')
    expect(formatPercent(0.96, 'en')).toBe('96 %')
  })

  it('shorten on tiles without ever printing 1,000.0 k', () => {
    expect(formatCompact(41_230, 0, 'en')).toBe('41,230')
    expect(formatCompact(99_999.4, 0, 'en')).toBe('99,999')
    expect(formatCompact(412_300, 0, 'en')).toBe('412.3 k')
    expect(formatCompact(999_960, 0, 'en')).toBe('1.00 M')
    expect(formatCompact(-1_234_567, 0, 'en')).toBe('−1.23 M')
    expect(formatCompact(123_456_789, 0, 'en')).toBe('123.5 M')
    expect(formatCompact(null, 0, 'en')).toBe('—')
  })
})

describe('units', () => {
  it('follow the figure, and nothing follows a dash', () => {
    expect(formatWithUnit(41_230, sm3, 'oil_production', 'metric', 'en')).toMatch(/^41,230(\.\d+)? Sm³$/)
    expect(formatWithUnit(null, sm3, 'oil_production', 'metric', 'en')).toBe('—')
  })

  it('say their reference condition, and which zero a pressure has', () => {
    expect(describeUnit(sm3)).toBe('Sm³ at 15 °C and 1.01325 bar')
    expect(describeUnit({ unit: 'bar', reference: null, basis: 'gauge', label: 'barg' })).toBe('barg, gauge pressure')
    expect(describeUnit({ unit: 'h', reference: null, basis: null, label: 'h' })).toBe('h')
  })
})
