/** Paths such as `Items.Value;Links.Next` as a tree; an empty branch stands for all below it. */
type FieldTree = Map<string, FieldTree>

function treeOf(selectedFields: string): FieldTree {
  const tree: FieldTree = new Map()
  for (const path of selectedFields.split(';')) {
    let branch = tree
    for (const name of path.trim().split('.')) {
      const next = branch.get(name) ?? new Map<string, never>()
      branch.set(name, next)
      branch = next
    }
  }
  return tree
}

function prune(value: unknown, tree: FieldTree): unknown {
  if (tree.size === 0 || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item) => prune(item, tree))
  const kept: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value)) {
    const branch = tree.get(name)
    if (branch !== undefined) kept[name] = prune(field, branch)
  }
  return kept
}

/** What is left of a body when only some fields are asked for; all of it where none are. */
export function selectFields(body: unknown, selectedFields: string | null): unknown {
  return selectedFields === null || selectedFields === '' ? body : prune(body, treeOf(selectedFields))
}
