import type { RecordStatus } from '@tieback/contracts'
import type { ProductionRow, RefusalReason, RefusedRow } from '../../port.ts'
import { flagHoursConflict, periodHours, toFigure } from '../../rows/production-figure.ts'
import type { TableRow } from '../csv-table.ts'
import type { FileFigures } from '../file-pages.ts'
import { toDay } from '../parse-file-day.ts'
import { nodesOfLine } from './csv-nodes.ts'
import type { CsvFigure, CsvMapping } from './mapping.ts'

type Line = TableRow<string>

/** Reads the day of a line as the mapping writes it; null where it isn't one, or isn't a month's first in a monthly table. */
export function createDayReader({ dateFormat, day: column, grain }: CsvMapping): (line: Line) => string | null {
  const escaped = dateFormat.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pattern = new RegExp(
    `^${escaped.replace('YYYY', '(?<year>\\d{4})').replace('MM', '(?<month>\\d{1,2})').replace('DD', '(?<day>\\d{1,2})')}$`,
  )
  return ({ text }) => {
    const parts = pattern.exec(text(column))?.groups
    if (parts === undefined) return null
    const day = toDay(Number(parts['year']), Number(parts['month']), Number(parts['day']))
    return grain === 'month' && day?.endsWith('-01') !== true ? null : day
  }
}

/** Figures of one line of the table. */
export function createCsvFigures(mapping: CsvMapping): (line: Line) => FileFigures {
  const dayOf = createDayReader(mapping)
  return (line) => {
    const day = dayOf(line)
    const text = line.text(mapping.day)
    if (day === null) return refuseLine(line, 'invalid-day', `"${text}" is not a day such as ${mapping.dateFormat}`)
    const node = nodesOfLine(line, mapping.nodes)?.at(-1)
    if (node === undefined) return refuseLine(line, 'unmapped-node', 'a level of its node is empty')
    const subject = { objectId: node.objectId, day }
    const status = statusOf(line, mapping)
    if (status === null) return refuseLine(line, 'wrong-shape', 'its status is not among those of the mapping', subject)
    const figures = figuresOf(line, mapping)
    if (typeof figures === 'string') return refuseLine(line, 'unknown-unit', figures, subject)
    return readFigures(line, mapping, figures, { ...subject, status })
  }
}

function readFigures(
  line: Line,
  mapping: CsvMapping,
  figures: readonly CsvFigure[],
  key: { readonly objectId: string; readonly day: string; readonly status: RecordStatus },
): FileFigures {
  const context = {
    dataset: 'csv',
    ...key,
    grain: mapping.grain,
    note: mapping.note === undefined ? null : line.text(mapping.note) || null,
    periodHours: periodHours(mapping.calendar, key.day, mapping.grain),
    source: line.source,
  }
  const numbers = { decimal: mapping.decimal ?? line.decimal, sentinels: mapping.sentinels }
  const rows: ProductionRow[] = []
  const refused: RefusedRow[] = []
  for (const { column, ...spec } of figures) {
    const quality = spec.measure === 'potential' ? 'estimated' : 'good'
    const figure = toFigure(line.text(column), { ...spec, numbers, quality }, context)
    if (figure === null) continue
    if ('refused' in figure) refused.push(figure.refused)
    else rows.push(figure.row)
  }
  const hours = rows.find(({ quantity }) => quantity === 'on_stream_hours')?.value ?? null
  const flowed = ({ measure }: ProductionRow) => measure === 'measured' || measure === 'allocated'
  return { rows: rows.map((row) => (flowed(row) ? flagHoursConflict(row, hours) : row)), refused }
}

/** The figures that a line holds, or what is wrong with the unit it names. */
function figuresOf({ text }: Line, { wide, long }: CsvMapping): readonly CsvFigure[] | string {
  if (long === null) return wide
  try {
    const figure = long.figureOf(text(long.quantityColumn), text)
    // A product that the mapping doesn't name is left alone, as a column that it doesn't name is.
    return figure === null ? [] : [figure]
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function statusOf({ text }: Line, { status }: CsvMapping): RecordStatus | null {
  return typeof status === 'string' ? status : (status.values[text(status.column)] ?? null)
}

function refuseLine(
  { line, source }: Line,
  reason: RefusalReason,
  message: string,
  subject?: RefusedRow['subject'],
): FileFigures {
  const refused = { dataset: 'csv', key: `line ${line}`, reason, message: `Line ${line}: ${message}.`, row: source }
  return { rows: [], refused: [subject === undefined ? refused : { ...refused, subject }] }
}
