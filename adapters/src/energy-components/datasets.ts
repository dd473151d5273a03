import { DefermentCategory, Measure, Quality, Quantity } from '@tieback/contracts'
import { isTimeZone, quantityTable, type UnitSpec } from '@tieback/domain'
import { z } from 'zod'
import { compileConversion, type ToCanonical } from '../rows/to-canonical.ts'
import { toUnitSpec, unitKeys } from '../rows/unit-schema.ts'

const Column = z.string().min(1)

const Sentinels = z.array(z.union([z.number(), z.string().min(1)])).default([])

const TimeZone = z.string().refine(isTimeZone, 'an IANA time zone, such as Europe/Oslo')

const Audit = z.strictObject({
  status: Column,
  updatedAt: Column.optional(),
  /** Zone of `updatedAt` where its text names none; the connection's where left out. */
  updatedAtZone: TimeZone.optional(),
  revision: Column.optional(),
  note: Column.optional(),
})
export type Audit = z.infer<typeof Audit>

const Field = z.strictObject({
  column: Column,
  ...unitKeys,
  measure: Measure,
  min: z.number().optional(),
  max: z.number().optional(),
  sentinels: Sentinels,
  /** False where an empty field means that nothing is measured there. */
  expected: z.boolean().default(true),
  /** Of a value that nothing is wrong with; `estimated` for a potential, which is computed, else `good`. */
  quality: Quality.extract(['good', 'uncertain', 'estimated']).optional(),
})

const Flag = z.strictObject({
  flag: z.string().regex(/^[a-z][a-z0-9-]*$/),
  column: Column,
  equals: z.union([z.string(), z.number()]),
})

/** Whether a row's day is named by its start or by its end; where only some places name it by the end, which ones. */
const DayLabelRule = z.union([
  z.enum(['start', 'end']),
  z.strictObject({ column: Column, end: z.array(z.string().min(1)).min(1) }),
])
export type DayLabelRule = z.output<typeof DayLabelRule>

/** Rows that split one volume among companies or components are a finer grain of it; only the whole is taken. */
const Shares = z.strictObject({ column: Column, whole: z.union([z.string().min(1), z.number(), z.null()]) })

export const ProductionDataset = z
  .strictObject({
    class: Column,
    grain: z.enum(['day', 'month']).default('day'),
    dayLabel: DayLabelRule.default('start'),
    key: z.strictObject({ objectId: Column, objectCode: Column.optional(), day: Column }),
    audit: Audit,
    decimal: z.enum(['.', ',']).default('.'),
    /** Hours on stream in the same row, to hold the volumes against; the field on_stream_hours where there is one. */
    hoursColumn: Column.optional(),
    shares: Shares.optional(),
    /** Remarks put on every figure of a row whose column holds a value. */
    flags: z.array(Flag).default([]),
    fields: z.partialRecord(Quantity, Field),
  })
  .transform((dataset, context) => {
    const fields = Object.entries(dataset.fields).map(([name, field]) => {
      const quantity = Quantity.parse(name)
      const quality = field.quality ?? (field.measure === 'potential' ? 'estimated' : 'good')
      return { ...field, quantity, quality, ...conversion(quantity, field, ['fields', name, 'unit'], context) }
    })
    return { ...dataset, fields }
  })

const EventKeys = {
  class: Column,
  audit: Audit.partial({ status: true }),
  timeZone: TimeZone.optional(),
  decimal: z.enum(['.', ',']).default('.'),
}

export const DefermentDataset = z.strictObject({
  ...EventKeys,
  key: z.strictObject({ eventId: Column, objectId: Column }),
  columns: z.strictObject({
    start: Column,
    end: Column,
    reasonCode: Column,
    reason: Column.optional(),
    planned: Column,
    parentEventId: Column.optional(),
    lossShare: Column.optional(),
  }),
  categories: z.record(z.string(), DefermentCategory),
})

const Rate = z.strictObject({ column: Column, ...unitKeys, sentinels: Sentinels })
const rateQuantities = {
  oilRate: 'oil_production',
  gasRate: 'gas_production',
  waterRate: 'water_production',
  choke: 'choke',
  wellheadPressure: 'wellhead_pressure',
} as const satisfies Record<string, Quantity>
export type RateName = keyof typeof rateQuantities

export const WellTestDataset = z
  .strictObject({
    ...EventKeys,
    key: z.strictObject({ testId: Column, objectId: Column }),
    columns: z.strictObject({
      start: Column,
      end: Column,
      status: Column,
      validFrom: Column.optional(),
      oilRate: Rate.optional(),
      gasRate: Rate.optional(),
      waterRate: Rate.optional(),
      choke: Rate.optional(),
      wellheadPressure: Rate.optional(),
    }),
    statuses: z.record(z.string(), z.enum(['planned', 'performed', 'accepted', 'rejected'])),
  })
  .transform((dataset, context) => {
    const rates: { name: RateName; column: string; sentinels: (string | number)[]; toCanonical: ToCanonical }[] = []
    for (const [name, quantity] of Object.entries(rateQuantities)) {
      // Safe: the entries of rateQuantities have its own keys.
      const rate = dataset.columns[name as RateName]
      if (rate === undefined) continue
      const { toCanonical } = conversion(quantity, rate, ['columns', name, 'unit'], context)
      rates.push({ name: name as RateName, column: rate.column, sentinels: rate.sentinels, toCanonical })
    }
    return { ...dataset, rates }
  })

type UnitText = Parameters<typeof toUnitSpec>[0]

function conversion(
  quantity: Quantity,
  keys: UnitText,
  path: string[],
  context: z.RefinementCtx,
): { readonly spec: UnitSpec; readonly toCanonical: ToCanonical } {
  const spec = toUnitSpec(keys)
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', path, message })
    return z.NEVER
  }
  if (spec === null) {
    return refuse(`${JSON.stringify(keys.unit)} is not a unit; expected one such as m3, 1000 m3, bar or degC`)
  }
  const lack = lackOf(quantity, spec)
  try {
    return { spec, toCanonical: compileConversion(quantity, spec) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return refuse(lack === null ? reason : `${reason}: ${lack}`)
  }
}

/** What a unit has to say besides, for it can't be guessed. */
function lackOf(quantity: Quantity, spec: UnitSpec): string | null {
  const { canonical } = quantityTable[quantity]
  if (canonical.reference !== null && spec.reference === null) {
    return 'say at which conditions the volume is counted, as reference: metric (15 °C), us (60 °F) or normal (0 °C)'
  }
  if (canonical.basis !== null && spec.basis === null) {
    return 'say whether the pressure counts from the atmosphere, as gauge: true or gauge: false'
  }
  return null
}

export type ProductionDataset = z.output<typeof ProductionDataset>
export type DefermentDataset = z.output<typeof DefermentDataset>
export type WellTestDataset = z.output<typeof WellTestDataset>
