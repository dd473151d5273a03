import type { Calendar } from '@tieback/domain'
import type { DayLabel } from '@tieback/contracts'
import type { DayRange, Page, ProductionRow, RefusalReason, RefusedRow } from '../port.ts'
import { parseNumber } from '../rows/parse-number.ts'
import { type FigureRow, flagHoursConflict, periodHours, refuseFigure, toFigure } from '../rows/production-figure.ts'
import { productionDayOfRow } from './day-label.ts'
import type { FigureTwins } from './figure-twins.ts'
import type { EnergyComponentsMapping, NamedProductionDataset } from './mapping.ts'
import { deduplicate, keyText, newestUpdate, refuseRivals } from './rows.ts'
import type { UnitWatch } from './unit-watch.ts'
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

/** What rows are read with. */
export interface ProductionContext {
  readonly mapping: EnergyComponentsMapping
  readonly hoursOf: PeriodHours
  /** Days asked for; null: any. */
  readonly days: DayRange | null
  /** Left out where a row is read alone, with nothing to hold it against. */
  readonly watch?: UnitWatch
  readonly twins?: FigureTwins
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
  context: ProductionContext,
): Page<ProductionRow> {
  const { mapping, watch } = context
  const whole = rows.filter((row) => isWhole(row, dataset))
  const single = deduplicate(whole, (row) => productionKey(row, dataset), dataset.audit, mapping.timeZone)
  const figures: ProductionRow[] = []
  const refused: RefusedRow[] = single.ambiguous.map((rivals) => refuseTwins(rivals, dataset))
  for (const row of single.rows) {
    const read = toFigures(row, dataset, context)
    refused.push(...read.refused)
    for (const figure of read.rows) {
      const verdict = context.twins?.judge(figure, dataset, row) ?? 'take'
      if (verdict === 'take') figures.push(figure)
      else if (verdict !== 'repeats') refused.push(verdict.refused)
    }
  }
  // Where places name their days differently, more days have to be asked for than are wanted.
  const wanted = typeof dataset.dayLabel === 'string' ? null : context.days
  const isAsked = (day: DayLabel | null) => isWithin(day, wanted)
  const asked = figures.filter(({ day }) => isAsked(day))
  return {
    rows: watch === undefined ? asked : watch.flag(dataset.name, asked),
    refused: refused.filter(({ subject }) => isAsked(subject?.day ?? null)),
    updatedTo: newestUpdate(rows, dataset.audit, mapping.timeZone),
  }
}

/** A day that can't be told is never left out, for nobody knows which days it belongs to. */
function isWithin(day: DayLabel | null, days: DayRange | null): boolean {
  return days === null || day === null || (day >= days.from && day < days.to)
}

function isWhole(row: EcRow, { shares }: NamedProductionDataset): boolean {
  if (shares === undefined) return true
  return keyText(row[shares.column]) === (shares.whole === null ? null : String(shares.whole))
}

function refuseTwins(rivals: readonly EcRow[], dataset: NamedProductionDataset): RefusedRow {
  const [first = {}] = rivals
  return refuseRivals(rivals, dataset.name, productionKey(first, dataset) ?? '', subjectOf(first, dataset))
}

/** What a row is about, as far as it can be told. */
function subjectOf(row: EcRow, { key, dayLabel }: NamedProductionDataset): RefusedRow['subject'] {
  const objectId = keyText(row[key.objectId])
  return objectId === null ? undefined : { objectId, day: productionDayOfRow(row, key.day, dayLabel) }
}

/** Columns without which a page holds something else than the mapping says. */
export function productionColumns({
  key,
  audit,
  fields,
  hoursColumn,
  flags,
  shares,
  dayLabel,
}: NamedProductionDataset): string[] {
  const labelColumn = typeof dayLabel === 'string' ? undefined : dayLabel.column
  const optional = [audit.updatedAt, audit.revision, audit.note, hoursColumn, shares?.column, labelColumn]
  return [
    key.objectId,
    key.day,
    audit.status,
    ...optional.filter((column) => column !== undefined),
    ...fields.map(({ column }) => column),
    ...flags.map(({ column }) => column),
  ]
}

interface Figures {
  readonly rows: readonly ProductionRow[]
  readonly refused: readonly RefusedRow[]
}

/** The figures of one row, asking nothing but the mapping. */
function toFigures(row: EcRow, dataset: NamedProductionDataset, { mapping, hoursOf }: ProductionContext): Figures {
  const objectId = keyText(row[dataset.key.objectId])
  if (objectId === null) return refuseRow(row, dataset, 'unmapped-node', `a row without ${dataset.key.objectId}`)
  const day = productionDayOfRow(row, dataset.key.day, dataset.dayLabel)
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
  return readFields(row, dataset, context)
}

function readFields(row: EcRow, dataset: NamedProductionDataset, context: FigureRow): Figures {
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
  const subject = subjectOf(row, dataset)
  const refused = { dataset: dataset.name, key, reason, message: `${dataset.class}: ${message}`, row }
  return { rows: [], refused: [subject === undefined ? refused : { ...refused, subject }] }
}
