import type { DefermentEvent, RefusedRow } from '../port.ts'
import { parseNumber } from '../rows/parse-number.ts'
import { parseInstant } from '../rows/parse-time.ts'
import type { DefermentDataset } from './datasets.ts'
import { keyText } from './rows.ts'
import type { EcRow } from './wire.ts'

/** Under these names events and tests that are refused are kept; the mapping file knows them by the same. */
export const eventDatasets = { deferment: 'deferment', wellTest: 'wellTest' } as const

export type EventRead<Event> = { readonly event: Event } | { readonly refused: RefusedRow }

/** Columns without which a row is no event. */
export function defermentColumns({ key, columns, audit }: DefermentDataset): string[] {
  return [key.eventId, key.objectId, ...Object.values(columns), audit.updatedAt].filter(
    (column) => column !== undefined,
  )
}

/** One deferment event; it is refused where its times can't be, for a guess would move volumes. */
export function toDeferment(row: EcRow, dataset: DefermentDataset, zone: string): EventRead<DefermentEvent> {
  const { columns } = dataset
  const eventId = keyText(row[dataset.key.eventId])
  const objectId = keyText(row[dataset.key.objectId])
  const refuse = (reason: RefusedRow['reason'], message: string) =>
    refuseEvent({ dataset: eventDatasets.deferment, key: eventId, objectId, row }, reason, message)
  if (eventId === null) return refuse('wrong-shape', `an event without ${dataset.key.eventId}`)
  if (objectId === null) return refuse('unmapped-node', `event ${eventId} names no object`)
  const span = readSpan(row, columns, dataset.timeZone ?? zone)
  if (span === null) return refuse('invalid-event', `event ${eventId} has a start or an end that is no time`)
  if (span.end !== null && span.end <= span.start) {
    return refuse('invalid-event', `event ${eventId} doesn't end after it starts`)
  }
  const parentEventId = columns.parentEventId === undefined ? null : keyText(row[columns.parentEventId])
  if (parentEventId === eventId) return refuse('invalid-event', `event ${eventId} is its own parent`)
  const lossShare = readLossShare(row, dataset)
  if (lossShare === null) return refuse('invalid-value', `the loss of event ${eventId} is not a share of 0 to 1`)
  const planned = readYesNo(row[columns.planned])
  if (planned === null) return refuse('invalid-event', `event ${eventId} doesn't say whether it was planned`)
  const cause = readCause(row, dataset)
  return { event: { eventId, objectId, ...span, ...cause, planned, parentEventId, lossShare } }
}

function readCause(row: EcRow, { columns, categories }: DefermentDataset): Pick<DefermentEvent, 'category' | 'reason'> {
  const code = keyText(row[columns.reasonCode]) ?? ''
  const reason = columns.reason === undefined ? null : keyText(row[columns.reason])
  const category = categories[code] ?? 'unclassified'
  return { category, reason: reason ?? (code || category) }
}

/** Null where a time can't be read; an empty end is an event that runs. */
export function readSpan(
  row: EcRow,
  columns: { readonly start: string; readonly end: string },
  timeZone: string,
): { start: Date; end: Date | null } | null {
  const start = parseInstant(row[columns.start], timeZone, 'later')
  const raw = keyText(row[columns.end])
  const end = raw === null ? null : parseInstant(raw, timeZone, 'later')
  return start === null || (raw !== null && end === null) ? null : { start, end }
}

/** The share lost while the event lasts; an event that says nothing of it is one that shut its object in. */
function readLossShare(row: EcRow, { columns, decimal }: DefermentDataset): number | null {
  if (columns.lossShare === undefined) return 1
  const parsed = parseNumber(row[columns.lossShare], { decimal, sentinels: [] })
  if (parsed.kind === 'empty') return 1
  return parsed.kind === 'number' && parsed.value >= 0 && parsed.value <= 1 ? parsed.value : null
}

function readYesNo(raw: unknown): boolean | null {
  if (typeof raw === 'boolean') return raw
  const text = keyText(raw)?.toUpperCase()
  if (text === undefined || ['N', 'NO', 'FALSE', '0'].includes(text)) return false
  return ['Y', 'YES', 'TRUE', '1'].includes(text) ? true : null
}

interface RefusedEvent {
  readonly dataset: string
  /** Null where the event has no number; the whole row then tells it apart. */
  readonly key: string | null
  readonly objectId: string | null
  readonly row: EcRow
}

export function refuseEvent(
  { dataset, key, objectId, row }: RefusedEvent,
  reason: RefusedRow['reason'],
  message: string,
): { refused: RefusedRow } {
  const refused = { dataset, key: key ?? JSON.stringify(row), reason, message, row }
  // On which day it starts is told by whoever knows the site's calendar.
  return { refused: objectId === null ? refused : { ...refused, subject: { objectId, day: null } } }
}
