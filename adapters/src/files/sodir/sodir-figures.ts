import type { Quantity, Unit } from '@tieback/contracts'
import { type Calendar, createCalendar } from '@tieback/domain'
import { periodHours, toFigure } from '../../rows/production-figure.ts'
import { compileConversion, type ToCanonical } from '../../rows/to-canonical.ts'
import type { TableRow } from '../csv-table.ts'
import type { FileFigures } from '../file-pages.ts'
import { parseFileDay, toDay } from '../parse-file-day.ts'
import { fieldObjectId, sodirNamespace } from './sodir-nodes.ts'
import type { ProductionColumn } from './sodir-tables.ts'

export const sodirCalendar = {
  id: sodirNamespace,
  rules: [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '00:00' }],
} as const

interface SodirFigure {
  readonly column: ProductionColumn
  readonly quantity: Quantity
  readonly toCanonical: ToCanonical
}

function volume(column: ProductionColumn, quantity: Quantity, unit: Unit): SodirFigure {
  return { column, quantity, toCanonical: compileConversion(quantity, { unit, reference: 'metric', basis: null }) }
}

/** Oil equivalents are left out: they are computed from these, by a policy that ours may not be. */
const figures: readonly SodirFigure[] = [
  volume('oil', 'oil_production', '1E6 m3'),
  volume('gas', 'gas_production', '1E9 m3'),
  volume('ngl', 'ngl_production', '1E6 m3'),
  volume('condensate', 'condensate_production', '1E6 m3'),
  volume('water', 'water_production', '1E6 m3'),
]

/** Figures of one field and month: saleable volumes as the authority publishes them, so approved. */
export function createSodirFigures(): (row: TableRow<ProductionColumn>) => FileFigures {
  const calendar: Calendar = createCalendar(sodirCalendar.id, sodirCalendar.rules)
  return (table) => {
    const { text, source } = table
    // The service behind the FactPages puts a year's sum in a month 0.
    if (text('year') !== '' && text('month') === '0') return { rows: [], refused: [] }
    const fieldId = text('fieldId')
    const day = monthOf(table)
    if (day === null || fieldId === '') return refuseLine(table)
    const objectId = fieldObjectId(fieldId)
    const hours = periodHours(calendar, day, 'month')
    const context = {
      dataset: 'sodir-production',
      objectId,
      grain: 'month',
      day,
      status: 'approved',
      note: null,
    } as const
    const read = { rows: [] as FileFigures['rows'][number][], refused: [] as FileFigures['refused'][number][] }
    for (const { column, quantity, toCanonical } of figures) {
      const numbers = { decimal: table.decimal, sentinels: [] }
      const limits = { min: null, max: null, expected: true, quality: 'good', measure: 'allocated' } as const
      const figure = toFigure(
        text(column),
        { quantity, toCanonical, numbers, ...limits },
        { ...context, periodHours: hours, source },
      )
      if (figure === null) continue
      if ('refused' in figure) read.refused.push(figure.refused)
      else read.rows.push(figure.row)
    }
    return read
  }
}

/** The first day of the line's month, from a date or from a year and a month. */
function monthOf({ text }: TableRow<ProductionColumn>): string | null {
  if (text('year') !== '') return toDay(Number(text('year')), Number(text('month')), 1)
  const day = parseFileDay(text('month'))
  return day?.endsWith('-01') === true ? day : null
}

function refuseLine({ text, line, source }: TableRow<ProductionColumn>): FileFigures {
  const key = `${text('fieldId') || text('field')}/${text('year')}${text('month')}`
  const message = `Line ${line} (${key}): needs a field's id and a month from its first day.`
  return { rows: [], refused: [{ dataset: 'sodir-production', key, reason: 'invalid-day', message, row: source }] }
}
