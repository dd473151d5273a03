import type { DefermentEvent, RefusedRow } from '../port.ts'
import { parseInstant } from '../rows/parse-time.ts'
import { parseNumber } from '../rows/parse-number.ts'
import type { DefermentDataset } from './datasets.ts'
import { keyText } from './rows.ts'
import type { EcRow } from './wire.ts'

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
  const timeZone = dataset.timeZone ?? zone
  const eventId = keyText(row[dataset.key.eventId])
  const objectId = keyText(row[dataset.key.objectId])
  if (eventId === null)
    return refuseEvent(row, JSON.stringify(row), 'wrong-shape', `an event without ${dataset.key.eventId}`)
  if (objectId === null) return refuseEvent(row, eventId, 'unmapped-node', `event ${eventId} names no object`)
  const span = readSpan(row, columns, timeZone)
  if (span === null)
    return refuseEvent(row, eventId, 'invalid-event', `event ${eventId} has a start or an end that is no time`)
  if (span.end !== null && span.end <= span.start) {
    return refuseEvent(row, eventId, 'invalid-event', `event ${eventId} doesn't end after it starts`)
  }
  const lossShare = readLossShare(row, dataset)
  if (lossShare === null)
    return refuseEvent(row, eventId, 'invalid-value', `the loss of event ${eventId} is not a share of 0 to 1`)
  const planned = readYesNo(row[columns.planned])
  if (planned === null)
    return refuseEvent(row, eventId, 'invalid-event', `event ${eventId} doesn't say whether it was planned`)
  const code = keyText(row[columns.reasonCode]) ?? ''
  const reason = columns.reason === undefined ? null : keyText(row[columns.reason])
  const parentEventId = columns.parentEventId === undefined ? null : keyText(row[columns.parentEventId])
  const category = dataset.categories[code] ?? 'unclassified'
  return {
    event: {
      eventId,
      objectId,
      ...span,
      category,
      reason: reason ?? (code || category),
      planned,
      parentEventId,
      lossShare,
    },
  }
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

export function refuseEvent(
  row: EcRow,
  key: string,
  reason: RefusedRow['reason'],
  message: string,
  dataset = 'deferments',
): { refused: RefusedRow } {
  return { refused: { dataset, key, reason, message, row } }
}
