import { between } from '../random.ts'
import { cargoVolume, loadedBy, receivedBy } from './cargo-slots.ts'
import type { TerminalPlan } from './plans.ts'

/** The fixed sizes of a terminal's tanks together, Sm³. */
export interface TankSizes {
  readonly dead: number
  readonly minOperating: number
  readonly maxOperating: number
  readonly shell: number
}

/** A cargo and a half fits above what no pump can reach. */
export function tankSizes(plan: TerminalPlan): TankSizes {
  const cargo = cargoVolume(plan)
  const dead = cargo * 0.12
  const maxOperating = dead + cargo * 1.6
  return { dead, minOperating: dead * 1.4, maxOperating, shell: maxOperating * 1.06 }
}

/** Stock as it is, without the errors of gauges, Sm³: just before a cargo loads there are one and a quarter of it. */
const stockAt = (seed: number, plan: TerminalPlan, atMs: number): number =>
  tankSizes(plan).dead + cargoVolume(plan) * 1.25 + receivedBy(plan, atMs) - loadedBy(seed, plan, atMs)

/** Stock as gauges read it, Sm³: what they miss is unaccounted for. */
export const gaugedStockAt = (seed: number, plan: TerminalPlan, atMs: number): number =>
  stockAt(seed, plan, atMs) + cargoVolume(plan) * between(-0.001, 0.001, seed, 'gauge', plan.id, atMs)

/** Stock of each tank, Sm³: one is filled after the other, and none below what no pump can reach. */
export function stockByTank(plan: TerminalPlan, stock: number): number[] {
  const count = plan.tankIds.length
  const { dead, maxOperating } = tankSizes(plan)
  const room = (maxOperating - dead) / count
  let left = stock - dead
  return plan.tankIds.map((_, index) => {
    const isLast = index === count - 1
    const part = isLast ? left : Math.min(room, Math.max(0, left))
    left -= part
    return dead / count + part
  })
}
