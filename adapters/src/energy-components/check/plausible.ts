import { type Quantity, Unit } from '@tieback/contracts'
import { quantityTable } from '@tieback/domain'
import { compileConversion } from '../../rows/to-canonical.ts'
import type { NamedProductionDataset } from '../mapping.ts'

type Field = NamedProductionDataset['fields'][number]

interface Range {
  readonly low: number
  readonly high: number
}

/** Days of the longest month: a figure of a month is no more than as many of a day. */
const daysOfMonth = 31

/**
 * Where the middle of a column's figures of a day lies at any site, in canonical units: from one poor well to a whole platform.
 * What lies outside is in another unit than the mapping says, or isn't that quantity.
 */
function usualRange(quantity: Quantity, grain: 'day' | 'month'): Range {
  const { phase, canonical, aggregation } = quantityTable[quantity]
  const days = grain === 'month' ? daysOfMonth : 1
  if (aggregation === 'sum') return phase === 'gas' ? { low: 50, high: 5e7 * days } : { low: 0.1, high: 1e5 * days }
  switch (canonical.unit) {
    case 'bar':
      return { low: 0.2, high: 1_200 }
    case 'degC':
      return { low: 5, high: 200 }
    case 'h':
      return { low: 2, high: 25 * days }
    default:
      return { low: 2, high: 100 }
  }
}

/** What is odd about a middle figure, given in canonical units; null where it is usual. */
export function oddity(middle: number, field: Field, grain: 'day' | 'month'): string | null {
  const range = usualRange(field.quantity, grain)
  const size = Math.abs(middle)
  if (size >= range.low && size <= range.high) return null
  const fitting = Unit.options.filter((unit) => isUsual(middle, field, unit, range))
  const canonical = quantityTable[field.quantity].canonical.unit
  const advice = fitting.length === 0 ? 'Compare it with the class.' : `It would fit as ${fitting.join(', ')}.`
  return `half its values are beyond ${toText(middle)} ${canonical}, which no ${field.quantity} is when the column is in ${field.spec.unit}. ${advice}`
}

const toText = (value: number): string => Number(value.toPrecision(3)).toString()

/** Whether the column's own number would be a usual figure in another unit. */
function isUsual(middle: number, field: Field, unit: Unit, { low, high }: Range): boolean {
  if (unit === field.spec.unit) return false
  try {
    const other = compileConversion(field.quantity, { ...field.spec, unit })
    const [offset, slope] = [field.toCanonical(0, 24), field.toCanonical(1, 24) - field.toCanonical(0, 24)]
    const size = Math.abs(other((middle - offset) / slope, 24))
    return size >= low && size <= high
  } catch {
    return false
  }
}
