/** One value of a refused row, under its path. */
export interface RowField {
  readonly path: string
  readonly value: string
}

/** Fields that are shown: what a page of a phone takes. The row as it was sent stands below them. */
const fieldsMax = 40

function* walk(value: unknown, path: string): Generator<RowField> {
  if (typeof value !== 'object' || value === null) {
    yield { path, value: typeof value === 'string' ? value : JSON.stringify(value) }
    return
  }
  const entries = Object.entries(value)
  if (entries.length === 0) yield { path, value: Array.isArray(value) ? '[]' : '{}' }
  for (const [name, each] of entries) yield* walk(each, path === '' ? name : `${path}.${name}`)
}

/** The values of a row, each under its path; null where it isn't the object that rows are, and only reads as it was sent. */
export function listRowFields(row: string): readonly RowField[] | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(row)
  } catch {
    return null
  }
  return typeof parsed === 'object' && parsed !== null ? [...walk(parsed, '')].slice(0, fieldsMax) : null
}
