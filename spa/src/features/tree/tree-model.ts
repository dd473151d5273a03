import type { NodeId, TreeNode } from '@tieback/contracts'

/** The tree as the panel walks it. */
export interface Tree {
  readonly nodes: ReadonlyMap<NodeId, TreeNode>
  /** By name, as people count: V-2 before V-10. Roots are the children of null. */
  readonly childrenOf: ReadonlyMap<NodeId | null, readonly TreeNode[]>
  /** Own name and names from the root down, as the filter compares them. */
  readonly searchTexts: ReadonlyMap<NodeId, { readonly own: string; readonly path: string }>
}

/** A line of the panel. */
export interface TreeRow {
  readonly node: TreeNode
  /** 1 for a root. */
  readonly level: number
  /** Null for a node without children. */
  readonly isExpanded: boolean | null
  readonly position: number
  readonly setSize: number
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

// People type `v31` for V-31 and `oseberg` for Øseberg-like names with marks left out.
const searchable = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{Mark}\p{Punctuation}\p{Separator}]/gu, '')
    .toLowerCase()

/** The tree of a list in which parents come before their children. A node whose parent isn't in the list becomes a root. */
export function buildTree(list: readonly TreeNode[]): Tree {
  const nodes = new Map(list.map((node) => [node.id, node]))
  const childrenOf = new Map<NodeId | null, TreeNode[]>()
  const searchTexts = new Map<NodeId, { own: string; path: string }>()
  for (const node of list) {
    const parentId = node.parentId !== null && nodes.has(node.parentId) ? node.parentId : null
    const siblings = childrenOf.get(parentId)
    if (siblings) siblings.push(node)
    else childrenOf.set(parentId, [node])
    const own = searchable(node.name)
    const above = parentId === null ? '' : (searchTexts.get(parentId)?.path ?? '')
    searchTexts.set(node.id, { own, path: `${above} ${own}` })
  }
  for (const siblings of childrenOf.values()) siblings.sort((left, right) => byName.compare(left.name, right.name))
  return { nodes, childrenOf, searchTexts }
}

/** Ids from the root down to the node's parent. */
export function ancestorsOf(tree: Tree, id: NodeId | null): NodeId[] {
  const ancestors: NodeId[] = []
  let parentId = id === null ? null : (tree.nodes.get(id)?.parentId ?? null)
  while (parentId !== null && tree.nodes.has(parentId)) {
    ancestors.unshift(parentId)
    parentId = tree.nodes.get(parentId)?.parentId ?? null
  }
  return ancestors
}

/** What a filter leaves: nodes that match, and what has to be shown to reach them. */
export interface Matches {
  readonly hits: ReadonlySet<NodeId>
  readonly shown: ReadonlySet<NodeId>
}

/** Nodes whose path holds every word and whose own name holds at least one; null for an empty filter. */
export function filterTree(tree: Tree, filter: string): Matches | null {
  const words = filter.split(/\s+/).map(searchable).filter(Boolean)
  if (words.length === 0) return null
  const hits = new Set<NodeId>()
  const shown = new Set<NodeId>()
  for (const [id, { own, path }] of tree.searchTexts) {
    if (!words.every((word) => path.includes(word)) || !words.some((word) => own.includes(word))) continue
    hits.add(id)
    for (const ancestor of [...ancestorsOf(tree, id), id]) shown.add(ancestor)
  }
  return { hits, shown }
}

/** The lines to show, from the top. While a filter is on, what leads to a match is open. */
export function visibleRows(
  tree: Tree,
  isOpen: (node: TreeNode, level: number) => boolean,
  matches: Matches | null,
): TreeRow[] {
  const rows: TreeRow[] = []
  const walk = (parentId: NodeId | null, level: number): void => {
    const all = tree.childrenOf.get(parentId) ?? []
    const matching = matches ? all.filter((node) => matches.shown.has(node.id)) : all
    // Below a match that the reader opened, everything shows: the filter has found its place.
    const list = matching.length === 0 && parentId !== null ? all : matching
    list.forEach((node, index) => {
      const children = tree.childrenOf.get(node.id) ?? []
      const leadsToMatch = matches !== null && children.some((child) => matches.shown.has(child.id))
      const isExpanded = children.length === 0 ? null : leadsToMatch || isOpen(node, level)
      rows.push({ node, level, isExpanded, position: index + 1, setSize: list.length })
      if (isExpanded === true) walk(node.id, level + 1)
    })
  }
  walk(null, 1)
  return rows
}

/** The first node that a filter names, in the order of the panel; null where none is. */
export function firstHit(tree: Tree, filter: string): NodeId | null {
  const matches = filterTree(tree, filter)
  if (!matches) return null
  return visibleRows(tree, () => false, matches).find((row) => matches.hits.has(row.node.id))?.node.id ?? null
}

/** What a key means on a row: go to another, open or close it, or show its page. */
export type TreeMove =
  | { readonly kind: 'go'; readonly id: NodeId }
  | { readonly kind: 'toggle'; readonly id: NodeId; readonly isOpen: boolean }
  | { readonly kind: 'visit'; readonly id: NodeId }

/** The move of a key, by the tree pattern of the ARIA authoring practices; null: the key means nothing here. */
export function moveInTree(rows: readonly TreeRow[], activeId: NodeId | null, key: string): TreeMove | null {
  const index = rows.findIndex((row) => row.node.id === activeId)
  const row = rows[index]
  const go = (target: TreeRow | undefined): TreeMove | null => (target ? { kind: 'go', id: target.node.id } : null)
  if (key === 'Home' || (!row && key === 'ArrowDown')) return go(rows[0])
  if (key === 'End') return go(rows.at(-1))
  if (!row) return null
  const { node, level, isExpanded } = row
  switch (key) {
    case 'ArrowDown':
      return go(rows[index + 1])
    case 'ArrowUp':
      return go(rows[index - 1])
    case 'ArrowRight':
      if (isExpanded === false) return { kind: 'toggle', id: node.id, isOpen: true }
      return isExpanded === true ? go(rows[index + 1]) : null
    case 'ArrowLeft':
      if (isExpanded === true) return { kind: 'toggle', id: node.id, isOpen: false }
      return go(rows.slice(0, index).findLast((above) => above.level < level))
    case 'Enter':
    case ' ':
      return { kind: 'visit', id: node.id }
    default:
      return null
  }
}

/** First and last row to draw of a list that scrolls, with some more on each side so that a quick scroll shows no hole. */
export function rowWindow(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
): { first: number; end: number } {
  const margin = 8
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - margin)
  return { first: Math.min(first, count), end: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + margin) }
}
