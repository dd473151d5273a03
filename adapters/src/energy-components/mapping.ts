import { NodeKind, RecordStatus, WellType } from '@tieback/contracts'
import { type Calendar, type CalendarRule, createCalendar } from '@tieback/domain'
import { z } from 'zod'
import { parseMapping } from '../mapping-file.ts'
import { DefermentDataset, ProductionDataset, WellTestDataset } from './datasets.ts'

const Column = z.string().min(1)

const NodeClass = z.strictObject({
  class: Column,
  kind: NodeKind,
  key: z.strictObject({ objectId: Column, objectCode: Column.optional() }),
  name: Column,
  parent: Column.optional(),
  /** Days from and to which a version holds, half-open; empty: since ever, for ever. */
  validity: z.strictObject({ from: Column, to: Column }).optional(),
  wellType: z.strictObject({ column: Column, values: z.record(z.string(), WellType) }).optional(),
  attributes: z.record(z.string(), Column).default({}),
})
export type NodeClass = z.output<typeof NodeClass>

const Connection = z.strictObject({
  timeZone: z.string(),
  productionDayStart: z.string(),
  /** Days from which the zone or the start of the day is another. */
  changes: z
    .array(
      z.strictObject({
        validFrom: z.iso.date(),
        timeZone: z.string().optional(),
        productionDayStart: z.string().optional(),
      }),
    )
    .default([]),
})

/** `deferment` and `wellTest` have shapes of their own; every other name is a dataset of production figures. */
const Datasets = z.record(z.string(), z.unknown()).transform(({ deferment, wellTest, ...production }, context) => {
  const read = <Schema extends z.ZodType>(schema: Schema, name: string, value: unknown): z.output<Schema> => {
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) {
      context.addIssue({ code: 'custom', path: [name, ...issue.path], message: issue.message })
    }
    return z.NEVER
  }
  return {
    deferment: deferment === undefined ? null : read(DefermentDataset, 'deferment', deferment),
    wellTest: wellTest === undefined ? null : read(WellTestDataset, 'wellTest', wellTest),
    production: Object.entries(production).map(([name, value]) => ({ name, ...read(ProductionDataset, name, value) })),
  }
})
export type NamedProductionDataset = z.output<typeof Datasets>['production'][number]

/** A mapping file as it is written, compiled. */
export const EnergyComponentsMappingFile = z
  .strictObject({
    namespace: z.string().min(1),
    connection: Connection,
    statusMap: z.record(z.string(), RecordStatus),
    nodes: z.array(NodeClass).min(1),
    datasets: Datasets,
  })
  .transform(({ namespace, connection, ...rest }, context) => {
    const calendar = readCalendar(namespace, connection, context)
    return { namespace, timeZone: connection.timeZone, calendar, ...rest }
  })

function readCalendar(namespace: string, connection: z.output<typeof Connection>, context: z.RefinementCtx): Calendar {
  let rule: CalendarRule = { validFrom: null, timeZone: connection.timeZone, dayStart: connection.productionDayStart }
  const rules = [rule]
  for (const { validFrom, timeZone, productionDayStart } of connection.changes) {
    rule = { validFrom, timeZone: timeZone ?? rule.timeZone, dayStart: productionDayStart ?? rule.dayStart }
    rules.push(rule)
  }
  try {
    return createCalendar(namespace, rules)
  } catch (error) {
    context.addIssue({
      code: 'custom',
      path: ['connection'],
      message: error instanceof Error ? error.message : String(error),
    })
    return z.NEVER
  }
}

/** How one site's Energy Components names its classes and columns, and what they hold. */
export type EnergyComponentsMapping = z.output<typeof EnergyComponentsMappingFile>

/**
 * The mapping that a YAML text or an object describes.
 *
 * throws  MappingError naming each wrong key and what is expected
 */
export function parseEnergyComponentsMapping(input: unknown): EnergyComponentsMapping {
  return parseMapping(EnergyComponentsMappingFile, input, 'The Energy Components mapping')
}
