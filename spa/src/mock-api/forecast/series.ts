import type { Quantity } from '@tieback/contracts'
import type { FieldNode } from '../field/node-tree.ts'
import type { MockWorld } from '../mock-world.ts'

/** What is forecast of one node. */
export interface ForecastSeries {
  readonly node: FieldNode
  readonly quantity: Extract<Quantity, 'oil_production' | 'gas_production' | 'water_production'>
  /** Stands for the series in the ids of its vintages. */
  readonly code: string
}

const codes = { oil_production: 'o', gas_production: 'g', water_production: 'w' } as const

/** Oil and water of what delivers oil, gas of what delivers gas; and of EMPTY, whose forecast is refused. */
export function listForecastSeries({ field }: MockWorld): ForecastSeries[] {
  return field.tree.rows.flatMap((node, index): ForecastSeries[] => {
    const isForecast = node.name === 'EMPTY' || (node.namespace === 'offshore' && node.kind !== 'well')
    if (!isForecast) return []
    const isGas = field.tree.wellsBelow(node).some(({ wellType }) => wellType === 'gas-producer')
    const quantities = isGas ? (['gas_production'] as const) : (['oil_production', 'water_production'] as const)
    return quantities.map((quantity) => ({
      node,
      quantity,
      code: `${index.toString(36).padStart(2, '0')}${codes[quantity]}`,
    }))
  })
}

/** Late enough that every restatement of the field's history is in. */
const settledAt = new Date('2190-01-01T00:00:00Z')

/**
 * Daily totals of [from, to), Sm³; null where a day has none.
 *
 * asOf  left out: as they proved right in the end. A vintage must not change with what is known by now.
 */
export const readDaily = (
  { facts }: MockWorld,
  { node, quantity }: ForecastSeries,
  from: string,
  to: string,
  asOf = settledAt,
): (number | null)[] => facts.readAllocated(node.id, quantity, from, to, asOf)
