import type { Quantity } from '@tieback/contracts'
import { convert } from '../../units/convert.ts'
import { quantityTable } from '../../units/quantity-table.ts'
import { unitTable, type UnitSpec } from '../../units/unit-table.ts'
import type { SeriesFacts } from './series-profile.ts'

/** Lowest and highest that can be, both possible themselves. */
export interface Limits {
  readonly low: number
  readonly high: number
}

/** m3/d. A bound of ours: the strongest oil well ever gauged (Cerro Azul 4, 1916) gave about 41 000. */
const liquidOfWell = 50_000

/** m3/d. A bound of ours: big-bore gas wells give a few millions. */
const gasOfWell = 20_000_000

/** A node above its wells carries what some tens of the strongest would. */
const wellsOfNode = 40

/** bar. Equipment at the wellhead is rated to 20 000 psi at most (API 6A and 17TR8). */
const wellheadHigh = 1_380

/** bar. Nothing below is an absolute pressure: ISO 13443's atmosphere, counted from which a vacuum is negative. */
const vacuum = -1.01325

/** By quantity, of a well, in canonical units; a volume is meant for each day. */
const limitTable: Readonly<Record<Quantity, Limits>> = {
  oil_production: { low: 0, high: liquidOfWell },
  gas_production: { low: 0, high: gasOfWell },
  condensate_production: { low: 0, high: liquidOfWell },
  ngl_production: { low: 0, high: liquidOfWell },
  water_production: { low: 0, high: liquidOfWell },
  water_injection: { low: 0, high: liquidOfWell },
  gas_injection: { low: 0, high: gasOfWell },
  gas_lift: { low: 0, high: gasOfWell },
  oil_export: { low: 0, high: liquidOfWell },
  gas_export: { low: 0, high: gasOfWell },
  gas_fuel: { low: 0, high: gasOfWell },
  gas_flare: { low: 0, high: gasOfWell },
  water_disposal: { low: 0, high: liquidOfWell },
  // A stock that is drawn down changes below zero.
  oil_stock_change: { low: -liquidOfWell, high: liquidOfWell },
  // The day on which clocks are set back has 25.
  on_stream_hours: { low: 0, high: 25 },
  // NAMUR NE 43: a transmitter that works shows 3.8 to 20.5 mA, which is 1.25 % below its range to 3.125 % above.
  choke: { low: -1.25, high: 103.125 },
  wellhead_pressure: { low: vacuum, high: wellheadHigh },
  // API 6A, temperature classes K (from -60 °C) to Y (up to 345 °C).
  wellhead_temperature: { low: -60, high: 345 },
  // A column of fluid stands above the gauge, so even a depleted well shows more than nothing; gauges are built for 30 000 psi at most.
  downhole_pressure: { low: 1, high: 2_070 },
  // Bounds of ours: a well in permafrost, and a geothermal one.
  downhole_temperature: { low: -10, high: 400 },
  annulus_pressure: { low: vacuum, high: wellheadHigh },
  // Either end may be the higher one.
  tubing_differential_pressure: { low: -wellheadHigh, high: wellheadHigh },
  choke_differential_pressure: { low: -wellheadHigh, high: wellheadHigh },
}

/** Between a day's volume and a rate there is no difference but the name. */
const canonicalSpec = (quantity: Quantity): UnitSpec => {
  const { canonical } = quantityTable[quantity]
  return canonical.unit === 'm3' ? { ...canonical, unit: 'm3/d' } : canonical
}

/**
 * What a series can show by nature, in its own unit; null where that can't be said, as of a counter, which has no highest.
 *
 * A reference condition moves a volume by some percent, which no bound here is as exact as; it isn't looked at.
 */
export const physicalLimits = (facts: SeriesFacts): Limits | null => {
  const spec = canonicalSpec(facts.quantity)
  if (unitTable[facts.unit].dimension !== unitTable[spec.unit].dimension) return null
  const { low, high } = limitTable[facts.quantity]
  const isNode = facts.nodeKind !== null && facts.nodeKind !== 'well' && spec.unit === 'm3/d'
  const share = isNode ? wellsOfNode : 1
  // A pressure whose zero nobody declared is taken for gauge, which allows more.
  const shift = spec.basis === 'gauge' && facts.basis === 'absolute' ? -vacuum : 0
  const inOwnUnit = (bound: number): number => convert(share * bound + shift, spec.unit, facts.unit)
  return { low: inOwnUnit(low), high: inOwnUnit(high) }
}
