import { Quantity } from '@tieback/contracts'
import { parseUnit, type UnitSpec } from '@tieback/domain'
import { z } from 'zod'
import { parseMapping } from '../mapping-file.ts'
import { compileConversion } from '../rows/to-canonical.ts'
import { toUnitSpec, unitKeys } from '../rows/unit-schema.ts'

const periodSeconds = { s: 1, min: 60, h: 3600, d: 86_400 } as const

const Period = z
  .string()
  .regex(/^\d+(s|min|h|d)$/, 'a whole number and s, min, h or d, such as 5min')
  .transform((text) => {
    const unit = text.replace(/^\d+/, '')
    const factor = unit === 's' || unit === 'min' || unit === 'h' || unit === 'd' ? periodSeconds[unit] : 1
    return Number.parseInt(text, 10) * factor
  })

const Pattern = z.string().transform((text, context) => {
  try {
    return new RegExp(text)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'not a regular expression' })
    return z.NEVER
  }
})

const Tag = z
  .strictObject({
    /** Matched against the whole tag name as far as `^` and `$` say; its group `node` names the node. */
    match: Pattern,
    /** The node's key where the pattern has no group for it. */
    node: z.string().min(1).optional(),
    quantity: Quantity,
    name: z.string().min(1),
    ...unitKeys,
    unit: unitKeys.unit.optional(),
    timeBase: z.enum(['s', 'min', 'h', 'd']).optional(),
    interpolation: z.enum(['linear', 'step']),
    expectedPeriod: Period.optional(),
  })
  .transform(({ match, node, quantity, name, unit, timeBase, interpolation, expectedPeriod, ...rest }, context) => {
    const spec = unit === undefined ? null : toUnitSpec({ unit, ...rest })
    const fault = unit === undefined ? null : unitFault(quantity, unit, spec, timeBase)
    if (fault !== null) context.addIssue({ code: 'custom', path: ['unit'], message: fault })
    if (node === undefined && !match.source.includes('(?<node>')) {
      context.addIssue({
        code: 'custom',
        path: ['match'],
        message: 'needs a group (?<node>…), or the tag a key `node`',
      })
    }
    return {
      match,
      node: node ?? null,
      quantity,
      name,
      unit: spec,
      override: { reference: rest.reference, gauge: rest.gauge },
      interpolation,
      expectedPeriodS: expectedPeriod ?? null,
    }
  })

function unitFault(
  quantity: Quantity,
  text: string,
  spec: UnitSpec | null,
  timeBase: string | undefined,
): string | null {
  if (spec === null) return `${JSON.stringify(text)} is not a unit; expected one such as m3/d, 1000 m3/d, bar or degC`
  const base = spec.unit.split('/')[1]
  if (timeBase !== undefined && base !== timeBase) return `${spec.unit} is not per ${timeBase}, which timeBase says`
  try {
    compileConversion(quantity, spec)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** How one site names its tags. The first pattern that matches a tag's name holds for it. */
export const PiMapping = z.strictObject({
  dataServer: z.string().min(1),
  nodes: z.strictObject({ namespace: z.string().min(1), keyKind: z.enum(['object-id', 'code', 'name']) }),
  tags: z.array(Tag).min(1),
})
export type PiMapping = z.output<typeof PiMapping>
export type TagRule = PiMapping['tags'][number]

/**
 * The mapping that a YAML text or an object describes.
 *
 * throws  MappingError naming each wrong key and what is expected
 */
export function parsePiMapping(input: unknown): PiMapping {
  return parseMapping(PiMapping, input, 'The PI mapping')
}

/** The unit of a tag that the mapping names none for, from the source's own free text; null where that can't be read as the quantity. */
export function unitFromSource(rule: TagRule, engineeringUnits: string): UnitSpec | null {
  if (parseUnit(engineeringUnits) === null) return null
  const spec = toUnitSpec({ unit: engineeringUnits, ...rule.override })
  return spec !== null && unitFault(rule.quantity, engineeringUnits, spec, undefined) === null ? spec : null
}
