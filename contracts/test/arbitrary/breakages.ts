import type { z } from 'zod'
import { DayLabel, ImoNumber, Instant } from '../../src/index.ts'
import { lineageOf } from './known-schemas.ts'
import { type Rules, rulesOf } from './rules.ts'
import { coreOf, nameOf, type Path, type Place } from './schema-parts.ts'

/** One way to change one place of a value, of which most leave a value that doesn't fit any more. */
export interface Breakage {
  /** Said of the place, such as `too long: trimmed text`. */
  readonly label: string
  readonly path: Path
  /** Undefined: the place is left out. */
  readonly value: unknown
}

type Change = readonly [label: string, value: unknown]

/** A value of each kind that JSON has. */
const strangers: readonly Change[] = [
  ['null', null],
  ['a text', 'never seen before'],
  ['an empty text', ''],
  ['a whole number', 7],
  ['a fraction', 0.5],
  ['a truth', true],
  ['a list', []],
  ['an object', {}],
]

/** Beyond this a list is too long to be made for one try. */
const itemsTriedMax = 2_000

/** Everything that is tried at one place. */
export function breakagesOf({ path, schema, value, isRequired }: Place): Breakage[] {
  const core = coreOf(schema)
  const changes: readonly Change[] = [
    ...strangers,
    ...(isRequired ? [['left out', undefined] as const] : []),
    ...changesOf(core, value),
  ]
  return changes.map(([label, changed]) => ({ label: `${label}: ${nameOf(core)}`, path, value: changed }))
}

function changesOf(core: z.core.$ZodType, value: unknown): readonly Change[] {
  switch (core._zod.def.type) {
    case 'string':
      return typeof value === 'string' ? textChanges(core, value) : []
    case 'number':
      return numberChanges(rulesOf(core))
    case 'enum':
    case 'literal':
      return [['in capitals', String(value).toUpperCase()]]
    case 'array':
      return Array.isArray(value) ? listChanges(rulesOf(core), value) : []
    case 'object':
    case 'record':
      return [['with a stranger', { ...(value as object), neverSeenBefore: 1 }]]
    default:
      return []
  }
}

const instantChanges: readonly Change[] = [
  ['too early', '1899-12-29T23:59:59.999Z'],
  ['too late', '2201-01-03T00:00:00.000Z'],
  ['with an offset', '2026-03-11T05:00:00+01:00'],
  ['without a zone', '2026-03-11T05:00:00'],
  ['in small letters', '2026-03-11t05:00:00z'],
  ['with a blank', '2026-03-11 05:00:00Z'],
  ['without seconds', '2026-03-11T05:00Z'],
  ['at hour 24', '2026-03-11T24:00:00Z'],
  ['in a leap second', '2016-12-31T23:59:60Z'],
  ['on no day', '2026-02-29T05:00:00Z'],
  ['with digits of a year too many', '12026-03-11T05:00:00Z'],
]

const dayChanges: readonly Change[] = [
  ['too early', '1899-12-31'],
  ['too late', '2201-01-01'],
  ['on no day', '2026-02-29'],
  ['on a leap day', '2024-02-29'],
  ['without zeros', '2026-3-1'],
  ['with a time', '2026-03-11T00:00:00Z'],
]

function textChanges(core: z.core.$ZodType, value: string): readonly Change[] {
  for (const link of lineageOf(core)) {
    if (link === Instant) return instantChanges
    if (link === DayLabel) return dayChanges
    if (link === ImoNumber) return [['of another ship', value.slice(0, 6) + String((Number(value[6]) + 1) % 10)]]
  }
  const rules = rulesOf(core)
  return [...lengthChanges(rules, value), ...(rules.patterns.length > 0 ? patternChanges(value) : [])]
}

const patternChanges = (value: string): readonly Change[] => [
  ['with a sign', `${value}!`],
  ['with an end of line', `${value}\n`],
  ['in capitals', value.toUpperCase()],
  ['twice', `${value},${value}`],
  ['with digits of another script', `${value}٣`],
]

function* textsAtLimit({ lengthMin, lengthMax, patterns, isRewritten }: Rules, value: string): Generator<Change> {
  if (lengthMax < Infinity) yield ['too long', value.trimStart().padEnd(lengthMax + 1, 'a')]
  if (patterns.length > 0) return
  if (lengthMin > 0) yield ['too short', 'a'.repeat(lengthMin - 1)]
  if (lengthMin > 1) yield ['too short but for halves of characters', '😀'.repeat(lengthMin - 1)]
  if (lengthMax < Infinity) yield ['too long only by halves of characters', '😀'.repeat(lengthMax)]
  if (!isRewritten) return
  yield ['only blanks', ' '.repeat(Math.max(1, lengthMin))]
  if (lengthMax < Infinity) yield ['too long by blanks', `${value}${' '.repeat(lengthMax)}`]
}

const lengthChanges = (rules: Rules, value: string): readonly Change[] => [...textsAtLimit(rules, value)]

function numberChanges({ min, max, isInteger }: Rules): readonly Change[] {
  return [
    ['at its least', Math.max(min.value, -1e15)],
    ['at its most', Math.min(max.value, 1e15)],
    ['too little', Number.isFinite(min.value) ? min.value - 1 : -1e308],
    ['too much', Number.isFinite(max.value) ? max.value + 1 : 1e308],
    ['huge', 1e308],
    ['beyond whole numbers', 2 ** 53 + 2],
    [isInteger ? 'broken' : 'tiny', isInteger ? 1.5 : 5e-324],
    ['as text', '1'],
  ]
}

function listChanges({ lengthMin, lengthMax }: Rules, value: readonly unknown[]): readonly Change[] {
  const [first] = value
  return [
    ...(lengthMin > 0 ? [['too few', value.slice(0, lengthMin - 1)] as const] : []),
    ...(lengthMax < itemsTriedMax && first !== undefined
      ? [['too many', Array.from({ length: lengthMax + 1 }, () => first)] as const]
      : []),
    ['as an object', Object.fromEntries(value.entries())],
  ]
}

/** The same value with one place changed; what is around it is copied. */
export function applyBreakage(root: unknown, { path, value }: Pick<Breakage, 'path' | 'value'>): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (Array.isArray(root)) {
    return root.map((item: unknown, index) => (index === step ? applyBreakage(item, { path: rest, value }) : item))
  }
  const copy = { ...(root as Record<string, unknown>) }
  const changed = applyBreakage(copy[step], { path: rest, value })
  if (changed !== undefined) return { ...copy, [step]: changed }
  return Object.fromEntries(Object.entries(copy).filter(([name]) => name !== step))
}
