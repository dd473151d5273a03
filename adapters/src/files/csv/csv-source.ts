import { basename } from 'node:path'
import type { ProductionReader, Source } from '../../port.ts'
import { getFile, readTable } from '../csv-table.ts'
import { toPages } from '../file-pages.ts'
import { readNothing } from '../read-nothing.ts'
import { createCsvFigures, createDayReader } from './csv-figures.ts'
import { readCsvNodes } from './csv-nodes.ts'
import { createCsvRemap } from './csv-remap.ts'
import type { CsvMapping } from './mapping.ts'

export interface CsvSettings {
  readonly id?: string
  readonly name?: string
  /** The table: a CSV file, plain or `.gz`. */
  readonly path: string
  readonly mapping: CsvMapping
}

/** A user's own table of production figures, read as the mapping says. Nothing is opened before the first call. */
export function createCsvSource({ id = 'csv', name, path, mapping }: CsvSettings): Source & {
  readonly production: ProductionReader
} {
  const columns = Object.fromEntries(mapping.columns.map((column) => [column, [column]]))
  const shape = {
    sourceId: id,
    columns,
    required: mapping.columns,
    ...(mapping.delimiter === undefined ? {} : { delimiter: mapping.delimiter }),
  }
  const find = () => getFile(path, [], id, 'Give the path of the CSV file itself.')
  return {
    id,
    name: name ?? basename(path),
    kind: 'files',
    namespace: mapping.namespace,
    async check() {
      const file = await find()
      return { product: `CSV file ${file.path}`, version: file.modifiedAt.toISOString() }
    },
    async discover(signal) {
      const lines = readTable((await find()).path, shape, signal)
      const { nodes, refused } = await readCsvNodes(lines, mapping, createDayReader(mapping))
      return { calendar: mapping.calendar, nodes, signals: [], refused }
    },
    production: {
      async *readProduction(request, signal) {
        const file = await find()
        yield* toPages(readTable(file.path, shape, signal), createCsvFigures(mapping), request, file.modifiedAt)
      },
      readDeferments: readNothing,
      readWellTests: readNothing,
      remap: createCsvRemap(mapping),
    },
    close: () => Promise.resolve(),
  }
}
