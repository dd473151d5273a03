/** One link of the hierarchy as it holds on the day asked. */
export interface NodeLink {
  readonly childId: string
  readonly parentId: string
}

/** Links as a forest that can be walked. */
export interface Tree {
  readonly childrenOf: (nodeId: string) => readonly string[]
  /** Every node that a link names, each after all of its children. */
  readonly bottomUp: readonly string[]
  /** A node and all below it, each after all of its children. */
  readonly bottomUpTo: (nodeId: string) => readonly string[]
}

/**
 * The forest that links draw.
 *
 * throws  RangeError where a node has two parents or is above itself
 */
export const createTree = (links: readonly NodeLink[]): Tree => {
  const parents = new Map<string, string>()
  for (const { childId, parentId } of links) {
    const known = parents.get(childId)
    if (known !== undefined) throw new RangeError(`"${childId}" has two parents: "${known}" and "${parentId}"`)
    parents.set(childId, parentId)
  }
  const linksByParent = Map.groupBy(links, ({ parentId }) => parentId)
  const childrenOf = (nodeId: string): readonly string[] =>
    (linksByParent.get(nodeId) ?? []).map(({ childId }) => childId)
  const walkUpTo = (...tops: string[]): readonly string[] => {
    // The list grows while it is walked: each node brings its children in behind it.
    for (const nodeId of tops) tops.push(...childrenOf(nodeId))
    return tops.reverse()
  }

  const nodes = new Set(links.flatMap(({ childId, parentId }) => [parentId, childId]))
  const bottomUp = walkUpTo(...[...nodes].filter((nodeId) => !parents.has(nodeId)))
  if (bottomUp.length < nodes.size) {
    const reached = new Set(bottomUp)
    const looped = [...nodes].filter((nodeId) => !reached.has(nodeId))
    throw new RangeError(`these nodes are above themselves or below one that is: ${looped.join(', ')}`)
  }
  return { childrenOf, bottomUp, bottomUpTo: (nodeId) => walkUpTo(nodeId) }
}
