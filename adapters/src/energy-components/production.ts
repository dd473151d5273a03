import type { Calendar } from '@tieback/domain'
import type { Page, ProductionRow, RefusalReason, RefusedRow } from '../port.ts'
import { labelledDay } from '../rows/parse-time.ts'
import { parseNumber } from '../rows/parse-number.ts'
import { flagHoursConflict, periodHours, refuseFigure, toFigure } from '../rows/production-figure.ts'
import type { EnergyComponentsMapping, NamedProductionDataset } from './mapping.ts'
import { deduplicate, keyText, newestUpdate, refuseRivals } from './rows.ts'
import type { EcRow } from './wire.ts'

/** Length of a day or month, worked out once each. */
export type PeriodHours = (day: string, grain: 'day' | 'month') => number

export function createPeriodHours(calendar: Calendar): PeriodHours {
  const known = new Map<string, number>()
  return (day, grain) => {
    const key = `${grain} ${day}`
    const hours = known.get(key) ?? periodHours(calendar, day, grain)
    known.set(key, hours)
    return hours
  }
}

/** The key by which rows of a dataset are told apart; null where a row has none. */
export function productionKey(row: EcRow, { key }: NamedProductionDataset): string | null {
  const objectId = keyText(row[key.objectId])
  const day = keyText(row[key.day])
  return objectId === null || day === null ? null : `${objectId} ${day}`
}

/** The figures that one dataset takes from a page of its class. */
export function toProductionPage(
  rows: readonly EcRow[],
  dataset: NamedProductionDataset,
  mapping: EnergyComponentsMapping,
  hoursOf: PeriodHours,
): Page<ProductionRow> {
  const single = deduplicate(rows, (row) => productionKey(row, dataset), dataset.audit, mapping.timeZone)
  const figures: ProductionRow[] = []
  const refused: RefusedRow[] = single.ambiguous.map((rivals) =>
    refuseRivals(rivals, dataset.name, rivals[0] === undefined ? '' : (productionKey(rivals[0], dataset) ?? '')),
  )
  for (const row of single.rows) {
    const read = toFigures(row, dataset, mapping, hoursOf)
    figures.push(...read.rows)
    refused.push(...read.refused)
  }
  return { rows: figures, refused, updatedTo: newestUpdate(rows, dataset.audit, mapping.timeZone) }
}

/** Columns without which a page holds something else than the mapping says. */
export function productionColumns({ key, audit, fields, hoursColumn, flags }: NamedProductionDataset): string[] {
  const optional = [audit.updatedAt, audit.revision, audit.note, hoursColumn].filter((column) => column !== undefined)
  return [
    key.objectId,
    key.day,
    audit.status,
    ...optional,
    ...fields.map(({ column }) => column),
    ...flags.map(({ column }) => column),
  ]
}

interface Figures {
  readonly rows: readonly ProductionRow[]
  readonly refused: readonly RefusedRow[]
}

function toFigures(
  row: EcRow,
  dataset: NamedProductionDataset,
  mapping: EnergyComponentsMapping,
  hoursOf: PeriodHours,
): Figures {
  const objectId = keyText(row[dataset.key.objectId])
  if (objectId === null) return refuseRow(row, dataset, 'unmapped-node', `a row without ${dataset.key.objectId}`)
  const day = labelledDay(row[dataset.key.day], dataset.dayLabel)
  if (day === null || (dataset.grain === 'month' && !day.endsWith('-01'))) {
    const expected = dataset.grain === 'month' ? 'the first of a month' : 'a day at 00:00'
    return refuseRow(row, dataset, 'invalid-day', `${dataset.key.day} of ${objectId} is not ${expected}`)
  }
  const statusCode = keyText(row[dataset.audit.status]) ?? ''
  const status = mapping.statusMap[statusCode]
  if (status === undefined) {
    return refuseRow(row, dataset, 'wrong-shape', `status "${statusCode}" of ${objectId} is not in statusMap`)
  }
  const context = {
    dataset: dataset.name,
    objectId,
    grain: dataset.grain,
    day,
    status,
    note: dataset.audit.note === undefined ? null : keyText(row[dataset.audit.note]),
    periodHours: hoursOf(day, dataset.grain),
    source: row,
  }
  const rows: ProductionRow[] = []
  const refused: RefusedRow[] = []
  const hours = onStreamHours(row, dataset)
  const flags = dataset.flags.filter(({ column, equals }) => row[column] === equals).map(({ flag }) => flag)
  for (const { column, sentinels, min, max, ...field } of dataset.fields) {
    const spec = { ...field, numbers: { decimal: dataset.decimal, sentinels }, min: min ?? null, max: max ?? null }
    // A column that others of the page have but this row hasn't is a fault of the row, not a null.
    const figure =
      column in row
        ? toFigure(row[column], spec, context)
        : refuseFigure(context, field, 'wrong-shape', `has no ${column}`)
    if (figure === null) continue
    if ('refused' in figure) refused.push(figure.refused)
    else rows.push(withRemarks(figure.row, flags, hours))
  }
  return { rows, refused }
}

function withRemarks(row: ProductionRow, flags: readonly string[], hours: number | null): ProductionRow {
  const flagged = flags.length === 0 ? row : { ...row, flags: [...row.flags, ...flags] }
  // A potential or a plan flows in no hours at all.
  return row.measure === 'measured' || row.measure === 'allocated' ? flagHoursConflict(flagged, hours) : flagged
}

function onStreamHours(row: EcRow, { hoursColumn, fields, decimal }: NamedProductionDataset): number | null {
  const own = fields.find(({ quantity }) => quantity === 'on_stream_hours')
  const column = hoursColumn ?? own?.column
  if (column === undefined) return null
  const parsed = parseNumber(row[column], { decimal, sentinels: own?.sentinels ?? [] })
  return parsed.kind === 'number' ? parsed.value : null
}

function refuseRow(row: EcRow, dataset: NamedProductionDataset, reason: RefusalReason, message: string): Figures {
  const key = productionKey(row, dataset) ?? JSON.stringify(row)
  return { rows: [], refused: [{ dataset: dataset.name, key, reason, message: `${dataset.class}: ${message}`, row }] }
}
