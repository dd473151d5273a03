import type { Phase, ReferenceCondition, Unit } from '@tieback/contracts'
import { unitTable, type UnitSpec } from './unit-table.ts'

const atmospherePa = 101_325
const psiPa = 4.4482216152605 / 0.00064516

/** The states that volumes are counted at: kelvin and pascal absolute. Source: ISO 13443 for metric; 60 °F and 14.696 psia for US. */
const referenceStates: Readonly<
  Record<ReferenceCondition, { readonly temperature: number; readonly pressure: number }>
> = {
  metric: { temperature: 288.15, pressure: atmospherePa },
  us: { temperature: (2298.35 + 5 * 60) / 9, pressure: 14.696 * psiPa },
  normal: { temperature: 273.15, pressure: atmospherePa },
}

/**
 * A number in another unit of the same dimension.
 *
 * Knows neither reference conditions nor gauge and absolute: a volume keeps its state, a pressure its zero (see `convertQuantity`).
 *
 * throws  RangeError for units of different dimensions
 */
export const convert = (value: number, from: Unit, to: Unit): number => {
  if (from === to) return value
  const source = unitTable[from]
  const target = unitTable[to]
  if (source.dimension !== target.dimension) {
    throw new RangeError(
      `${from} is a ${source.dimension}, ${to} a ${target.dimension}: one can't be converted to the other`,
    )
  }
  const base = (source.a + source.b * value) / source.c
  return (base * target.c - target.a) / target.b
}

/**
 * A number in another unit, reference condition and pressure basis.
 *
 * Gas volumes follow the ideal-gas rule between reference conditions (no compressibility: both states are near one atmosphere).
 * Liquids and water keep their volume: between 15 °C and 60 °F they expand by less than 0.1 %. Gauge is absolute less 1.01325 bar.
 *
 * phase   of the volume; null where there is none, and then only equal references can be converted
 * throws  RangeError for different dimensions, or where only one side says its reference or its basis: guessing it would be wrong silently
 */
export const convertQuantity = (value: number, from: UnitSpec, to: UnitSpec, phase: Phase | null): number => {
  const converted = convert(value, from.unit, to.unit) * referenceFactor(from.reference, to.reference, phase)
  return converted + basisShift(from, to)
}

const referenceFactor = (
  from: ReferenceCondition | null,
  to: ReferenceCondition | null,
  phase: Phase | null,
): number => {
  if (from === to) return 1
  if (from === null || to === null) throw new RangeError('only one side says its reference condition')
  if (phase === null) throw new RangeError(`converting ${from} to ${to} reference needs the phase`)
  return phase === 'gas' ? molarVolume(to) / molarVolume(from) : 1
}

/** Volume that a given amount of gas takes up at a reference condition, in arbitrary units. */
const molarVolume = (reference: ReferenceCondition): number => {
  const { temperature, pressure } = referenceStates[reference]
  return temperature / pressure
}

const basisShift = (from: UnitSpec, to: UnitSpec): number => {
  if (from.basis === to.basis) return 0
  if (from.basis === null || to.basis === null)
    throw new RangeError('only one side says whether its pressure is gauge or absolute')
  const atmosphere = convert(atmospherePa, 'Pa', to.unit)
  return to.basis === 'absolute' ? atmosphere : -atmosphere
}
