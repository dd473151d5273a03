import type { DayLabel } from '@tieback/contracts'
import { parseNumber } from '../../rows/parse-number.ts'
import { SourceError } from '../../source-error.ts'
import { type ColumnNames, findFile, type FoundFile, getFile, readTable, type TableRow } from '../csv-table.ts'
import { parseFileDay } from '../parse-file-day.ts'

/** Where a wellbore belongs, under the register's ids. */
export interface VolveWell {
  readonly wellboreId: string
  readonly wellbore: string
  readonly code: string
  readonly fieldId: string
  readonly field: string
  readonly facilityId: string
  readonly facility: string
}

/** Ours first, then the heads of the published workbook's daily sheet. */
const dailyColumns = {
  day: ['date', 'DATEPRD'],
  wellbore: ['wellbore', 'NPD_WELL_BORE_NAME'],
  wellboreId: ['npd_wellbore_id', 'NPD_WELL_BORE_CODE'],
  code: ['wellbore_code', 'WELL_BORE_CODE'],
  fieldId: ['npd_field_id', 'NPD_FIELD_CODE'],
  field: ['field', 'NPD_FIELD_NAME'],
  facilityId: ['npd_facility_id', 'NPD_FACILITY_CODE'],
  facility: ['facility', 'NPD_FACILITY_NAME'],
  onStreamHours: ['on_stream_h', 'ON_STREAM_HRS'],
  downholePressure: ['downhole_pressure_bar', 'AVG_DOWNHOLE_PRESSURE'],
  downholeTemperature: ['downhole_temperature_c', 'AVG_DOWNHOLE_TEMPERATURE'],
  tubingDifferential: ['dp_tubing_bar', 'AVG_DP_TUBING'],
  annulusPressure: ['annulus_pressure_bar', 'AVG_ANNULUS_PRESS'],
  choke: ['choke_size_pct', 'AVG_CHOKE_SIZE_P'],
  wellheadPressure: ['wellhead_pressure_bar', 'AVG_WHP_P'],
  wellheadTemperature: ['wellhead_temperature_c', 'AVG_WHT_P'],
  chokeDifferential: ['dp_choke_bar', 'DP_CHOKE_SIZE'],
  oil: ['oil_sm3', 'BORE_OIL_VOL'],
  gas: ['gas_sm3', 'BORE_GAS_VOL'],
  water: ['water_sm3', 'BORE_WAT_VOL'],
  waterInjected: ['water_injected_sm3', 'BORE_WI_VOL'],
  flowKind: ['flow_kind', 'FLOW_KIND'],
  wellType: ['well_type', 'WELL_TYPE'],
} as const satisfies ColumnNames<string>
export type VolveColumn = keyof typeof dailyColumns

const wellColumns = ['wellbore', 'wellboreId', 'code', 'fieldId', 'field', 'facilityId', 'facility'] as const
type WellColumn = (typeof wellColumns)[number]

const neededColumns: VolveColumn[] = [
  'day',
  'wellbore',
  'onStreamHours',
  'oil',
  'gas',
  'water',
  'waterInjected',
  'flowKind',
  'wellType',
]

/** One line of the daily table. */
export interface VolveLine {
  readonly table: TableRow<VolveColumn>
  /** Null where the date can't be read. */
  readonly day: DayLabel | null
  /** Null where neither the line nor the wells file gives the wellbore's ids. */
  readonly well: VolveWell | null
  readonly flow: 'production' | 'injection' | null
}

export interface VolveFiles {
  readonly daily: FoundFile
  readonly wells: FoundFile | null
}

const hint =
  'Give the folder, or the CSV itself, of the daily production table: the sheet "Daily Production Data" of "Volve production data.xlsx", which Equinor publishes on its Volve data page, saved as CSV UTF-8.'

/** The files behind a path. Throws SourceError `not_found` with where to get them. */
export async function findVolveFiles(path: string, sourceId: string): Promise<VolveFiles> {
  const daily = await getFile(path, ['volve_daily.csv', 'Volve production data.csv'], sourceId, hint)
  return {
    daily,
    wells: await findFile(path, ['volve_wells.csv']).then((found) => (found?.path === daily.path ? null : found)),
  }
}

/** The lines of the daily table, each with its well. */
export async function* readVolveLines(
  files: VolveFiles,
  sourceId: string,
  signal: AbortSignal,
): AsyncGenerator<VolveLine> {
  const wells = await readWells(files, sourceId, signal)
  const shape = { sourceId, columns: dailyColumns, required: neededColumns }
  for await (const table of readTable(files.daily.path, shape, signal)) {
    const kind = table.text('flowKind').toLowerCase()
    yield {
      table,
      day: parseFileDay(table.text('day')),
      well: toWell(table) ?? wells.get(table.text('wellbore')) ?? null,
      flow: kind === 'production' || kind === 'injection' ? kind : null,
    }
  }
}

async function readWells(
  { wells }: VolveFiles,
  sourceId: string,
  signal: AbortSignal,
): Promise<Map<string, VolveWell>> {
  const known = new Map<string, VolveWell>()
  if (wells === null) return known
  const shape = { sourceId, columns: dailyColumns, required: [...wellColumns] }
  for await (const row of readTable(wells.path, shape, signal)) {
    const well = toWell(row)
    if (well === null)
      throw new SourceError('bad_payload', sourceId, `${wells.path}, line ${row.line}: a field is empty.`)
    known.set(well.wellbore, well)
  }
  return known
}

function toWell({ text }: TableRow<WellColumn>): VolveWell | null {
  const well = {
    wellboreId: text('wellboreId'),
    wellbore: text('wellbore'),
    code: text('code'),
    fieldId: text('fieldId'),
    field: text('field'),
    facilityId: text('facilityId'),
    facility: text('facility'),
  }
  return Object.values(well).every((value) => value !== '') ? well : null
}

/** The field as a number; null where it is empty or none. */
export function numberOf(table: TableRow<VolveColumn>, column: VolveColumn): number | null {
  const parsed = parseNumber(table.text(column), { decimal: table.decimal, sentinels: [] })
  return parsed.kind === 'number' ? parsed.value : null
}
