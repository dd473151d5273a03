import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import { SourceError } from '../source-error.ts'

export interface FoundFile {
  readonly path: string
  readonly modifiedAt: Date
}

/** One line of a table. */
export interface TableRow<Column extends string> {
  /** Number of the line in the file, the header being 1. */
  readonly line: number
  /** All fields under the file's own names, for quarantine. */
  readonly source: Readonly<Record<string, string>>
  /** The trimmed field; empty where the file has no such column. */
  readonly text: (column: Column) => string
  /** How the file writes its decimals: one parted by semicolons uses commas. */
  readonly decimal: '.' | ','
}

/** Every name that a column may have, ours first. Compared without case. */
export type ColumnNames<Column extends string> = Readonly<Record<Column, readonly string[]>>

export interface TableShape<Column extends string> {
  readonly sourceId: string
  readonly columns: ColumnNames<Column>
  readonly required: readonly Column[]
  /** Found from the header line where left out. */
  readonly delimiter?: string
}

/** Longest line taken in, so that a file without line ends can't fill the memory. */
const lineBytesMax = 1_000_000

/**
 * The first of some names, plain or `.gz`, that a folder holds; a path that is itself a file is taken as it is.
 *
 * throws  SourceError `not_found` naming what was looked for; `hint` says where to get it
 */
export async function getFile(
  path: string,
  names: readonly string[],
  sourceId: string,
  hint: string,
): Promise<FoundFile> {
  const found = await findFile(path, names)
  if (found !== null) return found
  const looked = names.map((name) => `${name}[.gz]`).join(' or ')
  const lack = names.length === 0 ? 'is not a file' : `has no ${looked}`
  throw new SourceError('not_found', sourceId, `${path} ${lack}. ${hint}`)
}

/** As `getFile`; null where there is none. */
export async function findFile(path: string, names: readonly string[]): Promise<FoundFile | null> {
  const candidates = [path, ...names.flatMap((name) => [join(path, name), join(path, `${name}.gz`)])]
  for (const candidate of candidates) {
    const stats = await stat(candidate).catch(() => null)
    if (stats?.isFile() === true) return { path: candidate, modifiedAt: stats.mtime }
  }
  return null
}

/**
 * Lines of a CSV file, plain or `.gz`, in UTF-8 with or without a byte order mark, as they stream in.
 *
 * throws  SourceError `bad_payload` where a needed column is missing, the text isn't UTF-8 or the CSV is broken
 */
export async function* readTable<Column extends string>(
  path: string,
  shape: TableShape<Column>,
  signal: AbortSignal,
): AsyncGenerator<TableRow<Column>> {
  try {
    const text = decode(path, signal)
    const opening = await text.next()
    const first = opening.done === true ? '' : opening.value
    const delimiter = shape.delimiter ?? findDelimiter(first)
    const names = new Map<Column, string>()
    const columns = (header: string[]) => {
      for (const [column, name] of matchColumns(header, shape, path)) names.set(column, name)
      return header
    }
    const options = {
      columns,
      delimiter,
      trim: true,
      skip_empty_lines: true,
      relax_column_count_less: true,
      info: true,
    }
    const parser = parse({ ...options, max_record_size: lineBytesMax })
    pipeline(Readable.from(joinText(first, text)), parser, () => undefined)
    for await (const item of parser as AsyncIterable<unknown>) {
      signal.throwIfAborted()
      // Safe: with `info` each item is the record, by column name, and where it stands.
      const { record, info } = item as { record: Record<string, string>; info: { lines: number } }
      const lookup = (column: Column) => record[names.get(column) ?? ''] ?? ''
      yield { line: info.lines, source: record, text: lookup, decimal: delimiter === ';' ? ',' : '.' }
    }
    if (names.size === 0) throw new SourceError('bad_payload', shape.sourceId, `${path} is empty.`)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof SourceError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new SourceError('bad_payload', shape.sourceId, `${path} can't be read: ${reason}`, { cause: error })
  }
}

/** Text of a file, chunk by chunk; fails where it isn't UTF-8 rather than read Ø as a question mark. */
async function* decode(path: string, signal: AbortSignal): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const file = createReadStream(path, { signal })
  const bytes: AsyncIterable<Buffer> = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => undefined) : file
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

async function* joinText(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first
  yield* rest
}

function findDelimiter(text: string): string {
  const header = text.split(/\r?\n/, 1)[0] ?? ''
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: header.split(mark).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark
}

function matchColumns<Column extends string>(
  header: string[],
  shape: TableShape<Column>,
  path: string,
): Map<Column, string> {
  const byLowerCase = new Map(header.map((name) => [name.toLowerCase(), name]))
  const names = new Map<Column, string>()
  // Safe: the entries of `columns` have its own keys.
  for (const [column, aliases] of Object.entries(shape.columns) as [Column, readonly string[]][]) {
    const name = aliases.map((alias) => byLowerCase.get(alias.toLowerCase())).find((found) => found !== undefined)
    if (name !== undefined) names.set(column, name)
  }
  const lost = shape.required.filter((column) => !names.has(column))
  if (lost.length === 0) return names
  const expected = lost.map((column) => shape.columns[column].join(' or ')).join('; ')
  throw new SourceError(
    'bad_payload',
    shape.sourceId,
    `${path} lacks columns: ${expected}. It has: ${header.join(', ')}.`,
  )
}
