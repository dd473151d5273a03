import type { Measure, PressureBasis, Quantity, ReferenceCondition, Unit } from '@tieback/contracts'
import { type Calendar, createCalendar } from '@tieback/domain'
import type { RefusalReason } from '../../port.ts'
import { flagHoursConflict, type FigureSpec, periodHours, toFigure } from '../../rows/production-figure.ts'
import { compileConversion } from '../../rows/to-canonical.ts'
import type { FileFigures } from '../file-pages.ts'
import { volveCalendar, wellObjectId } from './volve-nodes.ts'
import { numberOf, type VolveColumn, type VolveLine } from './volve-table.ts'

type Flow = 'production' | 'injection'

interface VolveFigure {
  readonly column: VolveColumn
  readonly quantity: Quantity
  readonly measure: Measure
  readonly toCanonical: FigureSpec['toCanonical']
  /** The flow kind whose lines must hold the figure; elsewhere an empty field means that there is none to give. */
  readonly dueIn: Flow | null
}

function volume(column: VolveColumn, quantity: Quantity, dueIn: Flow): VolveFigure {
  const toCanonical = compileConversion(quantity, { unit: 'm3', reference: 'metric', basis: null })
  return { column, quantity, measure: 'allocated', toCanonical, dueIn }
}

function gauge(column: VolveColumn, quantity: Quantity, unit: Unit, basis: PressureBasis | null = null): VolveFigure {
  const reference: ReferenceCondition | null = null
  return {
    column,
    quantity,
    measure: 'measured',
    toCanonical: compileConversion(quantity, { unit, reference, basis }),
    dueIn: null,
  }
}

/** The sheet names no unit; these are the ones its publisher documents for the monthly sheet and the field's reports. */
const figures: readonly VolveFigure[] = [
  volume('oil', 'oil_production', 'production'),
  volume('gas', 'gas_production', 'production'),
  volume('water', 'water_production', 'production'),
  volume('waterInjected', 'water_injection', 'injection'),
  gauge('onStreamHours', 'on_stream_hours', 'h'),
  gauge('choke', 'choke', '%'),
  gauge('wellheadPressure', 'wellhead_pressure', 'bar', 'gauge'),
  gauge('wellheadTemperature', 'wellhead_temperature', 'degC'),
  gauge('downholePressure', 'downhole_pressure', 'bar', 'gauge'),
  gauge('downholeTemperature', 'downhole_temperature', 'degC'),
  gauge('annulusPressure', 'annulus_pressure', 'bar', 'gauge'),
  gauge('tubingDifferential', 'tubing_differential_pressure', 'bar'),
  gauge('chokeDifferential', 'choke_differential_pressure', 'bar'),
]

/** The type that contradicts what the line says flowed. */
const conflictingType: Record<Flow, string> = { production: 'WI', injection: 'OP' }

/** Figures of one line; the table is closed history, so all of it is approved. */
export function createVolveFigures(): (line: VolveLine) => FileFigures {
  const calendar: Calendar = createCalendar(volveCalendar.id, volveCalendar.rules)
  const hoursOf = new Map<string, number>()
  return (line) => {
    const { table, day, well, flow } = line
    if (day === null) return refuseLine(line, 'invalid-day', `"${table.text('day')}" is not a day`)
    if (well === null)
      return refuseLine(
        line,
        'unmapped-node',
        `wellbore "${table.text('wellbore')}" has no ids in the line nor in volve_wells.csv`,
      )
    if (flow === null) return refuseLine(line, 'wrong-shape', `"${table.text('flowKind')}" is not a flow kind`)
    const length = hoursOf.get(day) ?? periodHours(calendar, day, 'day')
    hoursOf.set(day, length)
    return toFigures(line, { objectId: wellObjectId(well), day, periodHours: length }, flow)
  }
}

function toFigures(
  line: VolveLine,
  key: { objectId: string; day: string; periodHours: number },
  flow: Flow,
): FileFigures {
  const { table } = line
  const context = {
    dataset: 'volve-daily',
    ...key,
    grain: 'day',
    status: 'approved',
    note: null,
    source: table.source,
  } as const
  const hours = numberOf(table, 'onStreamHours')
  const hasTypeConflict = table.text('wellType') === conflictingType[flow]
  const read: { rows: FileFigures['rows'][number][]; refused: FileFigures['refused'][number][] } = {
    rows: [],
    refused: [],
  }
  for (const { column, quantity, measure, toCanonical, dueIn } of figures) {
    const numbers = { decimal: table.decimal, sentinels: [] }
    const spec = {
      quantity,
      measure,
      toCanonical,
      numbers,
      min: null,
      max: null,
      expected: dueIn === flow,
      quality: 'good',
    } as const
    const figure = toFigure(table.text(column), spec, context)
    if (figure === null) continue
    if ('refused' in figure) read.refused.push(figure.refused)
    else {
      const { row } = figure
      const flagged = hasTypeConflict && dueIn !== null ? { ...row, flags: [...row.flags, 'well-type-conflict'] } : row
      read.rows.push(flagHoursConflict(flagged, hours))
    }
  }
  return read
}

function refuseLine({ table }: VolveLine, reason: RefusalReason, message: string): FileFigures {
  const key = `${table.text('wellbore')}/${table.text('day')}`
  const text = `Line ${table.line} (${key}): ${message}.`
  return { rows: [], refused: [{ dataset: 'volve-daily', key, reason, message: text, row: table.source }] }
}
