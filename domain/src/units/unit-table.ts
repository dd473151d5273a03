import type { PressureBasis, ReferenceCondition, Unit } from '@tieback/contracts'

/** A unit with what its symbol never says: the state a volume is counted at, and the zero a pressure is counted from. */
export interface UnitSpec {
  readonly unit: Unit
  readonly reference: ReferenceCondition | null
  readonly basis: PressureBasis | null
}

/** What a unit measures. `ratio` is volume per volume, `fraction` a share of one. */
export type Dimension =
  'volume' | 'volume-rate' | 'ratio' | 'fraction' | 'pressure' | 'temperature' | 'time' | 'length' | 'density' | 'mass'

/** How a unit becomes the base unit of its dimension (m3, m3/s, Pa, K, s, m, kg/m3, kg): `base = (a + b·x) / c`. */
export interface UnitDefinition {
  readonly dimension: Dimension
  readonly a: number
  readonly b: number
  readonly c: number
}

const bblM3 = 0.158987294928
const ft3M3 = 0.028316846592
const dayS = 86_400

const define = (dimension: Dimension, b: number, c = 1, a = 0): UnitDefinition => ({ dimension, a, b, c })

/** Every unit of the contract. Source: Energistics Unit of Measure Dictionary 1.0, whose A, B and C these are. */
export const unitTable: Readonly<Record<Unit, UnitDefinition>> = {
  m3: define('volume', 1),
  '1000 m3': define('volume', 1e3),
  '1E6 m3': define('volume', 1e6),
  '1E9 m3': define('volume', 1e9),
  bbl: define('volume', bblM3),
  '1000 bbl': define('volume', 1e3 * bblM3),
  '1E6 bbl': define('volume', 1e6 * bblM3),
  ft3: define('volume', ft3M3),
  '1000 ft3': define('volume', 1e3 * ft3M3),
  '1E6 ft3': define('volume', 1e6 * ft3M3),

  'm3/d': define('volume-rate', 1, dayS),
  '1000 m3/d': define('volume-rate', 1e3, dayS),
  '1E6 m3/d': define('volume-rate', 1e6, dayS),
  'm3/h': define('volume-rate', 1, 3600),
  'bbl/d': define('volume-rate', bblM3, dayS),
  '1000 bbl/d': define('volume-rate', 1e3 * bblM3, dayS),
  '1E6 bbl/d': define('volume-rate', 1e6 * bblM3, dayS),
  'ft3/d': define('volume-rate', ft3M3, dayS),
  '1000 ft3/d': define('volume-rate', 1e3 * ft3M3, dayS),
  '1E6 ft3/d': define('volume-rate', 1e6 * ft3M3, dayS),

  'm3/m3': define('ratio', 1),
  'ft3/bbl': define('ratio', ft3M3, bblM3),
  '1000 ft3/bbl': define('ratio', 1e3 * ft3M3, bblM3),
  '%': define('fraction', 1, 100),
  Euc: define('fraction', 1),

  Pa: define('pressure', 1),
  kPa: define('pressure', 1e3),
  MPa: define('pressure', 1e6),
  bar: define('pressure', 1e5),
  mbar: define('pressure', 100),
  psi: define('pressure', 4.4482216152605, 0.00064516),

  degC: define('temperature', 1, 1, 273.15),
  degF: define('temperature', 5, 9, 2298.35),
  K: define('temperature', 1),

  h: define('time', 3600),
  d: define('time', dayS),
  s: define('time', 1),
  min: define('time', 60),

  '1/64 in': define('length', 0.0254, 64),
  'kg/m3': define('density', 1),
  t: define('mass', 1e3),
  kg: define('mass', 1),
}
