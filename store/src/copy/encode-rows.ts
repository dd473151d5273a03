import { BinaryRows } from './binary-rows.ts'

/** Column name → SQL type, of the types that series have. */
export type SeriesColumns = Readonly<Record<string, 'text' | 'quality' | 'timestamptz' | 'smallint' | 'int' | 'float8'>>

/** Rows in COPY's binary format, and where each of them lies. */
export interface EncodedRows {
  readonly rows: BinaryRows
  /** One more than there are rows: the last is where the last row ends. */
  readonly starts: Float64Array
}

/** Guess of what a row takes, so that the buffer seldom grows. */
const bytesOfRow = 128

const smallintMax = 32_767
const intMax = 2_147_483_647

function wholeNumber(name: string, value: unknown, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= most) return value
  throw new RangeError(`${name}: ${String(value)} is not a whole number of at most ${String(most)}`)
}

function writeField(rows: BinaryRows, name: string, type: SeriesColumns[string], value: unknown): void {
  if (value === null || value === undefined) return rows.writeNull()
  if (type === 'float8' && typeof value === 'number') return rows.writeFloat8(value)
  if (type === 'timestamptz' && value instanceof Date) return rows.writeInstant(value.getTime())
  if (type === 'smallint') return rows.writeSmallint(wholeNumber(name, value, smallintMax))
  if (type === 'int') return rows.writeInt(wholeNumber(name, value, intMax))
  if ((type === 'text' || type === 'quality') && typeof value === 'string') return rows.writeText(value)
  throw new RangeError(`${name}: a ${typeof value} can't be stored as ${type}`)
}

/**
 * The rows as COPY reads them, each with `knownAt` as its last field.
 *
 * rows    values in the order of `columns`
 * throws  RangeError: a value that its column can't hold
 */
export function encodeRows(columns: SeriesColumns, rows: readonly (readonly unknown[])[], knownAt: Date): EncodedRows {
  const fields = Object.entries(columns)
  const encoded = new BinaryRows(rows.length * bytesOfRow)
  const starts = new Float64Array(rows.length + 1)
  const knownAtMs = knownAt.getTime()
  rows.forEach((row, index) => {
    starts[index] = encoded.end
    encoded.startRow(fields.length + 1)
    for (let field = 0; field < fields.length; field += 1) {
      const [name, type] = fields[field] as (typeof fields)[number]
      writeField(encoded, name, type, row[field])
    }
    encoded.writeInstant(knownAtMs)
  })
  starts[rows.length] = encoded.end
  return { rows: encoded, starts }
}
