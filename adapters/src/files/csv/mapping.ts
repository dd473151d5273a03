import { Measure, NodeKind, Quantity, RecordStatus, WellType } from '@tieback/contracts'
import { createCalendar } from '@tieback/domain'
import { z } from 'zod'
import { parseMapping } from '../../mapping-file.ts'
import { compileConversion, type ToCanonical } from '../../rows/to-canonical.ts'
import { toUnitSpec, unitKeys } from '../../rows/unit-schema.ts'

const Column = z.string().min(1)

/** A level of the hierarchy: named by a column, or one for the whole file. */
const Level = z
  .strictObject({
    kind: NodeKind,
    name: z.string().min(1).optional(),
    column: Column.optional(),
    code: Column.optional(),
    wellType: z
      .union([WellType, z.strictObject({ column: Column, values: z.record(z.string(), WellType) })])
      .optional(),
  })
  .refine(({ name, column }) => (name === undefined) !== (column === undefined), 'needs either name or column')
export type Level = z.output<typeof Level>

const figureKeys = {
  ...unitKeys,
  measure: Measure,
  min: z.number().optional(),
  max: z.number().optional(),
  expected: z.boolean().default(true),
}

const WideField = z.strictObject({ column: Column, ...figureKeys })

const LongFields = z.strictObject({
  quantity: Column,
  value: Column,
  /** Where each line names its unit; the reference and the gauge of `quantities` hold for it. */
  unit: Column.optional(),
  quantities: z.record(z.string(), z.strictObject({ quantity: Quantity, ...figureKeys })),
})

type UnitText = Parameters<typeof toUnitSpec>[0]

/** A figure of a line: which column holds it and how it becomes canonical. */
export interface CsvFigure {
  readonly column: string
  readonly quantity: Quantity
  readonly measure: Measure
  readonly min: number | null
  readonly max: number | null
  readonly expected: boolean
  readonly toCanonical: ToCanonical
}

/** Throws RangeError saying what is wrong with the unit. */
function conversionOf(quantity: Quantity, keys: UnitText): ToCanonical {
  const spec = toUnitSpec(keys)
  if (spec === null)
    throw new RangeError(`${JSON.stringify(keys.unit)} is not a unit; expected one such as m3, bar or degC`)
  return compileConversion(quantity, spec)
}

const Shape = z
  .strictObject({
    namespace: z.string().min(1),
    calendar: z.strictObject({ timeZone: z.string(), dayStart: z.string() }),
    grain: z.enum(['day', 'month']).default('day'),
    delimiter: z.string().length(1).optional(),
    /** Left out: a comma where semicolons part the fields, else a point. */
    decimal: z.enum(['.', ',']).optional(),
    dateFormat: z
      .string()
      .refine(
        (text) => ['YYYY', 'MM', 'DD'].every((part) => text.split(part).length === 2),
        'needs YYYY, MM and DD once each',
      )
      .default('YYYY-MM-DD'),
    sentinels: z.array(z.union([z.number(), z.string().min(1)])).default([]),
    /** Top first; figures belong to the last. */
    nodes: z.array(Level).min(1),
    day: Column,
    status: z
      .union([RecordStatus, z.strictObject({ column: Column, values: z.record(z.string(), RecordStatus) })])
      .default('approved'),
    note: Column.optional(),
    fields: z.partialRecord(Quantity, WideField).optional(),
    long: LongFields.optional(),
  })
  .refine(({ fields, long }) => (fields === undefined) !== (long === undefined), {
    path: ['fields'],
    message: 'either fields (a column for each quantity) or long (a line for each quantity) is needed, and not both',
  })
  .transform(({ fields = {}, long, calendar, ...rest }, context) => {
    const attempt = <Result>(path: string[], make: () => Result): Result => {
      try {
        return make()
      } catch (error) {
        context.addIssue({ code: 'custom', path, message: error instanceof Error ? error.message : String(error) })
        return z.NEVER
      }
    }
    const wide = Object.entries(fields).map(([name, { column, measure, min, max, expected, ...keys }]): CsvFigure => {
      const quantity = Quantity.parse(name)
      const toCanonical = attempt(['fields', name, 'unit'], () => conversionOf(quantity, keys))
      return { column, quantity, measure, min: min ?? null, max: max ?? null, expected, toCanonical }
    })
    return {
      ...rest,
      /** Every column that the mapping names, which the file must have. */
      columns: namedColumns(rest, wide, long),
      calendar: attempt(['calendar'], () => createCalendar(rest.namespace, [{ validFrom: null, ...calendar }])),
      wide,
      long: long === undefined ? null : attempt(['long', 'quantities'], () => compileLong(long)),
    }
  })

interface NamedColumns {
  readonly nodes: readonly Level[]
  readonly day: string
  readonly status: string | { readonly column: string }
  readonly note?: string | undefined
}

function namedColumns(
  { nodes, day, status, note }: NamedColumns,
  wide: readonly CsvFigure[],
  long: z.output<typeof LongFields> | undefined,
): string[] {
  const ofLevels = nodes.flatMap(({ column, code, wellType }) => [
    column,
    code,
    typeof wellType === 'object' ? wellType.column : undefined,
  ])
  const ofStatus = typeof status === 'string' ? undefined : status.column
  const ofFigures = [...wide.map(({ column }) => column), long?.quantity, long?.value, long?.unit]
  const named = [...ofLevels, day, ofStatus, note, ...ofFigures].filter((column) => column !== undefined)
  return [...new Set(named)]
}

/** A table of one line for each quantity, with the conversion for each unit that a line may name. */
export interface CsvLong {
  readonly quantityColumn: string
  /** Null where no figure is mapped from that text; the message of the RangeError says what is wrong with the unit. */
  readonly figureOf: (quantity: string, unit: (column: string) => string) => CsvFigure | null
}

function compileLong({
  quantity: quantityColumn,
  value: column,
  unit: unitColumn,
  quantities,
}: z.output<typeof LongFields>): CsvLong {
  const known = new Map<string, CsvFigure>()
  const compile = (name: string, unitText: string): CsvFigure | null => {
    const entry = quantities[name]
    if (entry === undefined) return null
    const { quantity, measure, min, max, expected, ...keys } = entry
    const toCanonical = conversionOf(quantity, { ...keys, unit: unitText === '' ? keys.unit : unitText })
    return { column, quantity, measure, min: min ?? null, max: max ?? null, expected, toCanonical }
  }
  for (const name of Object.keys(quantities)) compile(name, '')
  return {
    quantityColumn,
    figureOf(name, read) {
      const unitText = unitColumn === undefined ? '' : read(unitColumn)
      const key = `${name}/${unitText}`
      const figure = known.get(key) ?? compile(name, unitText)
      if (figure !== null) known.set(key, figure)
      return figure
    },
  }
}

/** How a user's own table is to be read. */
export type CsvMapping = z.output<typeof Shape>

/**
 * The mapping that a YAML text or an object describes.
 *
 * throws  MappingError naming each wrong key and what is expected
 */
export function parseCsvMapping(input: unknown): CsvMapping {
  return parseMapping(Shape, input, 'The CSV mapping')
}
