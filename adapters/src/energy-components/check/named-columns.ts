import type { DefermentDataset, WellTestDataset } from '../datasets.ts'
import type { NamedProductionDataset, NodeClass } from '../mapping.ts'
import type { EcRow } from '../wire.ts'
import { listSome, type Report } from './finding.ts'

/** A column that a mapping names, and the key under which it does. */
export interface NamedColumn {
  readonly path: string
  readonly column: string
}

type Columns = Readonly<Record<string, unknown>>

/** Every text of a part of the mapping that is the name of a column; `rates` and the like name theirs one level down. */
function columnsUnder(path: string, part: Columns): NamedColumn[] {
  return Object.entries(part).flatMap(([key, value]) => {
    if (typeof value === 'string') return [{ path: `${path}.${key}`, column: value }]
    const isNested = typeof value === 'object' && value !== null && 'column' in value
    return isNested && typeof value.column === 'string' ? [{ path: `${path}.${key}`, column: value.column }] : []
  })
}

const auditOf = (path: string, { updatedAtZone: _zone, ...audit }: Columns) => columnsUnder(`${path}.audit`, audit)

export function productionColumnsOf(path: string, dataset: NamedProductionDataset): NamedColumn[] {
  const { key, audit, fields, flags, hoursColumn, shares, dayLabel } = dataset
  return [
    ...columnsUnder(`${path}.key`, key),
    ...auditOf(path, audit),
    ...columnsUnder(path, { hoursColumn, shares, dayLabel: typeof dayLabel === 'string' ? undefined : dayLabel }),
    ...fields.map(({ quantity, column }) => ({ path: `${path}.fields.${quantity}`, column })),
    ...flags.map(({ column }, index) => ({ path: `${path}.flags.${index}`, column })),
  ]
}

export function eventColumnsOf(path: string, dataset: DefermentDataset | WellTestDataset): NamedColumn[] {
  const { key, audit, columns } = dataset
  return [...columnsUnder(`${path}.key`, key), ...auditOf(path, audit), ...columnsUnder(`${path}.columns`, columns)]
}

export function nodeColumnsOf(path: string, nodeClass: NodeClass): NamedColumn[] {
  const { key, name, parent, validity, wellType, attributes } = nodeClass
  return [
    ...columnsUnder(`${path}.key`, key),
    ...columnsUnder(path, { name, parent, wellType }),
    ...columnsUnder(`${path}.validity`, validity ?? {}),
    ...columnsUnder(`${path}.attributes`, attributes),
  ]
}

/** Reports each column that no row has. */
export function reportLost(
  named: readonly NamedColumn[],
  rows: readonly EcRow[],
  className: string,
  report: Report,
  others: readonly NamedColumn[] = named,
): void {
  const present = new Set(rows.flatMap((row) => Object.keys(row)))
  const known = new Set([...named, ...others].map(({ column }) => column))
  const unnamed = [...present].filter((column) => !known.has(column))
  for (const { path, column } of named) {
    if (present.has(column)) continue
    const free = unnamed.length === 0 ? '' : ` Columns that no key names: ${listSome(unnamed)}.`
    report('error', path, `No row of ${className} has a column ${column}: give the name that the site uses.${free}`)
  }
}

/** Reports columns that hold something and that the mapping leaves alone. */
export function reportUnmapped(
  path: string,
  named: readonly NamedColumn[],
  rows: readonly EcRow[],
  className: string,
  report: Report,
): void {
  const known = new Set(named.map(({ column }) => column))
  const held = new Set(
    rows.flatMap((row) => Object.keys(row).filter((column) => !known.has(column) && (row[column] ?? null) !== null)),
  )
  if (held.size === 0) return
  report('note', path, `Rows of ${className} hold values in columns that are left alone: ${listSome(held)}.`)
}
