import type { NodeKind } from '@tieback/contracts'
import { type NodeInput, nodeIdOf, signalIdOf } from '@tieback/store'
import { textOf } from './marks.ts'

/** A node of the random field. */
export interface RandomNode {
  /** Its place in the list of all, from 0. */
  readonly index: number
  readonly id: string
  readonly kind: NodeKind
  readonly namespace: string
  readonly parent: number | null
  /** Where it was before the day of the moves; the same for nearly all. */
  readonly parentBefore: number | null
  readonly signalIds: readonly string[]
}

/** The production day from which wells that moved flow elsewhere. */
export const movedOn = '2026-03-11'

/** Each with sources of its own. */
export const namespaces = ['even', 'odd'] as const

const levelBelow = { hub: 'facility', facility: 'well' } as const

const objectIdOf = (index: number): string => `object ${textOf(index)}`

/** Grows the tree of one asset onto a list, depth first. Some wells stand at a hub. */
function growAsset(nodes: RandomNode[], namespace: string, dice: () => number): void {
  const add = (kind: NodeKind, parent: number | null): number => {
    const index = nodes.length
    const signalIds = [0, 1]
      .slice(0, dice() < 0.5 ? 1 : 2)
      .map((each) => signalIdOf(`pi-${namespace}`, keyOf(index, each)))
    const id = nodeIdOf(kind, namespace, objectIdOf(index))
    nodes.push({ index, id, kind, namespace, parent, parentBefore: parent, signalIds })
    return index
  }
  const grow = (parent: number, level: 'hub' | 'facility' | 'well'): void => {
    const count = 1 + Math.floor(dice() * (level === 'well' ? 9 : 4))
    for (let each = 0; each < count; each += 1) {
      const kind = level === 'facility' && dice() < 0.15 ? 'well' : level
      const index = add(kind, parent)
      if (kind !== 'well') grow(index, levelBelow[kind])
    }
  }
  grow(add('asset', null), 'hub')
}

/** One well in ten has flowed to another facility until it moved. */
function moveWells(nodes: readonly RandomNode[], dice: () => number): RandomNode[] {
  const facilities = nodes.filter(({ kind }) => kind === 'facility')
  return nodes.map((node) => {
    if (node.kind !== 'well' || dice() >= 0.1) return node
    const within = facilities.filter(({ namespace }) => namespace === node.namespace)
    return { ...node, parentBefore: within[Math.floor(dice() * within.length)]?.index ?? node.parent }
  })
}

/** The trees of some assets, in both namespaces by turns, as a seed decides. */
export function growTree(dice: () => number, assets: number): RandomNode[] {
  const grown: RandomNode[] = []
  for (let each = 0; each < assets; each += 1) growAsset(grown, namespaces[each % 2] ?? '', dice)
  return moveWells(grown, dice)
}

/** The source's own key of one of a node's series. */
export const keyOf = (index: number, each: number): string => `tag ${each} ${textOf(index)}`

/** The nodes as a source describes them; those that moved in two versions. */
export const describeNodes = (own: readonly RandomNode[]): NodeInput[] =>
  own.flatMap(({ index, kind, parent, parentBefore }) => {
    const versionUnder = (
      of: number | null,
      validity: Partial<Pick<NodeInput, 'validFrom' | 'validTo'>> = {},
    ): NodeInput => ({
      objectId: objectIdOf(index),
      kind,
      name: `${kind} ${textOf(index)}`,
      code: `code ${textOf(index)}`,
      parentObjectId: of === null ? null : objectIdOf(of),
      wellType: kind === 'well' ? 'oil-producer' : null,
      attributes: { operator: `operator ${textOf(index)}` },
      validFrom: null,
      validTo: null,
      ...validity,
    })
    return parent === parentBefore
      ? [versionUnder(parent)]
      : [versionUnder(parentBefore, { validTo: movedOn }), versionUnder(parent, { validFrom: movedOn })]
  })
