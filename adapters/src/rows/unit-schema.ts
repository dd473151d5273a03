import type { ReferenceCondition } from '@tieback/contracts'
import { parseUnit, type UnitSpec } from '@tieback/domain'
import { z } from 'zod'

const references: Readonly<Record<string, ReferenceCondition>> = {
  metric: 'metric',
  us: 'us',
  normal: 'normal',
  '15C/1.01325bar': 'metric',
  '60F/14.696psia': 'us',
  '0C/1.01325bar': 'normal',
}

/** The keys by which a mapping file says what unit a column or a tag is in. */
export const unitKeys = {
  unit: z.string().min(1),
  reference: z.enum(Object.keys(references)).optional(),
  /** Whether a pressure counts from the atmosphere; needed of every pressure that isn't a difference. */
  gauge: z.boolean().optional(),
}

interface UnitKeys {
  readonly unit: string
  readonly reference?: string | undefined
  readonly gauge?: boolean | undefined
}

/** The unit that the keys say, or null where its text is no unit. A reference in the unit's own name, as in `Sm3`, holds unless one is given. */
export function toUnitSpec(keys: UnitKeys): UnitSpec | null {
  const parsed = parseUnit(keys.unit)
  if (parsed === null) return null
  return {
    unit: parsed.unit,
    reference: keys.reference === undefined ? parsed.reference : (references[keys.reference] ?? null),
    basis: keys.gauge === undefined ? parsed.basis : keys.gauge ? 'gauge' : 'absolute',
  }
}
