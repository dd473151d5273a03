import type { DayLabel } from '@tieback/contracts'
import { movedOn, type RandomNode } from './random-tree.ts'

/** What a person sees of the field on a day, worked out from the field's own list and not from any store. */
export interface View {
  readonly nodes: readonly RandomNode[]
  readonly indexes: ReadonlySet<number>
  /** Of nodes and series. */
  readonly ids: ReadonlySet<string>
  /** Nodes whose events may show: what is seen, and what lies above it, since an event there reaches down. */
  readonly reaching: ReadonlySet<number>
}

export function viewOf(nodes: readonly RandomNode[], assets: readonly string[], day: DayLabel | null): View {
  const climb = (index: number): RandomNode[] => {
    const node = nodes[index]
    if (node === undefined) return []
    const parent = day !== null && day < movedOn ? node.parentBefore : node.parent
    return parent === null ? [node] : [node, ...climb(parent)]
  }
  const seen = nodes.filter(({ index }) => climb(index).some(({ id }) => assets.includes(id)))
  return {
    nodes: seen,
    indexes: new Set(seen.map(({ index }) => index)),
    ids: new Set(seen.flatMap(({ id, signalIds }) => [id, ...signalIds])),
    reaching: new Set(seen.flatMap(({ index }) => climb(index).map((above) => above.index))),
  }
}
