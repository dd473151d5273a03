import type { Page, ProductionRequest, ProductionRow, RefusedRow } from '../port.ts'

/** Rows of one page: a few megabytes. */
const rowsPerPage = 5_000

export interface FileFigures {
  readonly rows: readonly ProductionRow[]
  readonly refused: readonly RefusedRow[]
}

/**
 * The figures of a file's lines as pages. A file says nothing of when a line changed: all of it did when the file was
 * last written, so it answers `updatedSince` with everything or nothing.
 */
export async function* toPages<Line>(
  lines: AsyncIterable<Line>,
  toFigures: (line: Line) => FileFigures,
  request: ProductionRequest,
  modifiedAt: Date,
): AsyncGenerator<Page<ProductionRow>> {
  if ('updatedSince' in request && modifiedAt < request.updatedSince) return
  const days = 'days' in request ? request.days : null
  const seen = new Map<string, number | null>()
  let rows: ProductionRow[] = []
  let refused: RefusedRow[] = []
  for await (const line of lines) {
    const figures = toFigures(line)
    for (const row of figures.rows) {
      if (days !== null && (row.day < days.from || row.day >= days.to)) continue
      const key = `${row.objectId}/${row.day}/${row.quantity}/${row.measure}`
      const before = seen.get(key)
      if (before === undefined) rows.push(row)
      else if (before !== row.value) refused.push(refuseTwin(key, before, row))
      seen.set(key, before === undefined ? row.value : before)
    }
    refused.push(...figures.refused)
    if (rows.length + refused.length >= rowsPerPage) {
      yield { rows, refused, updatedTo: modifiedAt }
      rows = []
      refused = []
    }
  }
  if (rows.length + refused.length > 0) yield { rows, refused, updatedTo: modifiedAt }
}

/** A line that only repeats another is no harm; one that contradicts it is for a person to judge. */
function refuseTwin(key: string, before: number | null, row: ProductionRow): RefusedRow {
  const message = `${key}: the file gives both ${before ?? 'nothing'} and ${row.value ?? 'nothing'}; the first was taken in.`
  return { dataset: 'file', key, reason: 'ambiguous', message, row }
}
