import type { ProductionReader, Source } from '../../port.ts'
import { toPages } from '../file-pages.ts'
import { readNothing } from '../read-nothing.ts'
import { createSodirFigures, sodirCalendar } from './sodir-figures.ts'
import { readSodirNodes, sodirNamespace } from './sodir-nodes.ts'
import { findSodirFiles, readProductionLines } from './sodir-tables.ts'

export interface SodirSettings {
  readonly id?: string
  readonly name?: string
  /** A folder with the register's CSV exports. */
  readonly path: string
}

/**
 * The Norwegian shelf from the register's CSV exports: fields, facilities and wellbores, and monthly saleable volumes by field.
 * Nothing is opened before the first call.
 */
export function createSodirSource({
  id = 'sodir',
  name = 'Norwegian continental shelf',
  path,
}: SodirSettings): Source & {
  readonly production: ProductionReader
} {
  return {
    id,
    name,
    kind: 'files',
    namespace: sodirNamespace,
    async check() {
      const { production } = await findSodirFiles(path, id)
      return { product: `Sodir FactPages exports, ${path}`, version: production.modifiedAt.toISOString() }
    },
    async discover(signal) {
      const { nodes, refused } = await readSodirNodes(await findSodirFiles(path, id), id, signal)
      return { calendar: sodirCalendar, nodes, signals: [], refused }
    },
    production: {
      async *readProduction(request, signal) {
        const { production } = await findSodirFiles(path, id)
        yield* toPages(
          readProductionLines(production, id, signal),
          createSodirFigures(),
          request,
          production.modifiedAt,
        )
      },
      readDeferments: readNothing,
      readWellTests: readNothing,
    },
    close: () => Promise.resolve(),
  }
}
