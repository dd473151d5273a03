import type { DayLabel } from '@tieback/contracts'
import { type Calendar, productionDayOf } from '@tieback/domain'
import type { DefermentEvent, Page, ProductionRequest, RefusedRow, WellTest } from '../port.ts'
import { parseInstant } from '../rows/parse-time.ts'
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
  readonly calendar: Calendar
  readonly columns: readonly string[]
  readonly read: (row: EcRow) => EventRead<Event>
}

export function defermentReader({
  datasets,
  timeZone,
  calendar,
}: EnergyComponentsMapping): EventReader<DefermentEvent> | null {
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
    calendar,
    columns: defermentColumns(dataset),
    read: (row) => toDeferment(row, dataset, timeZone),
  }
}

export function wellTestReader({
  datasets,
  timeZone,
  calendar,
}: EnergyComponentsMapping): EventReader<WellTest> | null {
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
    calendar,
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
  const reads = single.rows.map((row) => withDay(reader.read(row), [row], reader))
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
  const subject = objectId === null ? undefined : { objectId, day: startDayOf(rivals, reader) }
  const refused = refuseRivals(rivals, reader.dataset, eventId, subject)
  if (!overlapsItself(rivals, reader)) return refused
  return { ...refused, reason: 'invalid-event', message: `event ${eventId} overlaps itself: ${refused.message}` }
}

/** A refusal is about the day on which its event starts: a whole reading of that day brings it again, or has the answer to it. */
function withDay<Event>(read: EventRead<Event>, rows: readonly EcRow[], reader: EventReader<Event>): EventRead<Event> {
  if (!('refused' in read) || read.refused.subject === undefined) return read
  const { objectId } = read.refused.subject
  return { refused: { ...read.refused, subject: { objectId, day: startDayOf(rows, reader) } } }
}

/** The production day on which rows of one event start; null where none can be read, or they differ. */
function startDayOf<Event>(rows: readonly EcRow[], { span, timeZone, calendar }: EventReader<Event>): DayLabel | null {
  const days = new Set(
    rows.map((row) => {
      const start = parseInstant(row[span.start], timeZone, 'later')
      return start === null ? null : productionDayOf(calendar, start)
    }),
  )
  const [day = null] = days
  return days.size === 1 ? day : null
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
