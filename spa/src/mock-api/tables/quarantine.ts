import { Collection } from '@msw/data'
import { Instant, QuarantineRow } from '@tieback/contracts'
import { Table } from './table.ts'

/** A refused row with its source and, once it has left quarantine, since when. */
const RefusedRow = QuarantineRow.extend({ sourceId: QuarantineRow.shape.id, resolvedAt: Instant.nullable() })
export type RefusedRow = ReturnType<typeof RefusedRow.parse>

const minuteMs = 60_000

interface GroupPlan {
  readonly sourceId: string
  readonly dataset: string
  readonly reason: string
  readonly owner: QuarantineRow['owner']
  readonly count: number
  /** Of the newest, before the mock started, min. */
  readonly agoMin: number
  readonly messageOf: (index: number) => string
  readonly rowOf: (index: number, day: string) => unknown
}

const objectId = (index: number): string => `A7F${index.toString(16).toUpperCase()}`

const plans: readonly GroupPlan[] = [
  {
    ...{ sourceId: 'ec-offshore', dataset: 'production', reason: 'unmapped-node', owner: 'mapping', count: 5 },
    agoMin: 5,
    messageOf: (index) =>
      `No node of offshore has the object id ${objectId(index)}. Describe it in the source or in its mapping, then replay this row.`,
    rowOf: (index, day) => ({ objectId: objectId(index), day, quantity: 'oil_volume', value: 412.6 - index * 7.3 }),
  },
  {
    ...{ sourceId: 'ec-offshore', dataset: 'production', reason: 'not-a-number', owner: 'source', count: 2 },
    agoMin: 1_445,
    messageOf: () => 'The value is "n/a", not a number. Have it mended in the source; it is read again by itself.',
    rowOf: (index, day) => ({ objectId: `B0${index + 1}`, day, quantity: 'gas_volume', value: 'n/a' }),
  },
  {
    ...{ sourceId: 'ec-offshore', dataset: 'deferment_event', reason: 'unknown-unit', owner: 'mapping', count: 61 },
    agoMin: 65,
    messageOf: () => 'The unit "kSm3" is in no list of units. Name it in the mapping, then replay this row.',
    rowOf: (index, day) => ({
      eventId: `DE-${30_100 + index}`,
      day,
      object: { type: 'WELL', code: `TRA-0${(index % 8) + 1}` },
      deferred: { value: 1.2 + (index % 9) / 10, unit: 'kSm3' },
      comments: null,
    }),
  },
  {
    ...{ sourceId: 'pi-broken', dataset: 'recorded', reason: 'unreadable', owner: 'tieback', count: 1 },
    agoMin: 30,
    messageOf: () => 'The answer is not the JSON that it says it is. Send this row to whoever keeps Tieback.',
    rowOf: () => '{"Items":[{"Timestamp":"2026-11-19T08:',
  },
]

/** Written as it came: what is no object is kept as text. */
const asText = (row: unknown): string => (typeof row === 'string' ? row : JSON.stringify(row))

function listRows(plan: GroupPlan, day: string, startedAt: Date, firstId: number): RefusedRow[] {
  const { sourceId, dataset, reason, owner, count, agoMin, messageOf, rowOf } = plan
  return Array.from({ length: count }, (_, index): RefusedRow => {
    const lastMs = Math.floor(startedAt.getTime() / minuteMs) * minuteMs - (agoMin + index) * minuteMs
    return {
      id: String(firstId + index),
      ...{ sourceId, dataset, reason, owner },
      key: `${objectId(index)}/day/${day}/${index}`,
      message: messageOf(index),
      firstSeen: new Date(lastMs - 1_440 * minuteMs).toISOString(),
      lastSeen: new Date(lastMs).toISOString(),
      times: 2,
      row: asText(rowOf(index, day)),
      resolvedAt: null,
    }
  })
}

/** What was refused when the mock starts. */
export function createQuarantineTable(startedAt: Date): Table<RefusedRow> {
  const day = startedAt.toISOString().slice(0, 10)
  const rows = plans.flatMap((plan, index) => listRows(plan, day, startedAt, 1_000 * (index + 1)))
  return new Table(new Collection({ schema: RefusedRow }), rows)
}
