import type { Quantity, UnitSystem } from '@tieback/contracts'
import { displayDigits, quantityTable } from '@tieback/domain'
import { entryOf } from './known.ts'

type QuantityFacts = (typeof quantityTable)[Quantity]

/** What a page needs to know of a quantity; one that it doesn't know yet stands under its own word, and flows nowhere. */
export function factsOf(quantity: Quantity): Pick<QuantityFacts, 'title' | 'phase' | 'flow'> {
  return entryOf(quantityTable, quantity) ?? { title: quantity, phase: null, flow: 'gauge' }
}

/** Decimals of a quantity's figures; of one that this page doesn't know yet, as many as of a reading. */
export function digitsOf(quantity: Quantity, unitSystem: UnitSystem): number {
  return Object.hasOwn(quantityTable, quantity) ? displayDigits(quantity, unitSystem) : 1
}
