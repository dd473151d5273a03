import type { Meta, QuarantineGroup, QuarantineOwner, QuarantineRow } from '@tieback/contracts'
import {
  groupQuarantine,
  listQuarantine,
  type QuarantineGroupRow,
  type QuarantineRow as StoredQuarantineRow,
} from '@tieback/store'
import type { RefusalReason } from '@tieback/adapters'
import { sourceMeta } from '../../operating/operator.ts'
import { refuseCursor } from '../../reading/refuse-cursor.ts'
import type { Reader } from '../../reading/reader.ts'

interface QuarantineQuery {
  readonly dataset?: string | undefined
  readonly reason?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Who can mend what. A value that is wrong in the source is the source's; one that nobody told us how to read is the mapping's. */
const ownerOf: Readonly<Record<RefusalReason, QuarantineOwner>> = {
  'invalid-value': 'source',
  'invalid-day': 'source',
  'impossible-hours': 'source',
  'unknown-unit': 'mapping',
  'unmapped-node': 'mapping',
  'unmapped-signal': 'mapping',
  ambiguous: 'source',
  'invalid-event': 'source',
  'wrong-shape': 'mapping',
  'future-sample': 'source',
  'mass-withdrawal': 'mapping',
}

const isReason = (reason: string): reason is RefusalReason => Object.hasOwn(ownerOf, reason)

/** Whose it is to mend what was refused for a reason; one that no adapter gives any more is ours to look at. */
export const toOwner = (reason: string): QuarantineOwner => (isReason(reason) ? ownerOf[reason] : 'tieback')

function toRow({
  id,
  dataset,
  key,
  reason,
  message,
  row,
  firstSeen,
  lastSeen,
  times,
}: StoredQuarantineRow): QuarantineRow {
  return {
    id,
    dataset,
    key,
    reason,
    message,
    owner: toOwner(reason),
    firstSeen: firstSeen.toISOString(),
    lastSeen: lastSeen.toISOString(),
    times,
    row: JSON.stringify(row ?? null),
  }
}

function toGroup({ dataset, reason, count, firstSeen, lastSeen, sample }: QuarantineGroupRow): QuarantineGroup {
  return {
    dataset,
    reason,
    owner: toOwner(reason),
    count,
    firstSeen: firstSeen.toISOString(),
    lastSeen: lastSeen.toISOString(),
    sample: toRow(sample),
  }
}

/** Refused rows that nobody has dealt with, in groups and one by one. */
export async function listSourceQuarantine(
  reader: Reader,
  sourceId: string,
  { dataset, reason, limit, cursor }: QuarantineQuery,
): Promise<{ data: { groups: QuarantineGroup[]; rows: QuarantineRow[]; nextCursor: string | null }; meta: Meta }> {
  const meta = await sourceMeta(reader, sourceId)
  const groups = await groupQuarantine(reader.pool, sourceId)
  const page = await listQuarantine(reader.pool, {
    sourceId,
    isResolved: false,
    limit,
    cursor: cursor ?? null,
    ...(dataset === undefined ? {} : { dataset }),
    ...(reason === undefined ? {} : { reason }),
  }).catch(refuseCursor)
  return { data: { groups: groups.map(toGroup), rows: page.rows.map(toRow), nextCursor: page.nextCursor }, meta }
}
