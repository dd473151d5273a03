import type { Endurance, EnduranceFigure, StockPosition } from '@tieback/contracts'
import { listCargoSlots } from '../../field/logistics/cargo-slots.ts'
import type { TerminalPlan } from '../../field/logistics/plans.ts'
import { gaugedStockAt, stockByTank, tankSizes } from '../../field/logistics/stock.ts'
import { gaugedAt, type LogisticsReadingOf, toInstant } from './logistics-reading.ts'

const dayMs = 86_400_000

/** Days that planned liftings are spread over. */
const horizonDays = 14

/** Stock as it was last gauged, Sm³; null where it never was. */
export function gaugedStock(reading: LogisticsReadingOf, plan: TerminalPlan): number | null {
  const gauged = gaugedAt(reading, plan)
  return gauged === null ? null : gaugedStockAt(reading.world.field.seed, plan, gauged.ms)
}

/** Free volume of all tanks together, Sm³: each counts from its own most, and none below 0. */
const ullageOf = (plan: TerminalPlan, stock: number): number => {
  const most = tankSizes(plan).maxOperating / plan.tankIds.length
  return stockByTank(plan, stock).reduce((sum, each) => sum + Math.max(0, most - each), 0)
}

export function toStockPosition(reading: LogisticsReadingOf, plan: TerminalPlan): StockPosition {
  const { of, ofNullable } = reading.volume
  const gauged = gaugedAt(reading, plan)
  const stock = gaugedStock(reading, plan)
  const { dead, minOperating, maxOperating } = tankSizes(plan)
  const ullage = stock === null ? null : ullageOf(plan, stock)
  return {
    at: gauged === null ? null : toInstant(gauged.ms),
    quality: gauged?.quality ?? 'missing',
    stock: ofNullable(stock),
    deadStock: of(dead),
    held: 0,
    available: ofNullable(stock === null ? null : Math.max(0, stock - dead)),
    maxOperating: of(maxOperating),
    ullageVolume: ofNullable(ullage),
    usableUllageVolume: ofNullable(ullage),
    workingCapacity: of(maxOperating - minOperating),
  }
}

function figureOf(volume: number | null, ratePerDay: number, formula: string): EnduranceFigure {
  if (volume === null) return { state: 'unknown', days: null, formula }
  if (ratePerDay <= 0) return { state: 'not-limiting', days: null, formula }
  return { state: 'limiting', days: Math.max(0, volume / ratePerDay), formula }
}

/** How long the tanks last, by mean rates. */
export function toEndurance(reading: LogisticsReadingOf, plan: TerminalPlan): Endurance {
  const { world, atMs, volume, rate } = reading
  const gauged = gaugedAt(reading, plan)
  const stock = gaugedStock(reading, plan)
  const ullage = stock === null ? null : ullageOf(plan, stock)
  const available = stock === null ? null : Math.max(0, stock - tankSizes(plan).dead)
  const ahead = listCargoSlots(world.field.seed, plan, atMs, atMs + horizonDays * dayMs)
  const lifted = ahead.reduce((sum, slot) => {
    const left = Math.min(slot.loadEnd, atMs + horizonDays * dayMs) - Math.max(slot.loadStart, atMs)
    return sum + slot.volume * Math.max(0, left / (slot.loadEnd - slot.loadStart))
  }, 0)
  const lifting = lifted / horizonDays
  const receipt = plan.receiptPerDay
  return {
    toFull: figureOf(ullage, receipt - lifting, 'ullageVolume ÷ (receiptRate − liftingRate)'),
    withoutLifting: figureOf(ullage, receipt, 'ullageVolume ÷ receiptRate'),
    toEmpty: figureOf(available, lifting - receipt, 'availableStock ÷ (liftingRate − receiptRate)'),
    inputs: {
      at: gauged === null ? null : toInstant(gauged.ms),
      ullageVolume: volume.ofNullable(ullage),
      availableStock: volume.ofNullable(available),
      receiptRate: rate.of(receipt),
      receiptRateBasis: 'forecast',
      receiptRateNow: rate.of(receipt),
      liftingRate: rate.of(lifting),
      horizonDays,
    },
  }
}
