import { describe, expect, it } from 'vitest'
import type { Doubt } from './doubt.ts'
import { judgeByWindows } from './test/judge-by-windows.ts'
import { createRandom, dayMs, hourMs, makeField, type MadeSeries } from './test/synthetic-field.ts'

/** Months of facilities of eight wells with six series each: 336 months of a series. */
const facilities = [1, 2, 3, 4, 5, 6, 7]
const wells = 8
const walk = { fromMs: Date.UTC(2026, 2, 1), toMs: Date.UTC(2026, 2, 31), stepMs: 18 * hourMs }
const makeFacility = (seed: number): MadeSeries[] => makeField(seed, wells, walk.fromMs, walk.toMs)
const tagMonths = facilities.length * makeFacility(1).length

interface Planted {
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
}

const touches = (doubt: Doubt, { fromMs, toMs }: Planted): boolean =>
  doubt.fromMs < toMs && fromMs < (doubt.toMs ?? Infinity)

/** Values that stay for half an hour to five and a half, about once in ten days, in the series that show noise. */
function plantFrozen(field: readonly MadeSeries[], seed: number): Planted[] {
  const random = createRandom(seed)
  return field.flatMap((series): Planted[] => {
    if (!/WHP|OIL/.test(series.name)) return []
    const planted: Planted[] = []
    for (let day = walk.fromMs + dayMs; day < walk.toMs - dayMs; day += dayMs) {
      const fromMs = day + random() * 18 * hourMs
      const toMs = fromMs + (0.5 + 5 * random()) * hourMs
      const first = series.at.findIndex((at) => at >= fromMs)
      const held = series.value[first] ?? null
      if (random() > 0.1 || held === 0) continue
      // Half of them flicker in their last digit.
      const flicker = random() < 0.5 ? 0 : 1e-6
      for (let index = first; (series.at[index] ?? Infinity) < toMs; index++) {
        series.value[index] = held === null ? null : held * (1 + flicker * (index % 2))
      }
      planted.push({ name: series.name, fromMs, toMs })
    }
    return planted
  })
}

describe('frozen sensors among sound ones', () => {
  it('are found in 95 of 100 cases at least', () => {
    let planted = 0
    let found = 0
    for (const seed of facilities.slice(0, 4)) {
      const field = makeFacility(seed)
      const faults = plantFrozen(field, 100 + seed)
      const doubts = judgeByWindows(field, walk)
      planted += faults.length
      found += faults.filter((fault) =>
        (doubts.get(fault.name) ?? []).some((doubt) => doubt.rule === 'frozen' && touches(doubt, fault)),
      ).length
    }
    expect(planted).toBeGreaterThan(150)
    expect(found / planted).toBeGreaterThanOrEqual(0.95)
  })

  it('are suspected wrongly once in a hundred months of a series at most, and nor are spikes, ranges or units', () => {
    const wrong: string[] = []
    for (const seed of facilities) {
      for (const [name, doubts] of judgeByWindows(makeFacility(seed), walk)) {
        // Scans that were lost are silences, which the field does have.
        wrong.push(...doubts.filter(({ rule }) => rule !== 'stale').map(({ message }) => `${name}: ${message}`))
      }
    }
    expect(tagMonths).toBeGreaterThan(300)
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(tagMonths / 100)
  })
})
