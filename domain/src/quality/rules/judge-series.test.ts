import { describe, expect, it } from 'vitest'
import type { Doubt } from './doubt.ts'
import { judgeSeries, type Judging } from './judge-series.ts'
import { profileSeries, type SeriesProfile } from './series-profile.ts'
import { atIndex, lively, noisy, pressure, profileOf, replaced, sampled } from './test/sampled.ts'

const judging = (more: Partial<Judging> = {}): Judging => ({
  ...{ siblings: lively(), known: [], beforeMs: null, settledMs: atIndex(72), toMs: atIndex(288), hourly: null },
  ...more,
})

const faulty = (): (number | undefined)[] => {
  const withSpike = replaced(noisy(288), 90, 1, () => 150)
  const withFrozen = replaced(withSpike, 150, 20, () => 60.02)
  return replaced<number | undefined>(withFrozen, 250, 30, () => undefined)
}

describe('judgeSeries', () => {
  it('tells what each rule doubts, oldest first, and leaves the samples as they came', () => {
    const samples = sampled(faulty())
    const before = structuredClone(samples)
    const doubts = judgeSeries(profileSeries(samples, pressure), judging())
    expect(doubts.map(({ rule }) => rule)).toEqual(['spike', 'frozen', 'stale'])
    expect(samples).toEqual(before)
  })

  it('changes nothing when it judges again with what came out of it', () => {
    const profile = profileOf(faulty())
    const once = judgeSeries(profile, judging())
    expect(judgeSeries(profile, judging({ known: once }))).toEqual(once)
  })

  it('keeps a doubt as it was while the window slides over it', () => {
    const values = replaced(noisy(576), 200, 20, () => 60.02)
    let known: readonly Doubt[] = []
    for (let end = 288; end <= 500; end++) {
      const window = values.map((value, index) => (index >= end - 288 && index < end ? value : undefined))
      const span = { settledMs: atIndex(end - 216), toMs: atIndex(end) }
      known = judgeSeries(profileOf(window), judging({ ...span, siblings: lively(576), known }))
      expect(known).toMatchObject([{ rule: 'frozen', fromMs: atIndex(200), toMs: atIndex(220) }])
    }
  })

  it('judges only levels by hourly averages: those of a silent series repeat what it last showed', () => {
    const hours = (value: number): SeriesProfile => {
      const at = Array.from({ length: 24 }, (_, hour) => atIndex(12 * hour))
      return profileSeries({ at, value: at.map(() => value), quality: at.map(() => 'good') }, pressure)
    }
    const silent = judging({ beforeMs: atIndex(-300) })
    const rulesOf = (hourly: SeriesProfile) => judgeSeries(profileOf([]), { ...silent, hourly }).map(({ rule }) => rule)
    expect(rulesOf(hours(60))).toEqual(['stale'])
    expect(rulesOf(hours(-20))).toEqual(['stale', 'out-of-range'])
  })

  it('takes columns of one length only', () => {
    expect(() => profileSeries({ ...sampled([1, 2]), value: [1] }, pressure)).toThrow(RangeError)
  })
})
