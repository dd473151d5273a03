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
    /** What each state of a digital series stands for, by the state's code; a code that isn't here is an unknown state. */
    states: z.record(z.string().regex(/^\d+$/, 'a code, which is a whole number'), z.number()).optional(),
    /** The series holds forecasts, so that its samples may lie ahead of now. */
    future: z.boolean().default(false),
  })
  .transform(({ match, node, unit, timeBase, expectedPeriod, states, reference, gauge, ...rest }, context) => {
    const spec = unit === undefined ? null : toUnitSpec({ unit, reference, gauge })
    const fault = unit === undefined ? null : unitFault(rest.quantity, unit, spec, timeBase)
    if (fault !== null) context.addIssue({ code: 'custom', path: ['unit'], message: fault })
    if (node === undefined && !match.source.includes('(?<node>')) {
      context.addIssue({
        code: 'custom',
        path: ['match'],
        message: 'needs a group (?<node>…), or the tag a key `node`',
      })
    }
    return {
      ...rest,
      match,
      node: node ?? null,
      unit: spec,
      override: { reference, gauge },
      expectedPeriodS: expectedPeriod ?? null,
      states:
        states === undefined ? null : new Map(Object.entries(states).map(([code, value]) => [Number(code), value])),
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

const Assets = z.strictObject({
  server: z.string().min(1),
  database: z.string().min(1),
  /** Path of the element to start at, below the database, such as `North\Platform A`; left out: the whole database. */
  root: z.string().min(1).optional(),
  /** As for tags, matched against the attribute's path below the database, such as `Platform A\Well A-01|Oil Rate`. */
  attributes: z.array(Tag).min(1),
})

/** How one site names its tags, and its attributes where it has an asset framework. The first pattern that matches holds. */
export const PiMapping = z
  .strictObject({
    dataServer: z.string().min(1),
    nodes: z.strictObject({ namespace: z.string().min(1), keyKind: z.enum(['object-id', 'code', 'name']) }),
    tags: z.array(Tag).default([]),
    assets: Assets.optional(),
  })
  .refine(({ tags, assets }) => tags.length > 0 || assets !== undefined, {
    path: ['tags'],
    message: 'names no tag, and there is no section `assets` either: nothing could be read',
  })
export type PiMapping = z.output<typeof PiMapping>
export type TagRule = PiMapping['tags'][number]
export type AssetMapping = NonNullable<PiMapping['assets']>

/** What an attribute is known by: its path, which no tag can be mistaken for. */
export function isAttributeKey(sourceKey: string): boolean {
  return sourceKey.startsWith('\\\\') && sourceKey.includes('|')
}

/** The path of an attribute or element below its database: `\\SERVER\DATABASE\A\B|C` is `A\B|C`. */
export function pathBelowDatabase(path: string): string {
  return path.split('\\').slice(4).join('\\')
}

/** The first rule that matches a series, with what it matched; null where none does. */
export function findRule(mapping: PiMapping, sourceKey: string): { rule: TagRule; match: RegExpExecArray } | null {
  const isAttribute = isAttributeKey(sourceKey)
  const text = isAttribute ? pathBelowDatabase(sourceKey) : sourceKey
  for (const rule of isAttribute ? (mapping.assets?.attributes ?? []) : mapping.tags) {
    const match = rule.match.exec(text)
    if (match !== null) return { rule, match }
  }
  return null
}

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
