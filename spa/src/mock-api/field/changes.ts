import type { Change, Quantity } from '@tieback/contracts'
import { addDays, dayBounds, displayUnit, lastWholeDay, listDays } from '@tieback/domain'
import { listVersions, settledAfterMs } from './fact-versions.ts'
import type { Field } from './field.ts'
import { type FieldNode, toNodeRef } from './node-tree.ts'
import type { ProductionFacts } from './production.ts'

/** A change in canonical units, with the well it is of. */
export interface FieldChange extends Change {
  readonly wellId: string
}

interface FieldChanges {
  /** Newest first. */
  readonly changes: readonly FieldChange[]
  /** Facts that were first heard of. */
  readonly newCount: number
}

const dayMs = 86_400_000

/** What the sources said anew of some wells in (since, asOf]. */
export function listFieldChanges(
  field: Field,
  facts: ProductionFacts,
  wells: readonly FieldNode[],
  since: Date,
  asOf: Date,
): FieldChanges {
  const oldest = lastWholeDay(field.calendar, new Date(since.getTime() - settledAfterMs - dayMs))
  const from = oldest < field.firstDay ? field.firstDay : oldest
  const days = listDays(from, addDays(lastWholeDay(field.calendar, asOf), 1))
  const found = wells.flatMap((well) => days.map((day) => changesOfDay(field, facts, well, day, since, asOf)))
  return {
    changes: found
      .flatMap(({ changes }) => changes)
      .toSorted((a, b) => (a.knownAt === b.knownAt ? (keyOf(a) < keyOf(b) ? -1 : 1) : a.knownAt < b.knownAt ? 1 : -1)),
    newCount: found.reduce((sum, { newCount }) => sum + newCount, 0),
  }
}

export const keyOf = ({ knownAt, wellId, day, quantity, kind }: FieldChange): string =>
  [Date.parse(knownAt), wellId, day, quantity, kind].join('.')

function changesOfDay(
  field: Field,
  facts: ProductionFacts,
  well: FieldNode,
  day: string,
  since: Date,
  asOf: Date,
): { changes: FieldChange[]; newCount: number } {
  const dayEnd = dayBounds(field.calendar, day).end.getTime()
  const versions = listVersions(field.seed, well, day, dayEnd)
  const isNew = (atMs: number): boolean => since.getTime() < atMs && atMs <= asOf.getTime()
  if (!versions.some(({ knownAtMs }) => isNew(knownAtMs))) return { changes: [], newCount: 0 }
  const { profile, settled } = facts.wellDay(well, day, asOf)
  const phases = [[profile.main, 1] as const, ...(Object.entries(profile.ratios) as [Quantity, number][])]
  const changes = versions.flatMap((version, index) => {
    const before = versions[index - 1]
    if (before === undefined || version.kind === 'new' || !isNew(version.knownAtMs)) return []
    const { kind, share, status, cause } = version
    return phases.map(([quantity, ratio]): FieldChange => {
      const valueOf = (part: number | null): number | null => (part === null ? null : settled * ratio * part)
      return {
        wellId: well.id,
        knownAt: new Date(version.knownAtMs).toISOString(),
        kind,
        node: toNodeRef(well),
        day,
        grain: 'day',
        quantity,
        measure: 'allocated',
        unit: displayUnit(quantity, 'metric', 'volume'),
        before: valueOf(before.share),
        after: valueOf(share),
        statusBefore: before.status,
        statusAfter: share === null ? null : status,
        cause,
        sourceId: `ec-${well.namespace}`,
      }
    })
  })
  const first = versions[0]
  return { changes, newCount: first !== undefined && isNew(first.knownAtMs) ? phases.length : 0 }
}
