import { describe, expect, it } from 'vitest'
import {
  bestLiftGas,
  liftedOil,
  openingFor,
  pressuresAt,
  solveRate,
  type WellConditions,
  type WellKind,
  type WellModel,
} from './well-model.ts'

const producer: WellModel = {
  kind: 'oil-producer',
  depth: 2_700,
  productivity: 14,
  friction: 4e-6,
  chokeCapacity: 300,
  reservoirTemperature: 100,
}
const conditions: WellConditions = {
  reservoirPressure: 272,
  headerPressure: 22,
  waterCut: 0.3,
  gasOilRatio: 130,
  liftGas: 0,
  condition: 1,
}
const rateAt = (change: Partial<WellConditions>, opening = 0.5): number =>
  solveRate(producer, { ...conditions, ...change }, opening)

const others: [WellKind, WellModel, WellConditions][] = [
  [
    'gas-producer',
    { ...producer, kind: 'gas-producer', productivity: 40, friction: 2e-11, chokeCapacity: 210_000 },
    { ...conditions, headerPressure: 60 },
  ],
  [
    'water-injector',
    { ...producer, kind: 'water-injector', productivity: 30, friction: 3e-6, chokeCapacity: 500 },
    { ...conditions, headerPressure: 115 },
  ],
  [
    'gas-injector',
    { ...producer, kind: 'gas-injector', productivity: 11_000, friction: 1.5e-11, chokeCapacity: 180_000 },
    { ...conditions, headerPressure: 320 },
  ],
]

describe('an oil producer', () => {
  it('flows more with a stronger reservoir, a lower header and a wider choke, less with water and wear', () => {
    const rate = rateAt({})
    expect(rateAt({ reservoirPressure: 285 })).toBeGreaterThan(rate)
    expect(rateAt({ headerPressure: 15 })).toBeGreaterThan(rate)
    expect(rateAt({}, 0.7)).toBeGreaterThan(rate)
    expect(rateAt({ waterCut: 0.6 })).toBeLessThan(rate)
    expect(rateAt({ condition: 0.8 })).toBeLessThan(rate)
  })

  it('stands still behind a closed choke and against a header that it cannot lift to', () => {
    expect(rateAt({}, 0)).toBe(0)
    expect(rateAt({ reservoirPressure: 120 })).toBe(0)
  })

  it('shows reservoir pressure downhole and a higher wellhead pressure when it is shut in', () => {
    const flowing = pressuresAt(producer, conditions, rateAt({}))
    const shutIn = pressuresAt(producer, conditions, 0)
    expect(shutIn.downhole).toBe(conditions.reservoirPressure)
    expect(shutIn.wellhead).toBeGreaterThan(flowing.wellhead)
    expect(flowing.wellhead).toBeGreaterThan(conditions.headerPressure)
  })

  it('gives most oil at an amount of lift gas inside the range, and less on both sides of it', () => {
    const heavy = { ...conditions, waterCut: 0.6, gasOilRatio: 90 }
    const best = bestLiftGas(producer, heavy, 0.5)
    const oil = (liftGas: number): number => liftedOil(producer, heavy, 0.5, liftGas)
    expect(best).toBeGreaterThan(20_000)
    expect(best).toBeLessThan(350_000)
    expect(oil(best)).toBeGreaterThan(1.05 * oil(0))
    expect(oil(best)).toBeGreaterThan(oil(best / 2))
    expect(oil(best)).toBeGreaterThan(oil(best * 2))
  })

  it('has diminishing returns of lift gas up to the best', () => {
    const heavy = { ...conditions, waterCut: 0.6, gasOilRatio: 90 }
    const best = bestLiftGas(producer, heavy, 0.5)
    const oil = [0.4, 0.6, 0.8, 1].map((share) => liftedOil(producer, heavy, 0.5, share * best))
    const gains = oil.slice(1).map((value, index) => value - (oil[index] ?? 0))
    expect(gains).toEqual(gains.toSorted((left, right) => right - left))
  })
})

describe.each([['oil-producer', producer, conditions], ...others] as const)('a %s', (_, model, under) => {
  it('settles where inflow, tubing and choke agree', () => {
    const rate = solveRate(model, under, 0.5)
    expect(rate).toBeGreaterThan(0)
    expect(openingFor(model, under, rate)).toBeCloseTo(0.5, 6)
  })

  it('needs a narrower choke for a smaller rate', () => {
    const rate = solveRate(model, under, 0.5)
    expect(openingFor(model, under, 0.6 * rate)).toBeLessThan(0.5)
    expect(openingFor(model, under, 0)).toBe(0)
  })
})
