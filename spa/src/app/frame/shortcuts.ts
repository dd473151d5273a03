/** Every shortcut of the page, as the help lists them. Keys are pressed one after another. */
export const shortcuts = [
  { id: 'help', keys: ['?'], title: 'This list' },
  { id: 'home', keys: ['g', 'h'], title: 'Overview' },
  { id: 'sources', keys: ['g', 's'], title: 'Sources' },
  { id: 'jobs', keys: ['g', 'j'], title: 'Jobs' },
  { id: 'up', keys: ['g', 'u'], title: 'Up one level' },
  { id: 'previous-sibling', keys: ['['], title: 'Previous of the same level' },
  { id: 'next-sibling', keys: [']'], title: 'Next of the same level' },
  { id: 'table', keys: ['t'], title: 'Charts as tables, and back' },
  { id: 'units', keys: ['u'], title: 'Metric or field units' },
  { id: 'dark', keys: ['d'], title: 'Light or dark' },
] as const

export type ShortcutId = (typeof shortcuts)[number]['id']

/** A press as the matcher sees it. */
export interface Press {
  readonly key: string
  readonly hasModifier: boolean
  readonly isTyping: boolean
}

/** What a press leads to: a shortcut, or the keys to remember until the next press. */
export interface Match {
  readonly id: ShortcutId | null
  readonly pending: readonly string[]
}

const startsWith = (keys: readonly string[], start: readonly string[]): boolean =>
  start.every((key, index) => keys[index] === key)

/** Adds a press to the keys remembered so far. Nothing fires while the reader types or holds Ctrl, Alt or ⌘. */
export function matchShortcut(pending: readonly string[], { key, hasModifier, isTyping }: Press): Match {
  if (hasModifier || isTyping) return { id: null, pending: [] }
  // A Shift between two keys of a sequence is part of how the second is typed.
  if (key === 'Shift') return { id: null, pending }
  for (const pressed of [[...pending, key], [key]]) {
    const exact = shortcuts.find(
      (shortcut) => shortcut.keys.length === pressed.length && startsWith(shortcut.keys, pressed),
    )
    if (exact) return { id: exact.id, pending: [] }
    if (shortcuts.some((shortcut) => startsWith(shortcut.keys, pressed))) return { id: null, pending: pressed }
  }
  return { id: null, pending: [] }
}
