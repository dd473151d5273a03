import type { DefermentEvent, Page, ProductionRequest, RefusedRow, WellTest } from '../port.ts'
import { defermentColumns, eventDatasets, type EventRead, readSpan, toDeferment } from './deferments.ts'
import type { EnergyComponentsMapping } from './mapping.ts'
import { type Site, toQuery } from './read-production.ts'
import { createColumnGuard, createStalenessFilter, deduplicate, keyText, newestUpdate, refuseRivals } from './rows.ts'
import { toWellTest, wellTestColumns } from './well-tests.ts'
import type { EcRow } from './wire.ts'

/** What a page of events takes beside its class: which columns it must have, what tells events apart, how one is read. */
export interface EventReader<Event> {
  readonly dataset: string
  readonly className: string
  readonly audit: { readonly updatedAt?: string | undefined; readonly revision?: string | undefined }
  readonly keyColumn: string
  readonly objectColumn: string
  readonly span: { readonly start: string; readonly end: string }
  readonly timeZone: string
  readonly columns: readonly string[]
  readonly read: (row: EcRow) => EventRead<Event>
}

export function defermentReader({ datasets, timeZone }: EnergyComponentsMapping): EventReader<DefermentEvent> | null {
  const dataset = datasets.deferment
  if (dataset === null) return null
  const { class: className, audit, key, columns } = dataset
  return {
    dataset: eventDatasets.deferment,
    className,
    audit,
    keyColumn: key.eventId,
    objectColumn: key.objectId,
    span: columns,
    timeZone: dataset.timeZone ?? timeZone,
    columns: defermentColumns(dataset),
    read: (row) => toDeferment(row, dataset, timeZone),
  }
}

export function wellTestReader({ datasets, timeZone }: EnergyComponentsMapping): EventReader<WellTest> | null {
  const dataset = datasets.wellTest
  if (dataset === null) return null
  const { class: className, audit, key, columns } = dataset
  return {
    dataset: eventDatasets.wellTest,
    className,
    audit,
    keyColumn: key.testId,
    objectColumn: key.objectId,
    span: columns,
    timeZone: dataset.timeZone ?? timeZone,
    columns: wellTestColumns(dataset),
    read: (row) => toWellTest(row, dataset, timeZone),
  }
}

/** Events of one class; an empty reading where the mapping has none of it. */
export async function* readEvents<Event>(
  { client, config }: Site,
  reader: EventReader<Event> | null,
  request: ProductionRequest,
  signal: AbortSignal,
): AsyncGenerator<Page<Event>> {
  if (reader === null) return
  const { timeZone } = config.mapping
  const guard = createColumnGuard(reader.columns, reader.className, config.id)
  const newer = createStalenessFilter((row) => keyText(row[reader.keyColumn]), reader.audit, timeZone)
  for await (const { rows } of client.readRows(reader.className, toQuery(request, 'start'), signal)) {
    guard(rows)
    yield { ...toEvents(newer(rows), reader, timeZone), updatedTo: newestUpdate(rows, reader.audit, timeZone) }
  }
}

/** What rows of one class come to, one for each event. */
export function toEvents<Event>(
  rows: readonly EcRow[],
  reader: EventReader<Event>,
  timeZone: string,
): Pick<Page<Event>, 'rows' | 'refused'> {
  const single = deduplicate(rows, (row) => keyText(row[reader.keyColumn]), reader.audit, timeZone)
  const reads = single.rows.map(reader.read)
  return {
    rows: reads.flatMap((read) => ('event' in read ? [read.event] : [])),
    refused: [
      ...reads.flatMap((read) => ('refused' in read ? [read.refused] : [])),
      ...single.ambiguous.map((rivals) => refuseEventTwins(rivals, reader)),
    ],
  }
}

function refuseEventTwins<Event>(rivals: readonly EcRow[], reader: EventReader<Event>): RefusedRow {
  const [first = {}] = rivals
  const eventId = keyText(first[reader.keyColumn]) ?? ''
  const objectId = keyText(first[reader.objectColumn])
  const subject = objectId === null ? undefined : { objectId, day: null }
  const refused = refuseRivals(rivals, reader.dataset, eventId, subject)
  if (!overlapsItself(rivals, reader)) return refused
  return { ...refused, reason: 'invalid-event', message: `event ${eventId} overlaps itself: ${refused.message}` }
}

/** Two rows of one event, on one object, at times that differ and meet: its hours would count twice. */
function overlapsItself<Event>(
  rivals: readonly EcRow[],
  { span, objectColumn, timeZone }: EventReader<Event>,
): boolean {
  const spells = rivals.flatMap((row) => {
    const read = readSpan(row, span, timeZone)
    return read === null
      ? []
      : [{ objectId: row[objectColumn], start: read.start, end: read.end?.getTime() ?? Infinity }]
  })
  return spells.some((one, index) =>
    spells
      .slice(index + 1)
      .some(
        (other) =>
          one.objectId === other.objectId &&
          (one.start.getTime() !== other.start.getTime() || one.end !== other.end) &&
          one.start.getTime() < other.end &&
          other.start.getTime() < one.end,
      ),
  )
}
