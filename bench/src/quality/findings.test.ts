import { describe, expect, it } from 'vitest'
import { judgeLabelled, judgePlanted, judgeWells } from './findings.ts'
import { nab } from './nab.ts'
import { petrobras3w, readInstance } from './petrobras-3w.ts'
import { hasSharedData, sharedData } from './shared-data.ts'
import { simulateSensors } from './simulated-sensors.ts'

const hourMs = 3_600_000

/** Cases on published data. Without it they are skipped with a line that says so, except in CI, where they must run. */
function describeOnSharedData(folder: string, title: string, cases: () => void): void {
  if (hasSharedData(folder)) {
    describe(title, cases)
  } else if (process.env['CI'] === 'true') {
    it(`${title}: has its data`, () => {
      throw new Error(`${sharedData(folder)} is missing; in CI the cases on real data must run`)
    })
  } else {
    describe.skip(`${title} (no data in ../shared/data/${folder})`, cases)
  }
}

const marksOf = ({ rules }: { rules: readonly { rule: string; marks: number }[] }) =>
  Object.fromEntries(rules.map(({ rule, marks }) => [rule, marks]))

describe('what the rules find in the simulated field', () => {
  it('is every frozen sensor in 95 of 100 cases at least, and one that is none once in 100 months of a series at most', () => {
    const days = 12
    const series = simulateSensors({ seed: 11, days, facilities: 10 })
    const walk = { windowMs: 24 * hourMs, stepMs: 18 * hourMs }
    const { tagMonths, planted, found, falseAlarms } = judgePlanted(series, days, walk)
    expect(tagMonths).toBeGreaterThan(300)
    expect(planted).toBeGreaterThan(20)
    expect(found / planted).toBeGreaterThanOrEqual(0.95)
    expect(falseAlarms.length, falseAlarms.join('\n')).toBeLessThanOrEqual(tagMonths / 100)
  })
})

describeOnSharedData(petrobras3w, 'what the rules find in recordings of real wells', () => {
  it('is a gauge that shows nothing, and a pressure below any that can be', () => {
    const { dead, told, ...findings } = judgeWells([readInstance('1_WELL-00001_20140124213136')])
    expect(dead).toEqual({ listed: 2, doubted: 2 })
    expect(marksOf(findings)).toMatchObject({ 'out-of-range': 2, stale: 0, spike: 0, 'unit-step': 0 })
    expect(told.join('\n')).toContain('0 Pa in at least 3600 samples, below 100000 Pa')
    expect(told.join('\n')).toContain('-300900 Pa in at least 3600 samples, below -101300 Pa')
  })

  it('is pressures of thousands of bar, and not the hydrate that the well had', () => {
    const { told } = judgeWells([readInstance('8_WELL-00020_20120410192326')])
    const outOfRange = told.filter((mark) => mark.includes('out-of-range'))
    expect(outOfRange.map((mark) => /\) (\w+):/.exec(mark)?.[1])).toEqual(['p_pdg_pa', 'p_tpt_pa', 'p_jus_ckgl_pa'])
  })

  it('is nothing in a sound recording of a valve that closed by itself: an event of the well is no fault of its sensors', () => {
    const { others, rules } = judgeWells([readInstance('2_WELL-00012_20170320033022')])
    expect(others).toEqual({ listed: 4, doubted: 0 })
    expect(rules.every(({ marks }) => marks === 0)).toBe(true)
  })
})

describeOnSharedData(nab, 'what the rules find in labelled series', () => {
  it('is the flat day that was made for it, and no unit that changed', () => {
    const findings = judgeLabelled()
    const frozen = findings.rules.find(({ rule }) => rule === 'frozen')
    expect(findings.series).toBe(10)
    expect(frozen).toMatchObject({ marks: 1, inEvents: 1 })
    expect(marksOf(findings)).toMatchObject({ 'unit-step': 0, 'out-of-range': 0 })
  })
})
