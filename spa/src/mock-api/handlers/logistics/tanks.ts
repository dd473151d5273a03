import type { Tank } from '@tieback/contracts'
import type { TerminalPlan } from '../../field/logistics/plans.ts'
import { stockByTank, tankSizes } from '../../field/logistics/stock.ts'
import { gaugedAt, type LogisticsReadingOf, readingOf } from './logistics-reading.ts'
import { gaugedStock } from './stock-position.ts'

/** Height of a full tank, m. */
const tankHeightM = 18

/** Share of what is observed in a tank that is free water. */
const freeWaterShare = 0.002

/** Every tank of a terminal as its gauges were last read. */
export function listTanks(reading: LogisticsReadingOf, plan: TerminalPlan): Tank[] {
  const { volume } = reading
  const gauged = gaugedAt(reading, plan)
  const count = plan.tankIds.length
  const sizes = tankSizes(plan)
  const [dead, most] = [sizes.dead / count, sizes.maxOperating / count]
  const stocks = stockByTank(plan, gaugedStock(reading, plan) ?? 0)
  return plan.tankIds.map((id, index): Tank => {
    const stock = stocks[index] ?? 0
    const level = (tankHeightM * stock) / (sizes.shell / count)
    const isFilling = stock > dead * 1.01 && stock < most * 0.99
    return {
      ...{ id, name: `T-${index + 1}`, grade: plan.grade, service: 'in-service', serviceNote: null, inServiceAt: null },
      activity: isFilling ? 'receiving' : 'idle',
      shellCapacity: volume.of(sizes.shell / count),
      maxOperating: volume.of(most),
      minOperating: volume.of(sizes.minOperating / count),
      deadStock: volume.of(dead),
      level: readingOf(gauged, level),
      ullageHeight: readingOf(gauged, tankHeightM - level),
      temperature: readingOf(gauged, 31.5 - index),
      observedVolume: readingOf(gauged, volume.of(stock * 1.01)),
      freeWater: readingOf(gauged, volume.of(stock * freeWaterShare)),
      stock: readingOf(gauged, volume.of(stock)),
      available: gauged === null ? null : volume.of(Math.max(0, stock - dead)),
      ullageVolume: gauged === null ? null : volume.of(Math.max(0, most - stock)),
    }
  })
}
