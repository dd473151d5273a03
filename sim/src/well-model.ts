/**
 * What one well gives under its reservoir and its choke. Rates are per day at 15 °C and 1.01325 bar, pressures bar gauge.
 * The main rate is liquid of an oil producer, gas of a gas producer, and what an injector takes in.
 */

export type WellKind = 'oil-producer' | 'gas-producer' | 'water-injector' | 'gas-injector'

/** What stays the same over a well's life. */
export interface WellModel {
  readonly kind: WellKind
  /** m, true vertical */
  readonly depth: number
  /** m3/d per bar of liquid and injected water; for gas producers m3/d per bar², for gas injectors m3/d per bar. */
  readonly productivity: number
  /** bar per (m3/d)², in the tubing */
  readonly friction: number
  /** m3/d per √bar through the fully open choke */
  readonly chokeCapacity: number
  /** degC */
  readonly reservoirTemperature: number
}

/** What a well works under at one moment. */
export interface WellConditions {
  readonly reservoirPressure: number
  /** Pressure beyond the choke: the separator's for producers, the pump's or compressor's for injectors. */
  readonly headerPressure: number
  /** Share of water in the liquid, 0..1. */
  readonly waterCut: number
  /** m3 of formation gas for each m3 of oil. */
  readonly gasOilRatio: number
  /** m3/d of gas circulated to lift the column. */
  readonly liftGas: number
  /** What is left of the productivity, 1 when new. */
  readonly condition: number
}

export interface WellPressures {
  readonly wellhead: number
  readonly downhole: number
}

const oilGradient = 0.0785
const waterGradient = 0.1
/** m3/m3 at which gas has taken half of what it can take from the column's weight. */
const halfLightRatio = 120
/** Tubing friction grows with the gas that comes along; at this ratio it counts like the liquid. */
const frictionRatio = 150

/** Weight of the tubing's content in bar, lighter the more gas comes with the liquid. */
function columnOf(model: WellModel, conditions: WellConditions, rate: number): number {
  if (model.kind === 'water-injector') return waterGradient * model.depth
  const { waterCut, gasOilRatio, liftGas } = conditions
  const gasLiquidRatio = gasOilRatio * (1 - waterCut) + liftGas / Math.max(rate, 1)
  const lightness = (0.75 * gasLiquidRatio) / (gasLiquidRatio + halfLightRatio)
  return (oilGradient * (1 - waterCut) + waterGradient * waterCut) * (1 - lightness) * model.depth
}

function downholeAt(model: WellModel, conditions: WellConditions, rate: number): number {
  const productivity = model.productivity * conditions.condition
  const pressure = conditions.reservoirPressure
  switch (model.kind) {
    case 'oil-producer':
      return pressure - rate / productivity
    case 'gas-producer':
      return Math.sqrt(Math.max(0, pressure * pressure - rate / productivity))
    case 'water-injector':
    case 'gas-injector':
      return pressure + rate / productivity
  }
}

/** Pressures while the well flows at a rate; at 0 those of the shut-in well. */
export function pressuresAt(model: WellModel, conditions: WellConditions, rate: number): WellPressures {
  const downhole = downholeAt(model, conditions, rate)
  switch (model.kind) {
    case 'oil-producer': {
      const gas = rate * conditions.gasOilRatio * (1 - conditions.waterCut) + conditions.liftGas
      const loss = rate > 0 ? model.friction * (rate + gas / frictionRatio) ** 2 : 0
      const lifted = rate > 0 ? conditions : { ...conditions, liftGas: 0 }
      return { downhole, wellhead: Math.max(0, downhole - columnOf(model, lifted, rate) - loss) }
    }
    case 'gas-producer':
      return { downhole, wellhead: Math.max(0, downhole / 1.22 - model.friction * rate * rate) }
    case 'water-injector':
      // Over a weak reservoir the column falls back: the gauge then shows nothing, not less.
      return {
        downhole,
        wellhead: Math.max(0, downhole - columnOf(model, conditions, rate) + model.friction * rate * rate),
      }
    case 'gas-injector':
      return { downhole, wellhead: downhole / 1.22 + model.friction * rate * rate }
  }
}

/** Pressure that the choke has to take away at a rate; falls as the rate grows. */
function chokeDrop(model: WellModel, conditions: WellConditions, rate: number): number {
  const towardsHeader = model.kind === 'oil-producer' || model.kind === 'gas-producer' ? 1 : -1
  return towardsHeader * (pressuresAt(model, conditions, rate).wellhead - conditions.headerPressure)
}

/** No well of the field comes near it; it only bounds the search. */
const rateMax = 8_000_000

/**
 * The rate at which inflow, tubing and choke agree, in m3/d; 0 where the well can't flow against its header.
 *
 * opening  share of the choke's travel, 0..1
 */
export function solveRate(model: WellModel, conditions: WellConditions, opening: number): number {
  if (opening <= 0 || chokeDrop(model, conditions, 1e-3) <= 0) return 0
  const capacity = model.chokeCapacity * opening
  let low = 0
  // Beyond this rate even the largest drop that the well can offer doesn't push more through the choke.
  let high = Math.min(rateMax, capacity * Math.sqrt(chokeDrop(model, conditions, 1e-3)))
  for (let step = 0; step < 30; step++) {
    const rate = (low + high) / 2
    const throughChoke = rate / capacity
    if (chokeDrop(model, conditions, rate) > throughChoke * throughChoke) low = rate
    else high = rate
  }
  return (low + high) / 2
}

/** The opening at which the choke lets exactly `rate` through, 0..1; 1 where even fully open it takes too much. */
export function openingFor(model: WellModel, conditions: WellConditions, rate: number): number {
  if (rate <= 0) return 0
  const drop = chokeDrop(model, conditions, rate)
  if (drop <= 0) return 1
  return Math.min(1, rate / (model.chokeCapacity * Math.sqrt(drop)))
}

/** Wellhead temperature in degC: the faster the flow, the less it cools on its way up. */
export function wellheadTemperature(model: WellModel, rate: number): number {
  const ambient = 6
  const carried = 0.85 * (1 - Math.exp(-rate / (model.chokeCapacity * 1.5)))
  const source = model.kind === 'water-injector' ? 28 : model.kind === 'gas-injector' ? 45 : model.reservoirTemperature
  return ambient + (source - ambient) * carried
}

/** Oil in m3/d for an amount of lift gas: rises, reaches a maximum, and falls when friction eats the gain. */
export function liftedOil(model: WellModel, conditions: WellConditions, opening: number, liftGas: number): number {
  return solveRate(model, { ...conditions, liftGas }, opening) * (1 - conditions.waterCut)
}

/** The lift gas in m3/d that gives most oil, to about 1 %. */
export function bestLiftGas(model: WellModel, conditions: WellConditions, opening: number): number {
  const golden = 0.618
  let low = 0
  let high = 400_000
  while (high - low > 1_000) {
    const left = high - golden * (high - low)
    const right = low + golden * (high - low)
    const isLeftBetter = liftedOil(model, conditions, opening, left) > liftedOil(model, conditions, opening, right)
    if (isLeftBetter) high = right
    else low = left
  }
  return (low + high) / 2
}
