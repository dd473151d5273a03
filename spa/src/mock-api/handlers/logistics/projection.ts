import type { CargoShort, FirstInstantQuantiles, ProjectionStep, StockProjection } from '@tieback/contracts'
import { cargoVolume, dayMs, hourMs, listCargoSlots, loadedBy, receivedBy } from '../../field/logistics/cargo-slots.ts'
import type { TerminalPlan } from '../../field/logistics/plans.ts'
import { tankSizes } from '../../field/logistics/stock.ts'
import { type LogisticsReadingOf, toInstant } from './logistics-reading.ts'
import { gaugedStock } from './stock-position.ts'

const stepMs = { hour: hourMs, 'six-hours': 6 * hourMs, day: dayMs } as const satisfies Record<ProjectionStep, number>

/** Distance of P10 and P90 from the median, in standard deviations. */
const tenthDeviations = 1.2816

/** Standard deviation of the stock after a day, as a share of a cargo; it grows with the root of time. */
const deviationPerDay = 0.045

/** A cargo that is short with at most this probability is not worth a word. */
const shortProbabilityMin = 0.05

/** Share of a normal distribution that lies below so many standard deviations; within 0.01 of the truth. */
const shareBelow = (deviations: number): number => 1 / (1 + Math.exp(-1.702 * deviations))

interface Projected {
  readonly at: readonly number[]
  readonly median: readonly number[]
  readonly deviation: readonly number[]
}

const firstAbove = ({ at }: Projected, values: readonly number[], limit: number): string | null => {
  const index = values.findIndex((value) => value > limit)
  return index < 0 ? null : toInstant(at[index] ?? 0)
}

/** When the stock first rises above a line: early by the high band, late by the low one. */
function whenAbove(projected: Projected, limit: number): FirstInstantQuantiles {
  const shifted = (deviations: number): number[] =>
    projected.median.map((value, index) => value + deviations * (projected.deviation[index] ?? 0))
  return {
    p10: firstAbove(projected, shifted(tenthDeviations), limit),
    p50: firstAbove(projected, shifted(0), limit),
    p90: firstAbove(projected, shifted(-tenthDeviations), limit),
  }
}

function project(reading: LogisticsReadingOf, plan: TerminalPlan, stock: number, at: readonly number[]): Projected {
  const { world, atMs } = reading
  const { seed } = world.field
  const moved = (ms: number): number => receivedBy(plan, ms) - loadedBy(seed, plan, ms)
  const cargo = cargoVolume(plan)
  return {
    at,
    median: at.map((ms) => stock + moved(ms) - moved(atMs)),
    deviation: at.map((ms) => cargo * deviationPerDay * Math.sqrt(Math.max(0, ms - atMs) / dayMs)),
  }
}

/** The first cargo of the horizon that may not be there in full. */
function findShort(reading: LogisticsReadingOf, plan: TerminalPlan, stock: number, toMs: number): CargoShort | null {
  const { world, atMs, volume } = reading
  const { dead } = tankSizes(plan)
  const slots = listCargoSlots(world.field.seed, plan, atMs, toMs).filter(({ loadStart }) => loadStart > atMs)
  for (const slot of slots) {
    const { median, deviation } = project(reading, plan, stock, [slot.loadStart])
    const [middle, spread] = [(median[0] ?? 0) - dead, deviation[0] ?? 0]
    const probability = shareBelow((slot.volume - middle) / Math.max(1e-9, spread))
    if (probability <= shortProbabilityMin) continue
    const available = (deviations: number): number => volume.of(Math.max(0, middle + deviations * spread))
    const at = Array.from({ length: Math.ceil((toMs - atMs) / hourMs) }, (_, index) => atMs + index * hourMs)
    return {
      cargo: { id: slot.id, reference: slot.reference },
      nominated: volume.of(slot.volume),
      dueAt: toInstant(slot.loadStart),
      available: { p10: available(-tenthDeviations), p50: available(0), p90: available(tenthDeviations) },
      readyAt: whenAbove(project(reading, plan, stock, at), dead + slot.volume),
      probability,
    }
  }
  return null
}

/** Where the stock is heading in [fromMs, toMs); null where it was never gauged, or the range is over. */
export function toProjection(
  reading: LogisticsReadingOf,
  plan: TerminalPlan,
  toMs: number,
  step: ProjectionStep,
): StockProjection | null {
  const { world, atMs, volume } = reading
  const stock = gaugedStock(reading, plan)
  if (stock === null || toMs <= atMs) return null
  const every = stepMs[step]
  const at = Array.from({ length: Math.ceil((toMs - atMs) / every) }, (_, index) => atMs + index * every)
  const projected = project(reading, plan, stock, at)
  const { median, deviation } = projected
  const { seed } = world.field
  const { dead, maxOperating } = tankSizes(plan)
  const column = (deviations: number): number[] =>
    median.map((value, index) => volume.of(Math.max(0, value + deviations * (deviation[index] ?? 0))))
  const over = median.map((value, index) => shareBelow((value - maxOperating) / Math.max(1e-9, deviation[index] ?? 0)))
  return {
    issuedAt: toInstant(atMs),
    model: { name: 'stock walk', version: '1.0' },
    step,
    simulatedStep: 1,
    at: at.map(toInstant),
    stock: { levels: [0.1, 0.5, 0.9], values: [column(-tenthDeviations), column(0), column(tenthDeviations)] },
    receipts: at.map((ms) => volume.of(receivedBy(plan, ms + every) - receivedBy(plan, ms))),
    liftings: at.map((ms) => volume.of(Math.max(0, loadedBy(seed, plan, ms + every) - loadedBy(seed, plan, ms)))),
    maxOperating: at.map(() => volume.of(maxOperating)),
    deadStock: at.map(() => volume.of(dead)),
    tankTop: { at: whenAbove(projected, maxOperating), probability: Math.max(...over) },
    cargoShort: findShort(reading, plan, stock, toMs),
    marginToMaxOperatingMin: volume.of(maxOperating - Math.max(...median)),
    marginToDeadStockMin: volume.of(Math.min(...median) - dead),
  }
}
