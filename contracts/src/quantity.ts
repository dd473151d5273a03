import { z } from 'zod'
import { PressureBasis, ReferenceCondition, Unit } from './units.ts'
import { openEnum } from './open-enum.ts'

/** What a fact or a series is about. Volumes are at the reference condition of their answer; lift gas is circulated, never part of `gas_production`. */
export const Quantity = openEnum([
  'oil_production',
  'gas_production',
  'condensate_production',
  'ngl_production',
  'water_production',
  'water_injection',
  'gas_injection',
  'gas_lift',
  'oil_export',
  'gas_export',
  'gas_fuel',
  'gas_flare',
  'water_disposal',
  'oil_stock_change',
  'on_stream_hours',
  'choke',
  'wellhead_pressure',
  'wellhead_temperature',
  'downhole_pressure',
  'downhole_temperature',
  'annulus_pressure',
  'tubing_differential_pressure',
  'choke_differential_pressure',
])
export type Quantity = z.infer<typeof Quantity>

/** What is produced or injected: volumes that add up over days and wells, unlike gauges. */
export const VolumeQuantity = Quantity.extract([
  'oil_production',
  'gas_production',
  'condensate_production',
  'ngl_production',
  'water_production',
  'water_injection',
  'gas_injection',
])
export type VolumeQuantity = z.infer<typeof VolumeQuantity>

/** The three phases a well delivers. */
export const Phase = z.enum(['oil', 'gas', 'water'])
export type Phase = z.infer<typeof Phase>

/**
 * `potential` what the well would deliver now · `plan` what the plan version says · `measured` what meters said ·
 * `allocated` the measured total shared among wells, the number of record.
 */
export const Measure = openEnum(['potential', 'plan', 'measured', 'allocated'])
export type Measure = z.infer<typeof Measure>

/** The unit a column of numbers is in, once for all of it. */
export const UnitOfMeasure = z.object({
  unit: Unit,
  reference: ReferenceCondition.nullable(),
  basis: PressureBasis.nullable(),
  /** As printed in a header: `Sm³`, `kSm³/d`, `stb`, `barg`. */
  label: z.string().min(1),
})
export type UnitOfMeasure = z.infer<typeof UnitOfMeasure>
