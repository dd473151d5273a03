import { exampleAsOf } from '../examples/field.ts'
import {
  cargoes,
  hoursAhead,
  hoursUntil,
  loadingRate,
  loadingStarts,
  nominated,
  receiptRate,
  tenth,
} from '../examples/logistics.ts'
import type { CargoShort, StockProjection } from './projection.ts'

type Level = 'p10' | 'p50' | 'p90'
type Upcoming = keyof typeof nominated

/** The tanks in service, each as read now; the third is being inspected. */
export const tankStocks = { t1: 88_000, t2: 75_000 } as const
export const tankLimits = { shellCapacity: 100_000, maxOperating: 92_000, minOperating: 12_000, deadStock: 10_000 }

const inService = Object.keys(tankStocks).length
export const stockNow = tankStocks.t1 + tankStocks.t2
export const maxOperating = inService * tankLimits.maxOperating
export const deadStock = inService * tankLimits.deadStock

/** Loaded of a cargo by then; little stock goes with a vessel that comes early, so the low side of one is the low side of the other. */
function loaded(cargo: Upcoming, level: Level, hours: number): number {
  const started = hours - hoursUntil(loadingStarts[cargo][level])
  return Math.min(nominated[cargo], (Math.max(0, started) * loadingRate) / 24)
}

const received = (level: Level, hours: number) => (receiptRate[level] * hours) / 24

const stockAt = (level: Level, hours: number, lifted: readonly Upcoming[] = ['next', 'second']) =>
  tenth(lifted.reduce((stock, cargo) => stock - loaded(cargo, level, hours), stockNow + received(level, hours)))

const stepH = 6
const stepCount = 44
const steps = Array.from({ length: stepCount }, (_, index) => index * stepH)
const inStep = (volumeBy: (hours: number) => number) => (hours: number) =>
  tenth(volumeBy(hours + stepH) - volumeBy(hours))
const medianStock = steps.map((hours) => stockAt('p50', hours))

/** Until receipts alone have added this much, h. */
const hoursToReceive = (volume: number, level: Level) => (24 * volume) / receiptRate[level]

const dueAt = loadingStarts.second.p50
const availableAt = (level: Level) => tenth(stockAt(level, hoursUntil(dueAt), ['next']) - deadStock)
const toReceive = nominated.second + deadStock - (stockNow - nominated.next)

export const cargoShort: CargoShort = {
  cargo: cargoes.second,
  nominated: nominated.second,
  dueAt,
  available: { p10: availableAt('p10'), p50: availableAt('p50'), p90: availableAt('p90') },
  readyAt: {
    p10: hoursAhead(hoursToReceive(toReceive, 'p90')),
    p50: hoursAhead(hoursToReceive(toReceive, 'p50')),
    p90: hoursAhead(hoursToReceive(toReceive, 'p10')),
  },
  probability: 0.17,
}

/** Six-hourly over eleven days: if the vessel comes late while the wells deliver well, the tanks are full before it loads. */
export const projection: StockProjection = {
  issuedAt: exampleAsOf,
  model: { name: 'stock-simulation', version: '1.0.0' },
  step: 'six-hours',
  simulatedStep: 1,
  at: steps.map((hours) => hoursAhead(hours)),
  stock: {
    levels: [0.1, 0.5, 0.9],
    values: [steps.map((hours) => stockAt('p10', hours)), medianStock, steps.map((hours) => stockAt('p90', hours))],
  },
  receipts: steps.map(inStep((hours) => received('p50', hours))),
  liftings: steps.map(inStep((hours) => loaded('next', 'p50', hours) + loaded('second', 'p50', hours))),
  maxOperating: steps.map(() => maxOperating),
  deadStock: steps.map(() => deadStock),
  tankTop: {
    at: { p10: hoursAhead(hoursToReceive(maxOperating - stockNow, 'p90')), p50: null, p90: null },
    probability: 0.12,
  },
  cargoShort,
  marginToMaxOperatingMin: tenth(maxOperating - Math.max(...medianStock)),
  marginToDeadStockMin: tenth(Math.min(...medianStock) - deadStock),
}
