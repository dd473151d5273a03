import type { DayTable } from './day-table.ts'
import { lossAt, stepsOf, type Outage } from './outages.ts'

/** Rates in m3/d through one facility at a moment, or volumes in m3 over a day. Gas is formation gas; lift gas goes round and is apart. */
export interface Flows {
  readonly oil: number
  readonly gas: number
  readonly water: number
  readonly liftGas: number
  readonly oilExport: number
  readonly gasFuel: number
  readonly gasFlare: number
  readonly gasInjected: number
  readonly gasExport: number
  readonly waterInjected: number
  readonly waterDisposed: number
}

const flowNames = [
  'oil',
  'gas',
  'water',
  'liftGas',
  'oilExport',
  'gasFuel',
  'gasFlare',
  'gasInjected',
  'gasExport',
  'waterInjected',
  'waterDisposed',
] as const satisfies readonly (keyof Flows)[]

/** What a well gives or takes in per day while nothing restrains it, in m3/d. */
export interface FullRates {
  readonly oil: number
  readonly gas: number
  readonly water: number
  readonly liftGas: number
  readonly waterInjected: number
  readonly gasInjected: number
}

/** What the facility can take, in m3/d. */
export interface Capacity {
  readonly liquid: number
  /** Formation and lift gas together. */
  readonly gas: number
  readonly water: number
  readonly fuel: number
}

/** Oil that leaves a storage vessel within the day: its window, and the rate in m3/d. */
export interface Offloading {
  readonly startMs: number
  readonly endMs: number
  readonly rate: number
}

/** One facility over one production day, in pieces within which nothing changes. */
export interface FacilityDay {
  /** Indexes of the wells that belong to it this day. */
  readonly wells: readonly number[]
  /** Starts of the pieces and the end of the last, in milliseconds since 1970. */
  readonly cuts: readonly number[]
  /** Piece by piece: the share of its full rate that each well runs at. */
  readonly shares: readonly Float64Array[]
  readonly rates: readonly Flows[]
  /** Volumes of the whole day. */
  readonly volumes: Flows
}

export interface FacilityDayInput {
  readonly day: number
  readonly days: DayTable
  readonly wells: readonly number[]
  readonly full: readonly FullRates[]
  /** By well: outages that touch the day. */
  readonly outages: readonly (readonly Outage[])[]
  readonly capacity: Capacity
  readonly isStoring: boolean
  readonly offloading: Offloading | null
}

function cutsOf(input: FacilityDayInput): number[] {
  const start = input.days.startMs(input.day)
  const end = input.days.startMs(input.day + 1)
  const cuts = new Set([start, end])
  const add = (ms: number): void => {
    if (ms > start && ms < end) cuts.add(ms)
  }
  for (const outages of input.outages) for (const outage of outages) stepsOf(outage).forEach(add)
  if (input.offloading !== null) [input.offloading.startMs, input.offloading.endMs].forEach(add)
  return [...cuts].sort((left, right) => left - right)
}

/** What outages leave of a well: the hardest of those that overlap decides. */
function shareLeft(outages: readonly Outage[], instantMs: number): number {
  let loss = 0
  for (const outage of outages) loss = Math.max(loss, lossAt(outage, instantMs))
  return 1 - loss
}

function sumOf(full: readonly FullRates[], shares: Float64Array, rate: keyof FullRates): number {
  let sum = 0
  for (const [place, rates] of full.entries()) sum += rates[rate] * (shares[place] ?? 0)
  return sum
}

/** How far producers are choked back so that nothing is fed beyond what it can take, 0..1. */
function chokeBack(oil: number, gasAndLift: number, water: number, capacity: Capacity): number {
  const room = (limit: number, wanted: number): number => (wanted > limit ? limit / wanted : 1)
  return Math.min(room(capacity.liquid, oil + water), room(capacity.gas, gasAndLift), room(capacity.water, water))
}

/** Scales shares in place: producers by one factor, injectors by what there is to inject. */
function restrain(
  full: readonly FullRates[],
  shares: Float64Array,
  producers: number,
  water: number,
  gas: number,
): void {
  for (const [place, rates] of full.entries()) {
    const factor = rates.waterInjected > 0 ? water : rates.gasInjected > 0 ? gas : producers
    shares[place] = (shares[place] ?? 0) * factor
  }
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, part / whole) : 0)

function piece(input: FacilityDayInput, instantMs: number): { shares: Float64Array; rates: Flows } {
  const { full, capacity, outages } = input
  const shares = Float64Array.from(outages, (of) => shareLeft(of, instantMs))
  const wanted = (rate: keyof FullRates): number => sumOf(full, shares, rate)
  const factor = chokeBack(wanted('oil'), wanted('gas') + wanted('liftGas'), wanted('water'), capacity)
  const oil = wanted('oil') * factor
  const gas = wanted('gas') * factor
  const water = wanted('water') * factor
  const isTripped = outages.some((of) => of.some((o) => o.cause.code === 'PRO-COMP' && lossAt(o, instantMs) > 0))
  const gasFuel = Math.min(capacity.fuel, 0.9 * gas)
  const gasFlare = gas * (isTripped ? 0.06 : 0.004)
  const injectable = { water: wanted('waterInjected'), gas: wanted('gasInjected') }
  const waterInjected = Math.min(injectable.water, water)
  const gasInjected = Math.min(injectable.gas, 0.8 * (gas - gasFuel - gasFlare))
  const liftGas = wanted('liftGas') * factor
  restrain(full, shares, factor, share(waterInjected, injectable.water), share(gasInjected, injectable.gas))
  const { offloading } = input
  const isOffloading = offloading !== null && instantMs >= offloading.startMs && instantMs < offloading.endMs
  const oilExport = input.isStoring ? (isOffloading ? offloading.rate : 0) : oil
  const gasExport = gas - gasFuel - gasFlare - gasInjected
  const waterDisposed = water - waterInjected
  return {
    shares,
    rates: {
      oil,
      gas,
      water,
      liftGas,
      oilExport,
      gasFuel,
      gasFlare,
      gasInjected,
      gasExport,
      waterInjected,
      waterDisposed,
    },
  }
}

/** Length of a piece in days of 24 hours, what a rate in m3/d is multiplied with. */
export function pieceDays(cuts: readonly number[], index: number): number {
  return ((cuts[index + 1] ?? 0) - (cuts[index] ?? 0)) / 86_400_000
}

function volumesOf(cuts: readonly number[], rates: readonly Flows[]): Flows {
  const volumes = Object.fromEntries(
    flowNames.map((name) => [name, rates.reduce((sum, flows, index) => sum + flows[name] * pieceDays(cuts, index), 0)]),
  )
  // Safe: flowNames lists every flow.
  return volumes as unknown as Flows
}

/** Runs one facility through one day: outages first, then what separators, compressors and water treatment can take. */
export function runFacilityDay(input: FacilityDayInput): FacilityDay {
  const cuts = cutsOf(input)
  const pieces = cuts.slice(0, -1).map((cut, index) => piece(input, (cut + (cuts[index + 1] ?? cut)) / 2))
  const rates = pieces.map((of) => of.rates)
  return { wells: input.wells, cuts, shares: pieces.map((of) => of.shares), rates, volumes: volumesOf(cuts, rates) }
}

/** Index of the piece that an instant of the day lies in. */
export function pieceAt(cuts: readonly number[], instantMs: number): number {
  let index = 0
  while (index < cuts.length - 2 && (cuts[index + 1] ?? Infinity) <= instantMs) index++
  return index
}
