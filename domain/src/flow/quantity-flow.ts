import type { Phase, Quantity } from '@tieback/contracts'
import type { FlowVolume } from './flow-balance.ts'

/** How each quantity takes part in the balance of its phase. Lift gas circulates and is neither an inflow nor an outflow. */
export const flowOfQuantity: Readonly<Partial<Record<Quantity, FlowVolume['flow']>>> = {
  oil_production: 'production',
  gas_production: 'production',
  water_production: 'production',
  oil_export: 'export',
  gas_export: 'export',
  gas_fuel: 'fuel',
  gas_flare: 'flare',
  gas_injection: 'injection',
  water_injection: 'injection',
  water_disposal: 'disposal',
  oil_stock_change: 'stock-change',
}

/** The quantity whose unit the flow of a phase is printed in. */
export const quantityOfPhase = {
  oil: 'oil_production',
  gas: 'gas_production',
  water: 'water_production',
} as const satisfies Record<Phase, Quantity>
