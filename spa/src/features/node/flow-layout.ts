import { FlowSink, type NodeId, type NodeRef, type PhaseFlow } from '@tieback/contracts'
import { sinkTitle, wordFor } from '../../ui/wording.ts'

/** A stream into or out of a part of the network, never negative: what a source gave as negative stands on the other side. */
export interface Stream {
  readonly key: string
  readonly label: string
  readonly kind: 'node' | 'own' | 'others' | FlowSink
  readonly node: NodeRef | null
  readonly value: number
}

/** The balance of a node and all below it, as two columns of the same height. */
export interface NodeFlow {
  readonly inflows: readonly Stream[]
  readonly outflows: readonly Stream[]
  /** Sum of the inflows. */
  readonly total: number
  /** Sum of the inflows less that of the outflows: 0 but for rounding. */
  readonly error: number
}

/** More streams than this are hairs; the smallest are put together. */
const streamsMax = 8

const sum = (streams: readonly Stream[]): number => streams.reduce((total, stream) => total + stream.value, 0)

const reversedLabels: Partial<Record<Stream['kind'], string>> = {
  unaccounted: 'Unaccounted (more out than in)',
  'stock-change': 'From stock',
}

function gatherSmallest(streams: readonly Stream[]): Stream[] {
  const bySize = streams.toSorted((left, right) => right.value - left.value)
  if (bySize.length <= streamsMax) return bySize
  const others = bySize.slice(streamsMax - 1)
  const label = `${String(others.length)} others`
  return [...bySize.slice(0, streamsMax - 1), { key: 'others', label, kind: 'others', node: null, value: sum(others) }]
}

/** The node itself or the child of it that `nodeId` is or lies below. */
function branchOf(nodeId: NodeId, rootId: NodeId, parents: ReadonlyMap<NodeId, NodeId | null>): NodeId {
  let branch = nodeId
  for (let parent = parents.get(branch); branch !== rootId && parent; parent = parents.get(branch)) {
    if (parent === rootId) return branch
    branch = parent
  }
  return rootId
}

/** What each node brought into the network itself: its inflow, less what only passed through. */
function ownProduction(phase: PhaseFlow): { nodeId: NodeId; value: number }[] {
  const passedOn = new Map<NodeId, number>()
  for (const { to, value } of phase.links) passedOn.set(to, (passedOn.get(to) ?? 0) + value)
  return phase.balances.map(({ nodeId, inflow }) => ({ nodeId, value: inflow - (passedOn.get(nodeId) ?? 0) }))
}

/**
 * What a node and all below it brought in, by branch, and where it left the network, by sink; null where the answer has no balance of it.
 *
 * A volume leaves at the node whose figure says so, which is seldom the top: the links between nodes cancel, and what is left is the whole.
 *
 * parents  by node, for the whole tree below `id`
 */
export function flowOf(
  phase: PhaseFlow,
  nodes: readonly NodeRef[],
  id: NodeId,
  parents: ReadonlyMap<NodeId, NodeId | null>,
): NodeFlow | null {
  if (!phase.balances.some((balance) => balance.nodeId === id)) return null
  const refs = new Map(nodes.map((node) => [node.id, node]))
  const branches = new Map<NodeId, number>()
  for (const { nodeId, value } of ownProduction(phase)) {
    const branch = branchOf(nodeId, id, parents)
    branches.set(branch, (branches.get(branch) ?? 0) + value)
  }
  const given = [...branches].map(([branch, value]): Stream => {
    if (branch === id) return { key: 'own', label: 'Own production', kind: 'own', node: null, value }
    const node = refs.get(branch) ?? null
    return { key: branch, label: node?.name ?? branch, kind: 'node', node, value }
  })
  const taken = FlowSink.options.map((sink): Stream => {
    const value = phase.balances.reduce(
      (total, balance) => total + (sink === 'unaccounted' ? balance.unaccounted : balance.outflow[sink]),
      0,
    )
    return { key: sink, label: wordFor(sinkTitle, sink), kind: sink, node: null, value }
  })
  const size = given.reduce((total, { value }) => total + Math.abs(value), 0)
  // Sums of the same numbers in another order differ in their last digits: that is no stream.
  const isStream = ({ value }: Stream): boolean => Math.abs(value) > 1e-9 * size
  const turned = (streams: readonly Stream[]): Stream[] =>
    streams
      .filter((stream) => stream.value < 0 && isStream(stream))
      .map((stream) => ({ ...stream, label: reversedLabels[stream.kind] ?? stream.label, value: -stream.value }))
  const positive = (streams: readonly Stream[]) => streams.filter((stream) => stream.value > 0 && isStream(stream))
  const inflows = [...gatherSmallest(positive(given)), ...turned(taken)]
  const outflows = [...gatherSmallest(positive(taken)), ...turned(given)]
  return { inflows, outflows, total: sum(inflows), error: sum(inflows) - sum(outflows) }
}

/** A stream's place in its column, in px from the top. */
export interface PlacedStream {
  readonly stream: Stream
  /** Where the band meets the node's bar. */
  readonly bandTop: number
  readonly bandHeight: number
  /** Where its label and outer end stand. */
  readonly slotTop: number
}

/** Places a column of streams beside a bar of `barHeight` px: bands in proportion, labels with a line of room each. */
export function placeStreams(
  streams: readonly Stream[],
  total: number,
  barHeight: number,
  slotHeight: number,
): PlacedStream[] {
  let bandTop = 0
  return streams.map((stream, index) => {
    const bandHeight = total === 0 ? 0 : (stream.value / total) * barHeight
    const placed = { stream, bandTop, bandHeight, slotTop: index * slotHeight }
    bandTop += bandHeight
    return placed
  })
}
