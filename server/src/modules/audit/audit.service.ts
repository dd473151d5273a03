import { auditExportMax, type AuditList, type Meta } from '@tieback/contracts'
import {
  type AuditFilter,
  type AuditRow,
  countAuditEntries,
  findNewestCheckpoint,
  listAuditEntries as listStoredEntries,
  readAuditEntries,
  readAuditHead,
} from '@tieback/store'
import type { Asked } from '../../platform/auditing/recorded-change.ts'
import type { AuditRecorder } from '../../platform/auditing/recorder.ts'
import { ProblemError } from '../../platform/http/problems.ts'
import { openReading, type ReaderParts } from '../../reading/reader.ts'
import { refuseCursor } from '../../reading/refuse-cursor.ts'
import { csvHeader, toCsvLine } from './entries-csv.ts'

/** What the audit log is read with, and written to when it is taken away. */
export interface AuditReader {
  readonly reader: ReaderParts
  readonly recorder: AuditRecorder
}

interface FilterQuery {
  readonly action?: string | undefined
  readonly outcome?: string | undefined
  readonly actor?: string | undefined
  readonly object?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

interface ListQuery extends FilterQuery {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Entries that are read from the store at once for an export. */
const entriesAtOnce = 5_000

const toFilter = ({ action, outcome, actor, object, from, to }: FilterQuery): AuditFilter => ({
  ...(action === undefined ? {} : { action }),
  ...(outcome === undefined ? {} : { outcome }),
  ...(actor === undefined ? {} : { actorId: actor }),
  ...(object === undefined ? {} : { objectId: object }),
  ...(from === undefined ? {} : { from: new Date(from) }),
  ...(to === undefined ? {} : { to: new Date(to) }),
})

const toEntry = ({ at, ...row }: AuditRow): AuditList['entries'][number] => ({ ...row, at: at.toISOString() })

/** What was done and refused, newest first, and up to where it is signed. */
export async function listAuditEntries(
  { reader }: AuditReader,
  { limit, cursor, ...query }: ListQuery,
): Promise<{ data: AuditList; meta: Meta }> {
  const page = await listStoredEntries(reader.pool, { ...toFilter(query), limit, cursor: cursor ?? null }).catch(
    refuseCursor,
  )
  const checkpoint = await findNewestCheckpoint(reader.pool)
  const { asOf } = await openReading(reader, undefined)
  return {
    data: {
      entries: page.rows.map(toEntry),
      nextCursor: page.nextCursor,
      checkpoint: checkpoint && {
        sequence: checkpoint.sequence,
        at: checkpoint.at.toISOString(),
        hash: checkpoint.hash.toString('hex'),
        keyId: checkpoint.keyId,
      },
    },
    meta: { asOf: asOf.toISOString(), productionDay: null, sources: [], coverage: null, provisional: false },
  }
}

/**
 * The same as a table, oldest first: whole or not at all. That it was taken is in the log before anything of it is given away, and after
 * what is given.
 *
 * throws  range-too-long where more than `entriesMax` fit
 */
export async function exportAuditEntries(
  { reader, recorder }: AuditReader,
  query: FilterQuery,
  asked: Asked,
  entriesMax: number = auditExportMax,
): Promise<string> {
  const { pool } = reader
  const filter = toFilter(query)
  const { sequence: upTo } = await readAuditHead(pool)
  const entries = await countAuditEntries(pool, { ...filter, after: 0, upTo, countMax: entriesMax + 1 })
  if (entries > entriesMax) {
    throw new ProblemError(
      'range-too-long',
      `More than ${entriesMax} entries fit. Narrow them by "from" and "to", or use "tieback audit export".`,
    )
  }
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
  await recorder.record({
    action: 'audit.export',
    outcome: 'done',
    ...asked,
    object: null,
    detail: { entries: String(entries), upTo: String(upTo), ...given },
  })
  let table = csvHeader
  for (let after = 0; after < upTo;) {
    const rows = await readAuditEntries(pool, { ...filter, after, upTo, limit: entriesAtOnce })
    table += rows.map(toCsvLine).join('')
    after = rows.length < entriesAtOnce ? upTo : (rows.at(-1)?.sequence ?? upTo)
  }
  return table
}
