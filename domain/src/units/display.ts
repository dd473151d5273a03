import type { Quantity, Unit, UnitOfMeasure, UnitSystem } from '@tieback/contracts'
import { convertQuantity } from './convert.ts'
import { quantityTable, type QuantityFacts } from './quantity-table.ts'
import { unitLabel } from './unit-label.ts'
import type { UnitSpec } from './unit-table.ts'

/** A volume of a day can be shown as that volume or as a rate per day; a gauge knows no difference. */
export type ShownAs = 'volume' | 'rate'

/** What a quantity is shown in, with the label of its header. */
export const displayUnit = (quantity: Quantity, unitSystem: UnitSystem, as: ShownAs): UnitOfMeasure => {
  const facts = quantityTable[quantity]
  return facts.canonical.reference === null ? readingUnit(facts, unitSystem) : volumeUnit(facts, unitSystem, as)
}

/** A stored value (canonical unit; a rate per day where `as` is rate) in the unit that `displayUnit` names. */
export const toDisplay = (quantity: Quantity, unitSystem: UnitSystem, as: ShownAs, value: number): number => {
  if (unitSystem === 'metric') return value
  const { canonical, phase } = quantityTable[quantity]
  const stored: UnitSpec = as === 'rate' && canonical.unit === 'm3' ? { ...canonical, unit: 'm3/d' } : canonical
  return convertQuantity(value, stored, displayUnit(quantity, unitSystem, as), phase)
}

/** Decimals that a quantity is always shown with, so that digits stand under digits. */
export const displayDigits = (quantity: Quantity, unitSystem: UnitSystem): number => {
  const { canonical } = quantityTable[quantity]
  if (canonical.reference !== null) return 0
  return canonical.unit === 'bar' && unitSystem === 'field' ? 0 : 1
}

const volumeUnit = ({ phase }: QuantityFacts, unitSystem: UnitSystem, as: ShownAs): UnitOfMeasure => {
  const pick = (volume: Unit, rate: Unit): Unit => (as === 'rate' ? rate : volume)
  if (unitSystem === 'metric') return labelled({ unit: pick('m3', 'm3/d'), reference: 'metric', basis: null })
  if (phase === 'gas') return labelled({ unit: pick('1000 ft3', '1000 ft3/d'), reference: 'us', basis: null })
  const barrels = labelled({ unit: pick('bbl', 'bbl/d'), reference: 'us', basis: null })
  // Water is never in a stock tank, so its barrels aren't stb.
  return phase === 'water' ? { ...barrels, label: barrels.unit } : barrels
}

const readingUnit = ({ canonical }: QuantityFacts, unitSystem: UnitSystem): UnitOfMeasure =>
  labelled(unitSystem === 'metric' ? canonical : { ...canonical, unit: fieldUnits[canonical.unit] ?? canonical.unit })

const fieldUnits: Readonly<Partial<Record<Unit, Unit>>> = { bar: 'psi', degC: 'degF' }

const labelled = (spec: UnitSpec): UnitOfMeasure => ({ ...spec, label: unitLabel(spec) })
