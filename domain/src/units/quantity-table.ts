import type { Phase, Quantity, Unit } from '@tieback/contracts'
import type { UnitSpec } from './unit-table.ts'

/** What becomes of a quantity in a network; `gauge` and `hours` don't flow. */
export type QuantityFlow =
  'production' | 'injection' | 'lift' | 'export' | 'fuel' | 'flare' | 'disposal' | 'stock-change' | 'gauge' | 'hours'

/** The fixed facts of a quantity. */
export interface QuantityFacts {
  readonly title: string
  /** Whose rules convert it. Condensate and NGL are liquids, and go with oil. */
  readonly phase: Phase | null
  readonly flow: QuantityFlow
  /** Whether nodes add up to their parent. Hours and gauges don't. */
  readonly aggregation: 'sum' | 'none'
  /** What it is stored in. */
  readonly canonical: UnitSpec
}

const volume = (title: string, phase: Phase, flow: QuantityFlow): QuantityFacts => ({
  title,
  phase,
  flow,
  aggregation: 'sum',
  canonical: { unit: 'm3', reference: 'metric', basis: null },
})

const reading = (title: string, unit: Unit, flow: 'gauge' | 'hours' = 'gauge'): QuantityFacts => ({
  title,
  phase: null,
  flow,
  aggregation: 'none',
  canonical: { unit, reference: null, basis: null },
})

const gaugePressure = (title: string): QuantityFacts => ({
  ...reading(title, 'bar'),
  canonical: { unit: 'bar', reference: null, basis: 'gauge' },
})

/** Every quantity of the contract. Volumes are stored in m3 at 15 °C and 1.01325 bar, pressures in bar gauge, temperatures in degC. */
export const quantityTable: Readonly<Record<Quantity, QuantityFacts>> = {
  oil_production: volume('Oil production', 'oil', 'production'),
  gas_production: volume('Gas production', 'gas', 'production'),
  condensate_production: volume('Condensate production', 'oil', 'production'),
  ngl_production: volume('NGL production', 'oil', 'production'),
  water_production: volume('Water production', 'water', 'production'),
  water_injection: volume('Water injection', 'water', 'injection'),
  gas_injection: volume('Gas injection', 'gas', 'injection'),
  gas_lift: volume('Gas lift', 'gas', 'lift'),
  oil_export: volume('Oil export', 'oil', 'export'),
  gas_export: volume('Gas export', 'gas', 'export'),
  gas_fuel: volume('Fuel gas', 'gas', 'fuel'),
  gas_flare: volume('Flared gas', 'gas', 'flare'),
  water_disposal: volume('Water disposal', 'water', 'disposal'),
  oil_stock_change: volume('Oil stock change', 'oil', 'stock-change'),
  on_stream_hours: reading('On-stream hours', 'h', 'hours'),
  choke: reading('Choke opening', '%'),
  wellhead_pressure: gaugePressure('Wellhead pressure'),
  wellhead_temperature: reading('Wellhead temperature', 'degC'),
  downhole_pressure: gaugePressure('Downhole pressure'),
  downhole_temperature: reading('Downhole temperature', 'degC'),
  annulus_pressure: gaugePressure('Annulus pressure'),
  // A difference of two pressures has no zero to count from, so no basis either.
  tubing_differential_pressure: reading('Tubing differential pressure', 'bar'),
  choke_differential_pressure: reading('Choke differential pressure', 'bar'),
}
