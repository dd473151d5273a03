import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { repositoryRoot } from './product.ts'

const folder = join(repositoryRoot, '..', 'shared', 'data')

/** Where a real data set lies beside the project; null where it isn't there, which in CI is an error. */
export function findSharedData(name: string): string | null {
  const path = join(folder, name)
  if (existsSync(path)) return path
  if (process.env['CI'] === 'true') throw new Error(`${path} is missing; in CI the tests on real data must run`)
  console.log(`skipped: the real data set "${name}" is not beside the project (${path})`)
  return null
}

/** The rows of a CSV file without quoted commas, as the data sets here are, by column. */
export function readRows(path: string): Record<string, string>[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const [head = '', ...lines] = text.trimEnd().split(/\r?\n/)
  const columns = head.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']))
  })
}
