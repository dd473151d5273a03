import type { DayLabel } from '@tieback/contracts'
import type { NodeInput, RefusedNode } from './types.ts'

/** Half-open span of production days; null: unbounded. */
export interface Span {
  readonly validFrom: DayLabel | null
  readonly validTo: DayLabel | null
}

// Labels sort as text; these stand outside all of them.
const startOf = ({ validFrom }: Span): string => validFrom ?? ''
const endOf = ({ validTo }: Span): string => validTo ?? '~'

/** Spans of equal content that touch, as one; oldest first. */
export function mergeSpans<Row extends Span>(rows: readonly Row[], contentOf: (row: Row) => string): Row[] {
  const merged: Row[] = []
  for (const row of rows.toSorted((a, b) => (startOf(a) < startOf(b) ? -1 : 1))) {
    const last = merged.findLast((earlier) => contentOf(earlier) === contentOf(row))
    if (last !== undefined && endOf(last) >= startOf(row)) {
      const later = endOf(last) >= endOf(row) ? last : row
      merged[merged.indexOf(last)] = { ...last, validTo: later.validTo }
    } else merged.push(row)
  }
  return merged
}

/** Splits nodes into those that make sense by themselves and those that don't, all versions of a node together. */
export function sortOutVersions(nodes: readonly NodeInput[]): {
  sound: Map<string, NodeInput[]>
  refused: RefusedNode[]
} {
  const sound = new Map<string, NodeInput[]>()
  const refused: RefusedNode[] = []
  // Pages of a source may overlap: the same row twice is no contradiction.
  const distinct = [...new Map(nodes.map((node) => [JSON.stringify(node), node])).values()]
  for (const [objectId, versions] of Map.groupBy(distinct, (node) => node.objectId)) {
    const sorted = versions.toSorted((a, b) => (startOf(a) < startOf(b) ? -1 : 1))
    const refusal = refusalOf(objectId, sorted)
    if (refusal === null) sound.set(objectId, sorted)
    else refused.push(refusal)
  }
  return { sound, refused }
}

function refusalOf(objectId: string, sorted: readonly NodeInput[]): RefusedNode | null {
  if (new Set(sorted.map(({ kind }) => kind)).size > 1) {
    return {
      objectId,
      reason: 'kind-changed',
      message: `Node ${objectId} is of several kinds: a node keeps its kind, map the source's class to one`,
    }
  }
  const isOverlapping = sorted.some((version, index) => {
    const next = sorted[index + 1]
    return startOf(version) >= endOf(version) || (next !== undefined && endOf(version) > startOf(next))
  })
  if (!isOverlapping) return null
  return {
    objectId,
    reason: 'overlapping-versions',
    message: `Two versions of node ${objectId} hold on one day, or one ends before it starts: correct the dates in the source`,
  }
}
