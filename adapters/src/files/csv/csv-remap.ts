import type { HeldRow, RemappedRow } from '../../port.ts'
import { keepHeldFigure } from '../../rows/held-figure.ts'
import type { TableRow } from '../csv-table.ts'
import { createCsvFigures } from './csv-figures.ts'
import type { CsvMapping } from './mapping.ts'

/**
 * What a refused line comes to under a mapping. Null for what was never one line of the table, and where the line holds commas
 * that may be decimal signs: only its file says which, so that it has to be imported again.
 */
export function createCsvRemap(mapping: CsvMapping): (held: HeldRow) => RemappedRow | null {
  const figuresOf = createCsvFigures(mapping)
  return (held) => {
    const line = held.dataset === 'csv' ? toLine(held, mapping) : null
    if (line === null) return null
    const { rows: production, refused } = keepHeldFigure(figuresOf(line), held)
    return { production, deferments: [], wellTests: [], refused: refused.map((one) => ({ ...one, key: held.key })) }
  }
}

function toLine({ key, row }: HeldRow, mapping: CsvMapping): TableRow<string> | null {
  if (!isLine(row)) return null
  const decimal = mapping.decimal ?? decimalOf(mapping) ?? (Object.values(row).join('').includes(',') ? null : '.')
  if (decimal === null) return null
  const fields = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value.trim()]))
  return {
    line: Number(/^line (\d+)$/.exec(key)?.[1] ?? 0),
    source: row,
    text: (column) => fields.get(column.toLowerCase()) ?? '',
    decimal,
  }
}

/** A table parted by semicolons writes decimal commas, as where it is read. */
function decimalOf({ delimiter }: CsvMapping): '.' | ',' | null {
  if (delimiter === undefined) return null
  return delimiter === ';' ? ',' : '.'
}

function isLine(row: unknown): row is Readonly<Record<string, string>> {
  return typeof row === 'object' && row !== null && Object.values(row).every((value) => typeof value === 'string')
}
