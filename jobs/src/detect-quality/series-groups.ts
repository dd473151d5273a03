import type { SeriesFacts } from '@tieback/domain'
import type { SeriesMark, SignalRow, TreeRow } from '@tieback/store'

/** A series that is to be judged, with where it hangs and how far it has been read. */
export interface JudgedSeries {
  readonly signal: SignalRow
  readonly facts: SeriesFacts
  /** The node above its own; null at the top. */
  readonly parentId: string | null
  /** Everything before it has been read. */
  readonly completeTo: Date
  readonly newestAt: Date | null
}

/** Series that are judged together: about five facilities' worth, and some hundred thousand samples at the most. */
const seriesPerGroupMax = 500

/**
 * A source's series by facility, so that each has its siblings at hand and no more than one facility is in memory. Of what hangs below no
 * facility, by the node above. Series that were never read are left out; a node's series stay together.
 */
export function groupSeries(
  signals: readonly SignalRow[],
  marks: readonly SeriesMark[],
  tree: readonly TreeRow[],
): JudgedSeries[][] {
  const nodes = new Map(tree.map((row) => [row.id, row]))
  const markOf = new Map(marks.map((mark) => [mark.signalId, mark]))
  const series = signals.flatMap((signal): JudgedSeries[] => {
    const mark = markOf.get(signal.id)
    if (mark === undefined || mark.completeTo === null) return []
    const node = nodes.get(signal.nodeId)
    const facts = { ...signal, nodeKind: node?.kind ?? null }
    return [{ signal, facts, parentId: node?.parentId ?? null, completeTo: mark.completeTo, newestAt: mark.newestAt }]
  })
  const groups = Map.groupBy(series, ({ signal }) => placeOf(signal.nodeId, nodes))
  return [...groups.values()].flatMap(splitGroup)
}

/** The facility that a node belongs to or is; else the node above it; else itself. */
function placeOf(nodeId: string, nodes: ReadonlyMap<string, TreeRow>): string {
  for (let node = nodes.get(nodeId); node !== undefined; node = nodes.get(node.parentId ?? '')) {
    if (node.kind === 'facility') return node.id
  }
  return nodes.get(nodeId)?.parentId ?? nodeId
}

function splitGroup(group: readonly JudgedSeries[]): JudgedSeries[][] {
  const pieces: JudgedSeries[][] = [[]]
  for (const ofNode of Map.groupBy(group, ({ signal }) => signal.nodeId).values()) {
    const last = pieces.at(-1) ?? []
    if (last.length > 0 && last.length + ofNode.length > seriesPerGroupMax) pieces.push([...ofNode])
    else last.push(...ofNode)
  }
  return pieces
}
