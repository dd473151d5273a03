import type { AuditRow } from '@tieback/store'

const columns: Readonly<Record<string, (row: AuditRow) => string | number | null>> = {
  sequence: ({ sequence }) => sequence,
  at: ({ at }) => at.toISOString(),
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  actorKind: ({ actorKind }) => actorKind,
  actor: ({ actor }) => actor?.id ?? null,
  actorName: ({ actor }) => actor?.name ?? null,
  objectKind: ({ object }) => object?.kind ?? null,
  object: ({ object }) => object?.id ?? null,
  digestBefore: ({ digestBefore }) => digestBefore,
  digestAfter: ({ digestAfter }) => digestAfter,
  correlationId: ({ correlationId }) => correlationId,
  detail: ({ detail }) =>
    Object.entries(detail)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  hash: ({ hash }) => hash,
}

/** A cell of a table (RFC 4180). A spreadsheet takes what begins with these for a formula, so a quote comes before it. */
function toCell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const toLine = (cells: readonly string[]): string => `${cells.join(',')}\r\n`

/** The first line: what the columns are called. */
export const csvHeader = toLine(Object.keys(columns))

/** An entry as a line. */
export const toCsvLine = (row: AuditRow): string => toLine(Object.values(columns).map((column) => toCell(column(row))))
