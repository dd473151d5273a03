import type { Quantity, VolumeQuantity } from '@tieback/contracts'
import type { NodeFact } from '@tieback/domain'
import type { FieldNode, NodeTree } from './node-tree.ts'
import type { WellDay } from './well-day.ts'

/** Of the gas that a facility takes in: burnt in its turbines, and flared. */
const gasShares = { fuel: 0.055, flare: 0.004 } as const

/** What meters at the exit don't find of what the wells were allocated. */
const unaccountedShare = 0.004

/** Of the oil that comes in, what stays in the tanks. */
const stockShare = 0.01

const sum = (days: readonly WellDay[], quantity: VolumeQuantity): number =>
  days.reduce((total, { profile, settled }) => {
    const ratio = profile.main === quantity ? 1 : (profile.ratios[quantity] ?? 0)
    return total + settled * ratio
  }, 0)

/** What left one facility, from what its wells sent in: exports, fuel, flare, water overboard, stock. */
function flowOfFacility(facility: FieldNode, days: readonly WellDay[]): NodeFact[] {
  const fact = (quantity: Quantity, value: number): NodeFact[] =>
    value === 0
      ? []
      : [
          {
            nodeId: facility.id,
            quantity,
            measure: 'allocated',
            value,
            quality: 'good',
            status: 'approved',
            coverage: null,
          },
        ]
  const oil = sum(days, 'oil_production')
  const gas = sum(days, 'gas_production')
  const water = sum(days, 'water_production')
  const found = 1 - unaccountedShare
  const gasLeft = gas * (1 - gasShares.fuel - gasShares.flare) - sum(days, 'gas_injection')
  return [
    ...fact('oil_export', oil * (found - stockShare)),
    ...fact('oil_stock_change', oil * stockShare),
    ...fact('gas_fuel', gas * gasShares.fuel),
    ...fact('gas_flare', gas * gasShares.flare),
    ...fact('gas_export', gasLeft * found),
    ...fact('water_disposal', Math.max(0, water - sum(days, 'water_injection')) * found),
  ]
}

/** The same for every facility that a well of these belongs to. */
export const flowFactsOf = (tree: NodeTree, wellDays: readonly WellDay[]): NodeFact[] =>
  [...Map.groupBy(wellDays, ({ well }) => well.parentId ?? '')].flatMap(([facilityId, days]) => {
    const facility = tree.find(facilityId)
    return facility === undefined || facility.name === 'EMPTY' ? [] : flowOfFacility(facility, days)
  })
