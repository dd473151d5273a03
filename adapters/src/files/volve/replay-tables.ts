import { readFile } from 'node:fs/promises'
import type { SourceNode } from '../../port.ts'
import { readVolveNodes, wellObjectId } from './volve-nodes.ts'
import { findVolveFiles, numberOf, readVolveLines, type VolveColumn, type VolveLine } from './volve-table.ts'

/** A history as a system of record would hold it: rows by class, and the site mapping that reads them back. */
export interface ReplayTables {
  readonly classes: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
  /** YAML, for `parseEnergyComponentsMapping`. */
  readonly mapping: string
}

type Row = Record<string, unknown>

const sourceId = 'volve'

const gaugeColumns = {
  onStreamHours: 'onStreamHours',
  choke: 'choke',
  whp: 'wellheadPressure',
  wht: 'wellheadTemperature',
  bhp: 'downholePressure',
  bht: 'downholeTemperature',
  annulusPressure: 'annulusPressure',
  tubingDp: 'tubingDifferential',
  chokeDp: 'chokeDifferential',
} as const satisfies Record<string, VolveColumn>

const allocatedColumns = { oilAllocated: 'oil', gasAllocated: 'gas', waterAllocated: 'water' } as const

const injectedColumns = { waterInjected: 'waterInjected' } as const

/**
 * The Volve files as class rows, fields as the files have them: what is odd in them is for the reader to judge.
 * Lines without a wellbore's ids, which a system of record couldn't hold, are left out.
 *
 * path    a folder that holds the files, or the daily CSV itself
 * throws  SourceError `not_found` with where to get the files, `bad_payload` where they can't be read
 */
export async function createReplayTables(path: string, signal = new AbortController().signal): Promise<ReplayTables> {
  const files = await findVolveFiles(path, sourceId)
  const lines: VolveLine[] = []
  for await (const line of readVolveLines(files, sourceId, signal)) lines.push(line)
  const audit = {
    recordStatus: 'A',
    revision: 1,
    revisionText: null,
    updatedAt: files.daily.modifiedAt.toISOString(),
  }
  const nodes = await readVolveNodes(lines)
  const known = lines.filter(({ well }) => well !== null)
  const rows = (selected: readonly VolveLine[], columns: Readonly<Record<string, VolveColumn>>) =>
    selected.map((line) => ({ ...keyOf(line), ...read(line, columns), ...audit }))
  const flows = { onStreamHours: 'onStreamHours' } as const
  return {
    classes: {
      field: nodes.filter(({ kind }) => kind === 'asset').map((node) => objectRow(node, null)),
      facility: nodes.filter(({ kind }) => kind === 'facility').map((node) => objectRow(node, 'fieldId')),
      well: nodes.filter(({ kind }) => kind === 'well').map((node) => objectRow(node, 'facilityId')),
      well_day: rows(known, gaugeColumns),
      well_day_alloc: rows(known.filter(isProducing), { ...allocatedColumns, ...flows }),
      injector_day_alloc: rows(known.filter(isInjecting), { ...injectedColumns, ...flows }),
    },
    mapping: await readFile(new URL('replay-mapping.yaml', import.meta.url), 'utf8'),
  }
}

function isProducing(line: VolveLine): boolean {
  return line.flow === 'production' || Object.values(allocatedColumns).some((column) => line.table.text(column) !== '')
}

function isInjecting(line: VolveLine): boolean {
  return line.flow === 'injection' || line.table.text('waterInjected') !== ''
}

function keyOf({ well, day, table, flow }: VolveLine): Row {
  return {
    objectId: well === null ? null : wellObjectId(well),
    objectCode: well?.code ?? null,
    daytime: day === null ? table.text('day') : `${day}T00:00:00`,
    flowAndType: `${flow ?? table.text('flowKind')}/${table.text('wellType')}`,
  }
}

/** Numbers as numbers; what is no number goes as it stands, for the reader to refuse. */
function read({ table }: VolveLine, columns: Readonly<Record<string, VolveColumn>>): Row {
  const row: Row = {}
  for (const [name, column] of Object.entries(columns))
    row[name] = numberOf(table, column) ?? (table.text(column) || null)
  return row
}

function objectRow(node: SourceNode, parentColumn: string | null): Row {
  return {
    objectId: node.objectId,
    objectCode: node.code,
    name: node.name,
    ...(parentColumn === null ? {} : { [parentColumn]: node.parentObjectId }),
    wellType: node.wellType === null ? null : node.wellType === 'water-injector' ? 'WI' : 'OP',
    startDay: node.validFrom,
    endDay: node.validTo,
  }
}
