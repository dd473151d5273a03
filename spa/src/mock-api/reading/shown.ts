import type { Quantity, UnitOfMeasure, UnitSystem } from '@tieback/contracts'
import { displayUnit, type ShownAs, toDisplay } from '@tieback/domain'

/** Numbers of one quantity in the unit of one reader. */
export interface Shown {
  readonly unit: UnitOfMeasure
  readonly of: (stored: number) => number
  readonly ofNullable: (stored: number | null) => number | null
}

export const shownAs = (quantity: Quantity, unitSystem: UnitSystem, as: ShownAs): Shown => {
  const of = (stored: number): number => toDisplay(quantity, unitSystem, as, stored)
  return {
    unit: displayUnit(quantity, unitSystem, as),
    of,
    ofNullable: (stored) => (stored === null ? null : of(stored)),
  }
}
