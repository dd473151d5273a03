import { z } from 'zod'
import { openEnum } from './open-enum.ts'

/** Unit symbols of the Energistics dictionary, plus the few compounds that operators print. A symbol never carries a reference condition. */
export const Unit = openEnum([
  'm3',
  '1000 m3',
  '1E6 m3',
  '1E9 m3',
  'bbl',
  '1000 bbl',
  '1E6 bbl',
  'ft3',
  '1000 ft3',
  '1E6 ft3',
  'm3/d',
  '1000 m3/d',
  '1E6 m3/d',
  'm3/h',
  'bbl/d',
  '1000 bbl/d',
  '1E6 bbl/d',
  'ft3/d',
  '1000 ft3/d',
  '1E6 ft3/d',
  'm3/m3',
  'ft3/bbl',
  '1000 ft3/bbl',
  '%',
  'Euc',
  'Pa',
  'kPa',
  'MPa',
  'bar',
  'mbar',
  'psi',
  'degC',
  'degF',
  'K',
  'h',
  'd',
  's',
  'min',
  '1/64 in',
  'kg/m3',
  't',
  'kg',
])
export type Unit = z.infer<typeof Unit>

/**
 * The state a gas or liquid volume is counted at. `metric` is 15 °C and 1.01325 bar (the Sm3), `us` is 60 °F and 14.696 psia (the scf and stb),
 * `normal` is 0 °C and 1.01325 bar (the Nm3). Null where the quantity has none.
 */
export const ReferenceCondition = openEnum(['metric', 'us', 'normal'])
export type ReferenceCondition = z.infer<typeof ReferenceCondition>

/** Which zero a pressure is counted from. */
export const PressureBasis = z.enum(['gauge', 'absolute'])
export type PressureBasis = z.infer<typeof PressureBasis>

/** `metric` prints Sm³, bar and °C; `field` prints stb, scf, psi and °F. Storage is always metric. */
export const UnitSystem = z.enum(['metric', 'field'])
export type UnitSystem = z.infer<typeof UnitSystem>
