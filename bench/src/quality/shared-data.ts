import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** Where published data is kept: beside the repository, never in it. */
export const sharedData = (folder: string): string =>
  fileURLToPath(new URL(`../../../../shared/data/${folder}`, import.meta.url))

export const hasSharedData = (folder: string): boolean => existsSync(sharedData(folder))

/** Rows of a comma-separated file without quoting, each by the names of its first line; zipped or not. */
export function readTable(path: string): ReadonlyMap<string, string>[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim()
  const [header = '', ...lines] = text.split(/\r?\n/)
  const names = header.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return new Map(names.map((name, index) => [name, cells[index] ?? '']))
  })
}

/** A number; null where the cell is empty. */
export const toNumber = (cell: string | undefined): number | null =>
  cell === undefined || cell === '' ? null : Number(cell)
