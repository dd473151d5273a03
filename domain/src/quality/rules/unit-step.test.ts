import { describe, expect, it } from 'vitest'
import { convert } from '../../units/convert.ts'
import type { Doubt } from './doubt.ts'
import { atIndex, beside, noisy, pressure, profileOf } from './test/sampled.ts'
import { dayMs, factsOf } from './test/synthetic-field.ts'
import { findUnitSteps } from './unit-step.ts'

const sound = noisy(288)
const now = atIndex(288)
const find = (values: readonly (number | null | undefined)[], facts = pressure, known: readonly Doubt[] = []) =>
  findUnitSteps(profileOf(values, facts), [], { known, now })
const from = (index: number, map: (value: number) => number, values = sound): number[] =>
  values.map((value, at) => (at < index ? value : map(value)))
const rate = factsOf('oil_production', { unit: 'm3/d' })

describe('findUnitSteps', () => {
  it('finds a pressure that goes on in psi, and says so', () => {
    expect(find(from(144, (value) => convert(value, 'bar', 'psi')))).toMatchObject([
      {
        rule: 'unit-step',
        fromMs: atIndex(144),
        toMs: null,
        message: expect.stringContaining('as if bar had become psi') as string,
      },
    ])
  })

  it.each([
    ['m3/d → bbl/d', rate, 6.289811],
    ['bbl/d → m3/d', rate, 1 / 6.289811],
    ['m3/d → m3/h', rate, 1 / 24],
    ['m3/h → m3/d', rate, 24],
    ['m3/d → thousands', rate, 1e-3],
    ['m3/d → ft3/d', factsOf('gas_production', { unit: 'm3/d' }), 35.31467],
    ['bar → kPa', pressure, 100],
    ['bar → Pa', pressure, 1e5],
  ])('finds %s', (_, facts, factor) => {
    expect(
      find(
        from(144, (value) => value * factor),
        facts,
      ),
    ).toHaveLength(1)
  })

  it('finds a temperature that goes on in degF, where no factor fits', () => {
    const warm = factsOf('wellhead_temperature', { unit: 'degC' })
    expect(
      find(
        from(144, (value) => 1.8 * value + 32),
        warm,
      ),
    ).toMatchObject([{ fromMs: atIndex(144) }])
    expect(
      find(
        from(144, (value) => value + 273.15),
        warm,
      ),
    ).toHaveLength(1)
  })

  it('ends it where the level comes back', () => {
    const there = from(100, (value) => value * 14.5038)
    const andBack = there.map((value, index) => (index < 200 ? value : (sound[index] ?? 0)))
    expect(find(andBack)).toMatchObject([{ fromMs: atIndex(100), toMs: atIndex(200) }])
  })

  it.each([
    ['double', 2],
    ['seven times', 7],
    ['a fifth', 0.2],
    ['seventeen times', 17],
  ])('finds nothing in a step to %s', (_, factor) => {
    expect(find(from(144, (value) => value * factor))).toEqual([])
  })

  it('finds nothing in a shut-in, a start, a ramp, or one sample', () => {
    expect(
      find(
        from(144, () => 0),
        rate,
      ),
    ).toEqual([])
    expect(find(from(144, () => 0).toReversed(), rate)).toEqual([])
    expect(
      find(
        sound.map((value, index) => value * (1 + Math.max(0, Math.min(5.2898, (index - 144) / 10)))),
        rate,
      ),
    ).toEqual([])
    expect(find(sound.map((value, index) => (index === 144 ? value * 14.5038 : value)))).toEqual([])
  })

  it('takes a step that another instrument of the node confirms for an event, unless that is one of unit too', () => {
    const stepped = profileOf(
      from(144, (value) => value * 6.289811),
      rate,
    )
    const opened = beside(profileOf(from(144, (value) => value / 2)))
    const changed = beside(profileOf(from(144, (value) => value * 14.5038)))
    const judge = (sibling: typeof opened) => findUnitSteps(stepped, [sibling], { known: [], now })
    expect(judge(opened)).toEqual([])
    expect(judge({ ...opened, isSameNode: false })).toHaveLength(1)
    expect(judge(changed)).toHaveLength(1)
    expect(judge(beside(profileOf(noisy(288, { seed: 4 }))))).toHaveLength(1)
  })

  it('holds on to a step from before the window until it steps back, a week at the most', () => {
    const open = (fromMs: number): Doubt => ({ rule: 'unit-step', fromMs, toMs: null, message: 'stepped' })
    const yesterday = open(atIndex(0) - dayMs)
    expect(find(sound, pressure, [yesterday])).toEqual([yesterday])
    const back = from(144, (value) => value / 14.5038)
    expect(find(back, pressure, [yesterday])).toEqual([{ ...yesterday, toMs: atIndex(144) }])
    expect(find(back, pressure, [{ ...yesterday, toMs: atIndex(144) }])).toEqual([{ ...yesterday, toMs: atIndex(144) }])
    const longAgo = open(atIndex(0) - 7 * dayMs)
    expect(find(sound, pressure, [longAgo])).toEqual([{ ...longAgo, toMs: atIndex(0) }])
  })
})
