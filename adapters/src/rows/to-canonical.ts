import { Unit, type Quantity } from '@tieback/contracts'
import { convertQuantity, quantityTable, type UnitSpec } from '@tieback/domain'

/** A value in the canonical unit of its quantity. `periodHours` is the length of its day or month: a rate is a volume only over a time. */
export type ToCanonical = (value: number, periodHours: number) => number

/** Hours of the time unit behind a rate's slash. */
const rateHours = { '/d': 24, '/h': 1 } as const

/**
 * The conversion of one column, proved once so that a wrong unit is a fault of the mapping and not of every row.
 *
 * throws  RangeError saying why the unit can't be that quantity: another dimension, a reference condition or a basis missing
 */
export function compileConversion(quantity: Quantity, from: UnitSpec): ToCanonical {
  const { canonical, phase } = quantityTable[quantity]
  const rate = volumeOfRate(from)
  const convert: ToCanonical =
    rate === null
      ? (value) => convertQuantity(value, from, canonical, phase)
      : (value, periodHours) => convertQuantity((value * periodHours) / rate.hours, rate.volume, canonical, phase)
  convert(1, 24)
  return convert
}

function volumeOfRate(spec: UnitSpec): { volume: UnitSpec; hours: number } | null {
  for (const [suffix, hours] of Object.entries(rateHours)) {
    if (!spec.unit.endsWith(suffix)) continue
    const unit = Unit.safeParse(spec.unit.slice(0, -suffix.length))
    if (unit.success) return { volume: { ...spec, unit: unit.data }, hours }
  }
  return null
}
