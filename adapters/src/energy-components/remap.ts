import type { HeldRow, RemappedRow } from '../port.ts'
import { keepHeldFigure } from '../rows/held-figure.ts'
import { eventDatasets } from './deferments.ts'
import type { EnergyComponentsMapping } from './mapping.ts'
import { createPeriodHours, type ProductionContext, toProductionPage } from './production.ts'
import { defermentReader, toEvents, wellTestReader } from './read-events.ts'
import type { EcRow } from './wire.ts'

const nothing: RemappedRow = { production: [], deferments: [], wellTests: [], refused: [] }

/**
 * What a refused row comes to under a mapping: the figure that its key names, or all of the row where it was refused whole.
 * Nothing at all where the mapping no longer takes that figure. Null where the mapping has no such dataset.
 */
export function createRemap(mapping: EnergyComponentsMapping): (held: HeldRow) => RemappedRow | null {
  const context: ProductionContext = { mapping, hoursOf: createPeriodHours(mapping.calendar), days: null }
  const deferments = defermentReader(mapping)
  const wellTests = wellTestReader(mapping)
  return (held) => {
    const rows = rowsOf(held.row)
    if (rows === null) return null
    if (held.dataset === eventDatasets.deferment && deferments !== null) {
      const { rows: events, refused } = toEvents(rows, deferments, mapping.timeZone)
      return { ...nothing, deferments: events, refused }
    }
    if (held.dataset === eventDatasets.wellTest && wellTests !== null) {
      const { rows: tests, refused } = toEvents(rows, wellTests, mapping.timeZone)
      return { ...nothing, wellTests: tests, refused }
    }
    const dataset = mapping.datasets.production.find(({ name }) => name === held.dataset)
    if (dataset === undefined) return null
    const { rows: production, refused } = keepHeldFigure(toProductionPage(rows, dataset, context), held)
    return { ...nothing, production, refused }
  }
}

/** One row, or the rivals of which none was newer; null where it is neither. */
function rowsOf(row: unknown): readonly EcRow[] | null {
  const rows: readonly unknown[] = Array.isArray(row) ? row : [row]
  return rows.every(isRow) ? rows : null
}

const isRow = (row: unknown): row is EcRow => typeof row === 'object' && row !== null && !Array.isArray(row)
