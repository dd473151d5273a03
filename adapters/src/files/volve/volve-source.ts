import type { ProductionReader, Source } from '../../port.ts'
import { toPages } from '../file-pages.ts'
import { readNothing } from '../read-nothing.ts'
import { createVolveFigures } from './volve-figures.ts'
import { readVolveNodes, volveCalendar, volveNamespace } from './volve-nodes.ts'
import { findVolveFiles, readVolveLines } from './volve-table.ts'

export interface VolveSettings {
  readonly id?: string
  readonly name?: string
  /** A folder that holds the files, or the daily CSV itself. */
  readonly path: string
}

/**
 * The daily production history of the Volve field, from files, as one asset with its facility and wellbores.
 * Nothing is opened before the first call.
 */
export function createVolveSource({ id = 'volve', name = 'Volve production history', path }: VolveSettings): Source & {
  readonly production: ProductionReader
} {
  return {
    id,
    name,
    kind: 'files',
    namespace: volveNamespace,
    async check() {
      const { daily } = await findVolveFiles(path, id)
      return { product: `Volve daily production, ${daily.path}`, version: daily.modifiedAt.toISOString() }
    },
    async discover(signal) {
      const files = await findVolveFiles(path, id)
      const nodes = await readVolveNodes(readVolveLines(files, id, signal))
      return { calendar: volveCalendar, nodes, signals: [], refused: [] }
    },
    production: {
      async *readProduction(request, signal) {
        const files = await findVolveFiles(path, id)
        yield* toPages(readVolveLines(files, id, signal), createVolveFigures(), request, files.daily.modifiedAt)
      },
      readDeferments: readNothing,
      readWellTests: readNothing,
    },
    close: () => Promise.resolve(),
  }
}
