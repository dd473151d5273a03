import type { FlowBalance, FlowLink, FlowSink, Quality } from '@tieback/contracts'
import { createTree, type NodeLink } from '../network/tree.ts'
import { hasValue, worstQuality } from '../quality/quality.ts'

/** Where a volume can leave a node by the word of a source; `unaccounted` is only ever a rest. */
export type StatedSink = Exclude<FlowSink, 'unaccounted'>

/** What is stated of one node, one phase and one day. As everywhere, a node's figure covers itself and all below it. */
export interface FlowVolume {
  readonly nodeId: string
  readonly flow: 'production' | StatedSink
  /** Stock change is positive where stock grows. Null: not known, so not counted. */
  readonly value: number | null
  readonly quality: Quality
}

type Flow = FlowVolume['flow']

const sinks: readonly StatedSink[] = ['export', 'fuel', 'flare', 'injection', 'disposal', 'stock-change']
const flows: readonly Flow[] = ['production', ...sinks]

interface OwnFlow {
  readonly value: number
  readonly quality: Quality
}

/** One node, settled after all below it. */
interface SettledNode {
  readonly nodeId: string
  readonly children: readonly SettledNode[]
  /** By flow: what was stated here, or else what was stated below. */
  readonly totals: ReadonlyMap<Flow, number>
  /** By flow: what is stated here beyond what was stated below. */
  readonly own: ReadonlyMap<Flow, OwnFlow>
  /** What is left for the parent; negative where the parent has to send it down. */
  readonly rest: number
  /** The worst that the rest comes from. */
  readonly quality: Quality
}

/**
 * One phase's way through a network on one day. At every node: own production + links in = links out, those into sinks included.
 *
 * A volume leaves at the node whose figure says so, less what nodes below it said already. What isn't let out goes up to the parent;
 * where more is let out than came in, as at a well that injects, the parent sends it down. At the root the rest is `unaccounted`.
 *
 * volumes  of nodes outside of the root's tree are passed over
 * returns  links and balances of the nodes that something was said of, or below; `inflow` is own production and links in,
 *          `outflow` is by sink, `unaccounted` among them, and leaves out what went on to other nodes
 * throws   RangeError for a node with two parents or above itself, or two volumes of one node and flow
 */
export const balanceFlow = (
  rootId: string,
  links: readonly NodeLink[],
  volumes: readonly FlowVolume[],
): { links: FlowLink[]; balances: FlowBalance[] } => {
  const nodes = settleNodes(rootId, links, volumes)
  return {
    links: nodes.flatMap((node) => linksOf(node, rootId)),
    balances: nodes.map((node) => balanceOf(node, rootId)),
  }
}

/** Children first. */
const settleNodes = (rootId: string, links: readonly NodeLink[], volumes: readonly FlowVolume[]): SettledNode[] => {
  const tree = createTree(links)
  const known = volumes.filter(({ value, quality }) => value !== null && hasValue(quality))
  const stated = Map.groupBy(known, ({ nodeId }) => nodeId)
  const settled = new Map<string, SettledNode>()
  for (const nodeId of tree.bottomUpTo(rootId)) {
    const here = stated.get(nodeId) ?? []
    const children = tree
      .childrenOf(nodeId)
      .map((childId) => settled.get(childId))
      .filter((child) => child !== undefined)
    if (here.length > 0 || children.length > 0) settled.set(nodeId, settle(nodeId, here, children))
  }
  return [...settled.values()]
}

const settle = (nodeId: string, here: readonly FlowVolume[], children: readonly SettledNode[]): SettledNode => {
  const totals = new Map<Flow, number>()
  const own = new Map<Flow, OwnFlow>()
  for (const flow of flows) {
    const [stated, ...more] = here.filter((volume) => volume.flow === flow)
    if (more.length > 0) throw new RangeError(`two volumes of ${nodeId}, ${flow}`)
    const below = sum(children.map((child) => child.totals.get(flow) ?? 0))
    const total = stated?.value ?? below
    totals.set(flow, total)
    // A figure that is the sum of those below it, added in another order, differs in its last digits: none of it left here.
    const isSumOfBelow = Math.abs(total - below) <= 1e-9 * Math.abs(total)
    if (stated !== undefined && !isSumOfBelow) own.set(flow, { value: total - below, quality: stated.quality })
  }
  const letOut = sum(sinks.map((sink) => own.get(sink)?.value ?? 0))
  return {
    nodeId,
    children,
    totals,
    own,
    rest: (own.get('production')?.value ?? 0) + sum(children.map(({ rest }) => rest)) - letOut,
    quality: worstQuality([...here, ...children].map(({ quality }) => quality)),
  }
}

const linksOf = (node: SettledNode, rootId: string): FlowLink[] => {
  const fromChildren = node.children.map(({ nodeId, rest, quality }): FlowLink =>
    rest < 0
      ? { from: node.nodeId, to: nodeId, value: -rest, quality }
      : { from: nodeId, to: node.nodeId, value: rest, quality },
  )
  const intoSinks = sinks.flatMap((sink): FlowLink[] => {
    const own = node.own.get(sink)
    return own === undefined ? [] : [{ from: node.nodeId, to: `sink:${sink}`, ...own }]
  })
  const unaccounted: FlowLink = { from: node.nodeId, to: 'sink:unaccounted', value: node.rest, quality: node.quality }
  return [...fromChildren, ...intoSinks, ...(node.nodeId === rootId ? [unaccounted] : [])]
}

const balanceOf = ({ nodeId, own, children, rest }: SettledNode, rootId: string): FlowBalance => {
  const isRoot = nodeId === rootId
  const fromParent = isRoot ? 0 : Math.max(0, -rest)
  const unaccounted = isRoot ? rest : 0
  const outOf = (sink: StatedSink): number => own.get(sink)?.value ?? 0
  return {
    nodeId,
    inflow: (own.get('production')?.value ?? 0) + fromParent + sum(children.map((child) => Math.max(0, child.rest))),
    outflow: {
      export: outOf('export'),
      fuel: outOf('fuel'),
      flare: outOf('flare'),
      injection: outOf('injection'),
      disposal: outOf('disposal'),
      'stock-change': outOf('stock-change'),
      unaccounted,
    },
    unaccounted,
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
