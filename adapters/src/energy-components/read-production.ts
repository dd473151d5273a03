import { readConcurrently } from '../http/read-concurrently.ts'
import type { Page, ProductionRequest, ProductionRow } from '../port.ts'
import type { EcClient, EcPage, EcQuery } from './client.ts'
import type { EnergyComponentsConfig } from './config.ts'
import { labelledRange } from './day-label.ts'
import type { DayLabelRule } from './datasets.ts'
import { createFigureTwins, groupBySharedFigures } from './figure-twins.ts'
import type { NamedProductionDataset } from './mapping.ts'
import {
  createPeriodHours,
  type ProductionContext,
  productionColumns,
  productionKey,
  toProductionPage,
} from './production.ts'
import { createColumnGuard, createStalenessFilter } from './rows.ts'
import type { UnitWatch } from './unit-watch.ts'
import type { EcRow } from './wire.ts'

/** A site as it is called, and what is remembered of it. */
export interface Site {
  readonly client: EcClient
  readonly config: EnergyComponentsConfig
  readonly watch: UnitWatch
}

/**
 * Figures of all datasets. Each class is read once, whatever number of datasets takes figures from it; classes that share
 * no figure are read at the same time, as many as calls may be under way.
 */
export function readProduction(
  site: Site,
  request: ProductionRequest,
  signal: AbortSignal,
): AsyncIterable<Page<ProductionRow>> {
  const { mapping, resilience } = site.config
  const { production } = mapping.datasets
  const context: ProductionContext = {
    mapping,
    hoursOf: createPeriodHours(mapping.calendar),
    days: 'days' in request ? request.days : null,
    watch: site.watch,
    twins: createFigureTwins(production),
  }
  const readers = groupBySharedFigures(production).map(
    (datasets) => (inner: AbortSignal) => readClasses(site, datasets, context, request, inner),
  )
  return readConcurrently(readers, resilience.concurrency, signal)
}

async function* readClasses(
  site: Site,
  group: readonly NamedProductionDataset[],
  context: ProductionContext,
  request: ProductionRequest,
  signal: AbortSignal,
): AsyncGenerator<Page<ProductionRow>> {
  const classes = Map.groupBy(group, (dataset) => `${dataset.class} ${JSON.stringify(dataset.dayLabel)}`)
  for (const datasets of classes.values()) {
    const [first] = datasets
    if (first === undefined) continue
    const pages = readClass(site, datasets, first, request, signal)
    for await (const rows of pages)
      yield mergePages(datasets.map((dataset) => toProductionPage(rows, dataset, context)))
  }
}

/** Rows of one class, those of one object and day together; in the order of updates never an older after a newer one. */
async function* readClass(
  { client, config }: Site,
  datasets: readonly NamedProductionDataset[],
  first: NamedProductionDataset,
  request: ProductionRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly EcRow[]> {
  const guard = createColumnGuard(datasets.flatMap(productionColumns), first.class, config.id)
  const keyOf = (row: EcRow) => productionKey(row, first)
  // In the order of days two rows of one object and day stand side by side, so that nothing has to be remembered.
  const newer = 'days' in request ? null : createStalenessFilter(keyOf, first.audit, config.mapping.timeZone)
  const pages = client.readRows(first.class, toQuery(request, first.dayLabel), signal)
  for await (const rows of holdBack(pages, keyOf)) {
    guard(rows)
    yield newer === null ? rows : newer(rows)
  }
}

/** Keeps the last key's rows for the next page, so that two rows of one object and day are always met together. */
async function* holdBack(
  pages: AsyncIterable<EcPage>,
  keyOf: (row: EcRow) => string | null,
): AsyncGenerator<readonly EcRow[]> {
  let held: readonly EcRow[] = []
  for await (const page of pages) {
    // What a reading kept that then began anew comes again, and isn't another row beside itself.
    const rows = page.isFirst ? page.rows : [...held, ...page.rows]
    const last = rows.at(-1)
    const lastKey = last === undefined ? null : keyOf(last)
    const from = lastKey === null ? rows.length : rows.findLastIndex((row) => keyOf(row) !== lastKey) + 1
    held = rows.slice(from)
    yield rows.slice(0, from)
  }
  if (held.length > 0) yield held
}

function mergePages<Row>(pages: readonly Page<Row>[]): Page<Row> {
  const stamps = pages.flatMap(({ updatedTo }) => (updatedTo === null ? [] : [updatedTo.getTime()]))
  return {
    rows: pages.flatMap(({ rows }) => rows),
    refused: pages.flatMap(({ refused }) => refused),
    updatedTo: stamps.length === 0 ? null : new Date(Math.max(...stamps)),
  }
}

/** What the server is asked for; days by the names that the site gives them. */
export function toQuery(request: ProductionRequest, dayLabel: DayLabelRule): EcQuery {
  if ('updatedSince' in request) return { updatedSince: request.updatedSince.toISOString() }
  const { from, to } = labelledRange(request.days, dayLabel)
  return { fromDay: from, toDay: to }
}
