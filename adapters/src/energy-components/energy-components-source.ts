import { addDays } from '@tieback/domain'
import { trustCaFile } from '../http/trust-ca-file.ts'
import type {
  DefermentEvent,
  Discovery,
  Page,
  ProductionReader,
  ProductionRequest,
  ProductionRow,
  RefusedRow,
  Source,
  SourceNode,
  WellTest,
} from '../port.ts'
import { createEcClient, type EcClient, type EcQuery } from './client.ts'
import { type EnergyComponentsConfig, EnergyComponentsSettings } from './config.ts'
import { defermentColumns, type EventRead, toDeferment } from './deferments.ts'
import type { EnergyComponentsMapping } from './mapping.ts'
import { nodeColumns, toNode } from './nodes.ts'
import { createPeriodHours, productionColumns, productionKey, toProductionPage } from './production.ts'
import { createColumnGuard, deduplicate, keyText, newestUpdate, refuseRivals } from './rows.ts'
import { toWellTest, wellTestColumns } from './well-tests.ts'
import type { EcRow } from './wire.ts'

interface Connection {
  readonly client: EcClient
  readonly config: EnergyComponentsConfig
}

/**
 * An Energy Components site behind the port: a system of record, so it has nodes, a calendar and production.
 *
 * throws  ZodError where a setting is wrong; Error where caFile can't be read. Nothing is sent before the first call
 */
export function createEnergyComponentsSource(
  settings: EnergyComponentsSettings,
): Source & { readonly production: ProductionReader } {
  const config = EnergyComponentsSettings.parse(settings)
  if (config.caFile !== undefined) trustCaFile(config.caFile)
  const { mapping } = config
  const connection = { client: createEcClient(config), config }
  return {
    id: config.id,
    name: config.name,
    kind: 'energy-components',
    namespace: mapping.namespace,
    async check(signal) {
      // The contract has no page that says who answers: one object proves the address, the credentials and the mapping.
      const [first] = mapping.nodes
      if (first !== undefined) {
        const rows = await connection.client.readFirst(first.class, 1, signal)
        createColumnGuard(nodeColumns(first), first.class, config.id)(rows)
      }
      return { product: 'Energy Components', version: null }
    },
    discover: (signal) => discover(connection, signal),
    production: {
      readProduction: (request, signal) => readProduction(connection, request, signal),
      readDeferments: (request, signal) => readEvents(connection, defermentReader(mapping), request, signal),
      readWellTests: (request, signal) => readEvents(connection, wellTestReader(mapping), request, signal),
    },
    close: () => Promise.resolve(),
  }
}

async function discover({ client, config }: Connection, signal: AbortSignal): Promise<Discovery> {
  const nodes: SourceNode[] = []
  const refused: RefusedRow[] = []
  for (const nodeClass of config.mapping.nodes) {
    const guard = createColumnGuard(nodeColumns(nodeClass), nodeClass.class, config.id)
    for await (const rows of client.readRows(nodeClass.class, {}, signal)) {
      guard(rows)
      for (const row of rows) {
        const read = toNode(row, nodeClass)
        if ('refused' in read) refused.push(read.refused)
        else nodes.push(read.node)
      }
    }
  }
  return { calendar: config.mapping.calendar, nodes, signals: [], refused }
}

/** Each class is read once, whatever number of datasets takes figures from it. */
async function* readProduction(
  { client, config }: Connection,
  request: ProductionRequest,
  signal: AbortSignal,
): AsyncGenerator<Page<ProductionRow>> {
  const { mapping } = config
  const hoursOf = createPeriodHours(mapping.calendar)
  const groups = Map.groupBy(mapping.datasets.production, (dataset) => `${dataset.class} ${dataset.dayLabel}`)
  for (const datasets of groups.values()) {
    const [first] = datasets
    if (first === undefined) continue
    const query = toQuery(request, first.dayLabel)
    const guard = createColumnGuard(datasets.flatMap(productionColumns), first.class, config.id)
    const pages = guarded(client.readRows(first.class, query, signal), guard)
    for await (const rows of 'days' in request ? holdBack(pages, (row) => productionKey(row, first)) : pages) {
      yield mergePages(datasets.map((dataset) => toProductionPage(rows, dataset, mapping, hoursOf)))
    }
  }
}

async function* guarded(
  pages: AsyncIterable<readonly EcRow[]>,
  guard: (rows: readonly EcRow[]) => void,
): AsyncGenerator<readonly EcRow[]> {
  for await (const rows of pages) {
    guard(rows)
    yield rows
  }
}

/** Keeps the last key's rows for the next page, so that two rows of one object and day are always met together. */
async function* holdBack(
  pages: AsyncIterable<readonly EcRow[]>,
  keyOf: (row: EcRow) => string | null,
): AsyncGenerator<readonly EcRow[]> {
  let held: readonly EcRow[] = []
  for await (const page of pages) {
    const rows = [...held, ...page]
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

/** What a page of events takes beside its class: which columns it must have, what tells events apart, how one is read. */
interface EventReader<Event> {
  readonly className: string
  readonly audit: { readonly updatedAt?: string | undefined; readonly revision?: string | undefined }
  readonly keyColumn: string
  readonly columns: readonly string[]
  readonly read: (row: EcRow) => EventRead<Event>
}

function defermentReader({ datasets, timeZone }: EnergyComponentsMapping): EventReader<DefermentEvent> | null {
  const dataset = datasets.deferment
  if (dataset === null) return null
  const { class: className, audit, key } = dataset
  const read = (row: EcRow) => toDeferment(row, dataset, timeZone)
  return { className, audit, keyColumn: key.eventId, columns: defermentColumns(dataset), read }
}

function wellTestReader({ datasets, timeZone }: EnergyComponentsMapping): EventReader<WellTest> | null {
  const dataset = datasets.wellTest
  if (dataset === null) return null
  const { class: className, audit, key } = dataset
  const read = (row: EcRow) => toWellTest(row, dataset, timeZone)
  return { className, audit, keyColumn: key.testId, columns: wellTestColumns(dataset), read }
}

async function* readEvents<Event>(
  { client, config }: Connection,
  reader: EventReader<Event> | null,
  request: ProductionRequest,
  signal: AbortSignal,
): AsyncGenerator<Page<Event>> {
  if (reader === null) return
  const { className, audit, keyColumn } = reader
  const { timeZone } = config.mapping
  const guard = createColumnGuard(reader.columns, className, config.id)
  for await (const rows of client.readRows(className, toQuery(request, 'start'), signal)) {
    guard(rows)
    const single = deduplicate(rows, (row) => keyText(row[keyColumn]), audit, timeZone)
    const reads = single.rows.map(reader.read)
    yield {
      rows: reads.flatMap((read) => ('event' in read ? [read.event] : [])),
      refused: [
        ...reads.flatMap((read) => ('refused' in read ? [read.refused] : [])),
        ...single.ambiguous.map((rivals) => refuseRivals(rivals, className, keyText(rivals[0]?.[keyColumn]) ?? '')),
      ],
      updatedTo: newestUpdate(rows, audit, timeZone),
    }
  }
}

/** A site that labels a day by its end calls the day from `from` on by the day after it. */
function toQuery(request: ProductionRequest, dayLabel: 'start' | 'end'): EcQuery {
  if ('updatedSince' in request) return { updatedSince: request.updatedSince.toISOString() }
  const shift = dayLabel === 'end' ? 1 : 0
  return { fromDay: addDays(request.days.from, shift), toDay: addDays(request.days.to, shift) }
}
