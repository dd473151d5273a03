import type { NodeKind, NodeRef, WellType } from '@tieback/contracts'
import type { NodeLink } from '@tieback/domain'
import { MockProblem } from '../mock-problem.ts'

/** Which sources speak of a node. */
export type Namespace = 'offshore' | 'rehearsal'

export interface FieldNode extends NodeRef {
  readonly parentId: string | null
  readonly wellType: WellType | null
  readonly code: string | null
  readonly namespace: Namespace
  readonly attributes: Readonly<Record<string, string>>
}

/** The hierarchy with the look-ups that the mocks need. */
export class NodeTree {
  /** Parents before children. */
  readonly rows: readonly FieldNode[]
  readonly #byId: ReadonlyMap<string, FieldNode>
  readonly #byParent: ReadonlyMap<string | null, FieldNode[]>

  constructor(rows: readonly FieldNode[]) {
    this.rows = rows
    this.#byId = new Map(rows.map((row) => [row.id, row]))
    this.#byParent = Map.groupBy(rows, ({ parentId }) => parentId)
  }

  find(id: string): FieldNode | undefined {
    return this.#byId.get(id)
  }

  /** The node, held to a level where the route names one. Throws not-found. */
  get(id: string, kind?: NodeKind): FieldNode {
    const row = this.find(id)
    if (row === undefined || (kind !== undefined && row.kind !== kind)) {
      throw new MockProblem('not-found', `There is no ${kind ?? 'node'} ${id}. Look it up in /api/v1/assets.`)
    }
    return row
  }

  /** By name. */
  childrenOf(id: string | null): readonly FieldNode[] {
    return this.#byParent.get(id) ?? []
  }

  get roots(): readonly FieldNode[] {
    return this.childrenOf(null)
  }

  /** From the top down to the node's parent. */
  pathOf({ parentId }: FieldNode): FieldNode[] {
    const parent = parentId === null ? undefined : this.find(parentId)
    return parent === undefined ? [] : [...this.pathOf(parent), parent]
  }

  /** The node and all below it. */
  subtreeOf(node: FieldNode): FieldNode[] {
    return [node, ...this.childrenOf(node.id).flatMap((child) => this.subtreeOf(child))]
  }

  /** Links below a node; of the whole field without one. */
  linksBelow(node: FieldNode | null): NodeLink[] {
    const rows = node === null ? this.rows : this.subtreeOf(node)
    return rows.flatMap(({ id, parentId }) => (parentId === null || id === node?.id ? [] : [{ childId: id, parentId }]))
  }

  wellsBelow(node: FieldNode): FieldNode[] {
    return this.subtreeOf(node).filter(({ kind }) => kind === 'well')
  }
}

export const toNodeRef = ({ id, kind, name }: FieldNode): NodeRef => ({ id, kind, name })
