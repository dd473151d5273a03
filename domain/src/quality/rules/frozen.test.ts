import { describe, expect, it } from 'vitest'
import { findFrozen } from './frozen.ts'
import { profileSeries } from './series-profile.ts'
import { atIndex, beside, lively, noisy, nothingKnown, pressure, profileOf, replaced, sampled } from './test/sampled.ts'
import { factsOf, hourMs } from './test/synthetic-field.ts'

const sound = noisy(288)
const stuck = replaced(sound, 200, 10, () => 60.05)

describe('findFrozen', () => {
  it('finds a value that stays while siblings move, from its first sample to the one that differs', () => {
    expect(findFrozen(profileOf(stuck), lively(), nothingKnown)).toEqual([
      {
        rule: 'frozen',
        fromMs: atIndex(200),
        toMs: atIndex(210),
        message: 'The same value, 60.05 barg, for 50 min, while 3 of 3 series beside it moved.',
      },
    ])
  })

  it('finds nothing in noise', () => {
    expect(findFrozen(profileOf(sound), lively(), nothingKnown)).toEqual([])
  })

  it('leaves the end open while it lasts, and says how long at least', () => {
    const [doubt] = findFrozen(profileOf(stuck.slice(0, 210)), lively(), nothingKnown)
    expect(doubt).toMatchObject({ toMs: null })
    expect(doubt?.message).toContain('for more than 45 min')
  })

  it('ends where a bad sample comes', () => {
    const [doubt] = findFrozen(profileOf([...stuck.slice(0, 210), null]), lively(), nothingKnown)
    expect(doubt).toMatchObject({ toMs: atIndex(210) })
  })

  it('takes the last digit that flickers for the same value', () => {
    const flickering = replaced(sound, 200, 10, (index) => 60.05 + (index % 2) * 0.001)
    expect(findFrozen(profileOf(flickering), lively(), nothingKnown)).toHaveLength(1)
  })

  it('finds nothing where the siblings stand still too', () => {
    const still = lively().map(({ profile }) =>
      beside(profileSeries(sampled(replaced([...profile.value], 200, 10, () => 61)), pressure)),
    )
    expect(findFrozen(profileOf(stuck), still, nothingKnown)).toEqual([])
  })

  it('wants more evidence where no sibling can be asked', () => {
    const short = profileOf(replaced(sound, 200, 5, () => 60.05))
    expect(findFrozen(short, lively(), nothingKnown)).toHaveLength(1)
    expect(findFrozen(short, [], nothingKnown)).toEqual([])
    expect(findFrozen(profileOf(replaced(sound, 200, 40, () => 60.05)), [], nothingKnown)).toHaveLength(1)
  })

  it('never calls silence frozen: compression that says now and then that nothing happened', () => {
    const sparse = sound.map((value, index) => (index < 100 ? value : index % 24 === 0 ? 60.05 : undefined))
    expect(findFrozen(profileOf(sparse), lively(), nothingKnown)).toEqual([])
    const onlyHeartbeats = sound.map((_, index) => (index % 24 === 0 ? 60.05 : undefined))
    const facts = { ...pressure, expectedPeriodS: 7_200 }
    expect(findFrozen(profileOf(onlyHeartbeats, facts), lively(), nothingKnown)).toEqual([])
  })

  it('leaves a shut-in well alone: a rate of zero, and settings', () => {
    const rate = factsOf('oil_production', { unit: 'm3/d' })
    expect(
      findFrozen(
        profileOf(
          replaced(sound, 200, 60, () => 0),
          rate,
        ),
        lively(),
        nothingKnown,
      ),
    ).toEqual([])
    const choke = factsOf('choke', { unit: '%' })
    expect(findFrozen(profileOf(stuck, choke), lively(), nothingKnown)).toEqual([])
    expect(findFrozen(profileOf(stuck, { ...pressure, interpolation: 'step' }), lively(), nothingKnown)).toEqual([])
  })

  it('does not ask other wells about one that is shut in', () => {
    const idle = beside(
      profileOf(
        replaced(sound, 190, 60, () => 0),
        factsOf('oil_production', { unit: 'm3/d' }),
      ),
    )
    const still = beside(profileOf(replaced(sound, 150, 138, () => 7)))
    const others = lively().map(({ profile }) => beside(profile, false))
    expect(findFrozen(profileOf(stuck), [idle, still, ...others], nothingKnown)).toEqual([])
    expect(findFrozen(profileOf(stuck), [still, ...others], nothingKnown)).toHaveLength(1)
  })

  it('gives a series that shows whole degrees half a day', () => {
    const degrees = sound.map((_, index) => Math.round(60 + 3 * Math.sin(index / 40)))
    expect(findFrozen(profileOf(degrees), lively(), nothingKnown)).toEqual([])
  })

  it('does not take a low rate, whose noise is small, for a still one', () => {
    const falling = noisy(288, { level: 0, sigma: 1 }).map(
      (draw, index) => (index < 200 ? 1_000 : 2) * (1 + 0.01 * draw),
    )
    expect(findFrozen(profileOf(falling, factsOf('gas_flare', { unit: 'm3/d' })), lively(), nothingKnown)).toEqual([])
  })

  it('goes on with a doubt that is known though what is left of it proves little', () => {
    const degrees = profileOf(sound.map((_, index) => Math.round(60 + 3 * Math.sin(index / 40))))
    expect(findFrozen(degrees, lively(), nothingKnown)).toEqual([])
    expect(findFrozen(degrees, lively(), { covers: (fromMs) => fromMs === atIndex(0) })).toHaveLength(1)
  })

  it('is not fooled by scans of one instant', () => {
    const { at, value, quality } = sampled(noisy(60))
    const tenfold = <Cell>(column: ArrayLike<Cell>): Cell[] =>
      Array.from(column).flatMap((cell) => Array<Cell>(10).fill(cell))
    const doubled = { at: tenfold(at), value: tenfold(value), quality: tenfold(quality) }
    expect(findFrozen(profileSeries(doubled, pressure), lively(), nothingKnown)).toEqual([])
  })

  it('wants some expected periods, however fast the scans', () => {
    const slow = { ...pressure, expectedPeriodS: (2 * hourMs) / 1_000 }
    expect(findFrozen(profileOf(stuck, slow), lively(), nothingKnown)).toEqual([])
  })
})
