import type { Phase, Quantity, UnitSystem } from '@tieback/contracts'
import { formatFigure } from '../../ui/format.ts'

/** Flows of a phase are printed like its production. */
const quantityOfPhase: Record<Phase, Quantity> = {
  oil: 'oil_production',
  gas: 'gas_production',
  water: 'water_production',
}

export const formatFlow = (value: number, phase: Phase, unitSystem: UnitSystem): string =>
  formatFigure(value, quantityOfPhase[phase], unitSystem)
