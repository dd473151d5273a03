import type { z } from 'zod'

type Check = z.core.$ZodChecks['_zod']['def']

/** What the checks of a schema ask for, its own format among them. */
export interface Rules {
  readonly lengthMin: number
  readonly lengthMax: number
  readonly min: Bound
  readonly max: Bound
  readonly isInteger: boolean
  readonly patterns: readonly RegExp[]
  /** The value is changed before the rest looks at it, such as trimmed. */
  readonly isRewritten: boolean
  /** A rule is code: only trying shows what fits. */
  readonly isRefined: boolean
}

export interface Bound {
  readonly value: number
  readonly isExclusive: boolean
}

const open: Rules = {
  lengthMin: 0,
  lengthMax: Infinity,
  min: { value: -Infinity, isExclusive: false },
  max: { value: Infinity, isExclusive: false },
  isInteger: false,
  patterns: [],
  isRewritten: false,
  isRefined: false,
}

/** What the checks of a schema ask for together. Throws for a kind of check that is not known here. */
export function rulesOf(schema: z.core.$ZodType): Rules {
  const { def } = schema._zod
  // A format such as `z.int()` is a check and a schema in one.
  const own = 'check' in def ? [def as unknown as Check] : []
  // Safe: every check that zod makes is one of these.
  const checks = (def.checks ?? []).map((check) => check._zod.def as Check)
  return [...own, ...checks].reduce(withCheck, open)
}

function withCheck(rules: Rules, check: Check): Rules {
  switch (check.check) {
    case 'min_length':
      return { ...rules, lengthMin: Math.max(rules.lengthMin, check.minimum) }
    case 'max_length':
      return { ...rules, lengthMax: Math.min(rules.lengthMax, check.maximum) }
    case 'length_equals':
      return { ...rules, lengthMin: check.length, lengthMax: check.length }
    case 'greater_than':
      return { ...rules, min: narrower(rules.min, check, (a, b) => a >= b) }
    case 'less_than':
      return { ...rules, max: narrower(rules.max, check, (a, b) => a <= b) }
    case 'number_format':
      return withNumberFormat(rules, check.format)
    case 'string_format':
      return withPattern(rules, check)
    case 'overwrite':
      return { ...rules, isRewritten: true }
    case 'custom' as Check['check']:
      return { ...rules, isRefined: true }
    default:
      throw new Error(`No values are known for the check "${check.check}": say in rules.ts what it asks for`)
  }
}

function narrower(
  bound: Bound,
  { value, inclusive }: { value: unknown; inclusive: boolean },
  isNarrower: (a: number, b: number) => boolean,
): Bound {
  if (typeof value !== 'number') throw new Error('A bound that is not a number: say in rules.ts what it asks for')
  return isNarrower(value, bound.value) ? { value, isExclusive: !inclusive } : bound
}

function withNumberFormat(rules: Rules, format: string): Rules {
  if (format !== 'safeint') throw new Error(`No values are known for the number format "${format}"`)
  const inSafe = (value: number) => Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value))
  return {
    ...rules,
    isInteger: true,
    min: { ...rules.min, value: inSafe(rules.min.value) },
    max: { ...rules.max, value: inSafe(rules.max.value) },
  }
}

function withPattern(rules: Rules, check: { format: string; pattern?: RegExp | undefined }): Rules {
  if (check.pattern === undefined) throw new Error(`No values are known for the text format "${check.format}"`)
  return { ...rules, patterns: [...rules.patterns, check.pattern] }
}
