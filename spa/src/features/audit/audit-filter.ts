import { AuditAction, AuditOutcome, Instant } from '@tieback/contracts'

/** What the address says besides the path: which entries are listed. */
export const searchNames = ['action', 'outcome', 'actor', 'object', 'from', 'to'] as const

/** Null: of any. */
export type AuditFilter = Readonly<Record<(typeof searchNames)[number], string | null>>

export const noFilter: AuditFilter = { action: null, outcome: null, actor: null, object: null, from: null, to: null }

interface Parser<T> {
  safeParse(text: unknown): { success: true; data: T } | { success: false }
}

const parsed = <T>(schema: Parser<T>, text: string | null): T | null => {
  const result = schema.safeParse(text)
  return result.success ? result.data : null
}

/** The part of a request that a filter stands for. What nobody can mean is left out rather than refused: a mistyped link still opens. */
export function toAuditQuery(filter: AuditFilter) {
  const query = {
    action: parsed(AuditAction, filter.action),
    outcome: parsed(AuditOutcome, filter.outcome),
    actor: filter.actor,
    object: filter.object,
    from: parsed(Instant, filter.from),
    to: parsed(Instant, filter.to),
  }
  // Safe: what is left of each is not null.
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null)) as {
    [Name in keyof typeof query]?: NonNullable<(typeof query)[Name]>
  }
}

/** Whether a filter leaves anything out. */
export const isFiltering = (filter: AuditFilter): boolean => Object.keys(toAuditQuery(filter)).length > 0
