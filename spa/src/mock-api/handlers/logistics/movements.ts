import type { Berth, Movement, StockBalance } from '@tieback/contracts'
import { type CargoSlot, dayMs, hourMs, loadedBy, receivedBy } from '../../field/logistics/cargo-slots.ts'
import type { TerminalPlan } from '../../field/logistics/plans.ts'
import { gaugedStockAt } from '../../field/logistics/stock.ts'
import { gaugedAt, type LogisticsReadingOf, toInstant } from './logistics-reading.ts'

/** Half-open. */
export interface MsRange {
  readonly fromMs: number
  readonly toMs: number
}

/** The berth's calendar: taken from all fast to hoses off, free in between. */
function listWindows(slots: readonly CargoSlot[], range: MsRange): Berth['availability'] {
  const taken = slots
    .map((slot) => ({ slot, from: slot.loadStart - 4 * hourMs, to: slot.loadEnd + 2 * hourMs }))
    .filter(({ from, to }) => to > range.fromMs && from < range.toMs)
  const windows: Berth['availability'] = []
  let at = range.fromMs
  const free = (until: number): void => {
    if (until <= at) return
    windows.push({ from: toInstant(at), to: toInstant(until), state: 'available', cargo: null, note: null })
    at = until
  }
  for (const { slot, from, to } of taken) {
    free(Math.min(from, range.toMs))
    const end = Math.min(to, range.toMs)
    if (end <= at) continue
    const cargo = { id: slot.id, reference: slot.reference }
    windows.push({ from: toInstant(at), to: toInstant(end), state: 'occupied', cargo, note: null })
    at = end
  }
  free(range.toMs)
  return windows
}

/** The one berth of a terminal. */
export const toBerth = (
  { rate }: LogisticsReadingOf,
  plan: TerminalPlan,
  slots: readonly CargoSlot[],
  range: MsRange,
): Berth => ({
  ...{ id: plan.berthId, name: `${plan.name} 1`, kind: 'jetty', grades: [plan.grade] },
  loadingRateMax: rate.of((plan.receiptPerDay * plan.cargoEveryDays * 24) / 20),
  ...{ lengthOverallMax: 285, draughtMax: 16.5, displacementMax: 170_000 },
  availability: listWindows(slots, range),
})

/** Receipts by day, and each cargo; what has passed, what runs and what is planned. */
export function listMovements(
  reading: LogisticsReadingOf,
  plan: TerminalPlan,
  slots: readonly CargoSlot[],
  range: MsRange,
): Movement[] {
  const { atMs, volume } = reading
  const phaseOf = (start: number, end: number): Movement['phase'] =>
    end <= atMs ? 'actual' : start < atMs ? 'running' : 'planned'
  const tanks = plan.tankIds.map((id, index) => ({ id, name: `T-${index + 1}` }))
  const base = { grade: plan.grade, quality: 'good' as const, tanks }
  const days = Array.from(
    { length: Math.ceil((range.toMs - range.fromMs) / dayMs) },
    (_, index) => range.fromMs + index * dayMs,
  )
  const receipts = days.map((start): Movement => {
    const end = Math.min(start + dayMs, range.toMs)
    return {
      ...{ ...base, kind: 'receipt', phase: phaseOf(start, end), start: toInstant(start), end: toInstant(end) },
      volume: volume.of(receivedBy(plan, end) - receivedBy(plan, start)),
      pipeline: { id: plan.pipelineId, name: plan.pipelineName },
      cargo: null,
    }
  })
  const liftings = slots
    .filter(({ loadStart, loadEnd }) => loadEnd > range.fromMs && loadStart < range.toMs)
    .map(({ loadStart, loadEnd, volume: lifted, id, reference }): Movement => ({
      ...{ ...base, kind: 'lifting', phase: phaseOf(loadStart, loadEnd) },
      ...{ start: toInstant(loadStart), end: toInstant(loadEnd), volume: volume.of(-lifted) },
      ...{ pipeline: null, cargo: { id, reference } },
    }))
  return [...receipts, ...liftings].toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))
}

/** What has passed of the range. What gauges miss is the rest. */
export function toBalance(reading: LogisticsReadingOf, plan: TerminalPlan, range: MsRange): StockBalance {
  const { world, volume } = reading
  const { seed } = world.field
  const gauged = gaugedAt(reading, plan)
  const end = Math.max(range.fromMs, Math.min(range.toMs, gauged?.ms ?? reading.atMs))
  const span = { from: toInstant(range.fromMs), to: toInstant(end) }
  if (gauged === null) {
    const unknown = {
      opening: null,
      receipts: null,
      liftings: null,
      adjustments: null,
      closing: null,
      unaccounted: null,
    }
    return { ...span, ...unknown }
  }
  const opening = gaugedStockAt(seed, plan, range.fromMs)
  const closing = gaugedStockAt(seed, plan, end)
  const receipts = receivedBy(plan, end) - receivedBy(plan, range.fromMs)
  const liftings = loadedBy(seed, plan, end) - loadedBy(seed, plan, range.fromMs)
  return {
    ...span,
    opening: volume.of(opening),
    receipts: volume.of(receipts),
    liftings: volume.of(liftings),
    adjustments: 0,
    closing: volume.of(closing),
    unaccounted: volume.of(closing - opening - receipts + liftings),
  }
}
