import { describe, expect, it } from 'vitest'
import { profileSeries } from './series-profile.ts'
import { findSpikes } from './spike.ts'
import { atIndex, beside, noisy, nothingKnown, pressure, profileOf, replaced, sampled } from './test/sampled.ts'
import { factsOf } from './test/synthetic-field.ts'

const sound = noisy(288)
const find = (values: readonly (number | null | undefined)[], facts = pressure) =>
  findSpikes(profileOf(values, facts), [], nothingKnown)

describe('findSpikes', () => {
  it('finds one sample far away, until the one that is back', () => {
    const [doubt, ...more] = find(replaced(sound, 100, 1, () => 150))
    expect(more).toEqual([])
    expect(doubt).toMatchObject({ rule: 'spike', fromMs: atIndex(100), toMs: atIndex(101) })
    expect(doubt?.message).toMatch(
      /^150 barg in one sample between values of \d+(\.\d+)? barg: away by .* and back at once\.$/,
    )
  })

  it('finds both samples of a scan that was stored twice, and one that went down', () => {
    expect(find(replaced(sound, 100, 2, () => 150))).toMatchObject([{ fromMs: atIndex(100), toMs: atIndex(102) }])
    expect(find(replaced(sound, 100, 1, () => 0))).toHaveLength(1)
  })

  it('finds two in one day', () => {
    expect(
      find(
        replaced(
          replaced(sound, 100, 1, () => 150),
          200,
          1,
          () => 150,
        ),
      ),
    ).toHaveLength(2)
  })

  it('finds nothing in noise, in any of fifty days of it', () => {
    for (let seed = 1; seed <= 50; seed++) expect(find(noisy(288, { seed }))).toEqual([])
  })

  it.each([
    ['a step', (index: number) => (index < 144 ? 0 : 90)],
    ['a ramp', (index: number) => index / 2],
    ['a ramp that turns', (index: number) => Math.abs(144 - index)],
    ['a shut-in of an hour', (index: number) => (index >= 144 && index < 156 ? -60 : 0)],
  ])('finds nothing in %s', (_, shape) => {
    expect(find(sound.map((value, index) => value + shape(index)))).toEqual([])
  })

  it('finds one on a ramp', () => {
    const ramp = sound.map((value, index) => value + index / 2)
    expect(find(replaced(ramp, 100, 1, () => 400))).toMatchObject([{ fromMs: atIndex(100) }])
  })

  it('does not call it one where the series jumps like that all day', () => {
    expect(find(sound.map((value, index) => (index % 10 === 0 ? 150 : value)))).toEqual([])
  })

  it('does not call a sample one whose neighbours are hours away', () => {
    const lonely = replaced<number | undefined>(sound, 90, 20, (index) => (index === 100 ? 150 : undefined))
    expect(find(lonely)).toEqual([])
  })

  it('takes what shows on another instrument of the node for an event', () => {
    const tripped = profileOf(replaced(sound, 100, 1, () => 150))
    const too = profileOf(replaced(noisy(288, { seed: 5 }), 100, 1, () => 20))
    expect(findSpikes(tripped, [beside(too)], nothingKnown)).toEqual([])
    expect(findSpikes(tripped, [beside(too, false)], nothingKnown)).toHaveLength(1)
  })

  it('leaves settings alone', () => {
    const tried = replaced(Array<number>(288).fill(45), 100, 1, () => 60)
    expect(find(tried, factsOf('choke', { unit: '%' }))).toEqual([])
    expect(find(tried)).toHaveLength(1)
  })

  it('finds nothing in a series that never moves, or has next to no samples', () => {
    expect(find(Array<number>(50).fill(0))).toEqual([])
    expect(find([1, 900])).toEqual([])
    expect(findSpikes(profileSeries(sampled([]), pressure), [], nothingKnown)).toEqual([])
  })
})
