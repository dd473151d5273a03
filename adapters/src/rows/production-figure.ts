import type { DayLabel, Measure, Quality, Quantity, RecordStatus } from '@tieback/contracts'
import { type Calendar, dayBounds, firstOfMonth, addMonths, quantityTable } from '@tieback/domain'
import type { ProductionRow, RefusalReason, RefusedRow } from '../port.ts'
import { type NumberFormat, parseNumber } from './parse-number.ts'
import type { ToCanonical } from './to-canonical.ts'

/** What one column holds, and what may be in it. */
export interface FigureSpec {
  readonly quantity: Quantity
  readonly measure: Measure
  readonly toCanonical: ToCanonical
  readonly numbers: NumberFormat
  /** Bounds in the column's own unit, both allowed. */
  readonly min: number | null
  readonly max: number | null
  /** False where an empty field means that nothing is measured there, so that it makes no row. */
  readonly expected: boolean
  /** Quality of a value that nothing is wrong with. */
  readonly quality: Quality
}

/** What all figures of one source row share. */
export interface FigureRow {
  readonly dataset: string
  readonly objectId: string
  readonly grain: 'day' | 'month'
  readonly day: DayLabel
  readonly status: RecordStatus
  readonly note: string | null
  readonly periodHours: number
  /** The source's row, for quarantine. */
  readonly source: unknown
}

export type Figure = { readonly row: ProductionRow } | { readonly refused: RefusedRow }

/** Hours by which a source may round a day's length up. */
const hoursTolerance = 0.01

/** Length of a production day, or of a month of production days, in hours. */
export function periodHours(calendar: Calendar, day: DayLabel, grain: 'day' | 'month'): number {
  const first = grain === 'day' ? day : firstOfMonth(day)
  const start = dayBounds(calendar, first).start
  const end = grain === 'day' ? dayBounds(calendar, first).end : dayBounds(calendar, addMonths(first, 1)).start
  return (end.getTime() - start.getTime()) / 3_600_000
}

/** One field as a figure, as a refusal, or as nothing where none was due. */
export function toFigure(raw: unknown, spec: FigureSpec, row: FigureRow): Figure | null {
  const parsed = parseNumber(raw, spec.numbers)
  switch (parsed.kind) {
    case 'empty':
      return spec.expected ? figureOf(row, spec, null, 'missing') : null
    case 'sentinel':
      return figureOf(row, spec, null, 'bad')
    case 'invalid':
      return refuseFigure(row, spec, 'invalid-value', `${spec.quantity}: ${parsed.message}`)
    case 'number':
      return fromNumber(parsed.value, spec, row)
  }
}

function fromNumber(value: number, spec: FigureSpec, row: FigureRow): Figure {
  if (spec.quantity === 'on_stream_hours') {
    const hours = spec.toCanonical(value, row.periodHours)
    if (hours < 0 || hours > row.periodHours + hoursTolerance) {
      return refuseFigure(
        row,
        spec,
        'impossible-hours',
        `${hours} h on stream in a ${row.grain} of ${row.periodHours} h`,
      )
    }
  }
  if ((spec.min !== null && value < spec.min) || (spec.max !== null && value > spec.max)) {
    const bounds = `${spec.min ?? '…'} to ${spec.max ?? '…'}`
    return refuseFigure(
      row,
      spec,
      'invalid-value',
      `${spec.quantity} is ${value}, outside ${bounds}: has the unit changed?`,
    )
  }
  return figureOf(row, spec, spec.toCanonical(value, row.periodHours), spec.quality)
}

function figureOf(row: FigureRow, spec: FigureSpec, value: number | null, quality: Quality): Figure {
  const { objectId, grain, day, status, note } = row
  const { quantity, measure } = spec
  const flags = value !== null && value < 0 && isOneWay(quantity) ? ['negative-volume'] : []
  return { row: { objectId, grain, day, quantity, measure, value, quality, status, note, flags } }
}

/** Volumes that flow one way: below zero they are a correction. Stock goes up and down. */
function isOneWay(quantity: Quantity): boolean {
  const { aggregation, flow } = quantityTable[quantity]
  return aggregation === 'sum' && flow !== 'stock-change' && flow !== 'hours'
}

export function refuseFigure(
  row: Pick<FigureRow, 'dataset' | 'objectId' | 'day' | 'source'>,
  spec: Pick<FigureSpec, 'quantity' | 'measure'>,
  reason: RefusalReason,
  message: string,
): Figure {
  const { dataset, objectId, day, source } = row
  const key = `${objectId}/${day}/${spec.quantity}/${spec.measure}`
  const text = `${objectId}, ${day}: ${message}`
  return { refused: { dataset, key, reason, message: text, row: source, subject: { objectId, day } } }
}

/**
 * The row with the flag `hours-volume-conflict` where something flowed in no hours.
 * Both figures are kept, for either may be the wrong one; the volume is then uncertain.
 */
export function flagHoursConflict(row: ProductionRow, onStreamHours: number | null): ProductionRow {
  const flowed = row.value !== null && row.value > 0 && isWellFlow(row.quantity)
  if (onStreamHours !== 0 || !flowed) return row
  const quality = row.quality === 'good' ? 'uncertain' : row.quality
  return { ...row, quality, flags: [...row.flags, 'hours-volume-conflict'] }
}

function isWellFlow(quantity: Quantity): boolean {
  const { aggregation, flow } = quantityTable[quantity]
  return aggregation === 'sum' && (flow === 'production' || flow === 'injection')
}
