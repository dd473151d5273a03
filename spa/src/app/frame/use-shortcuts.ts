import { useEffect, useEffectEvent } from 'react'
import { matchShortcut, type ShortcutId } from './shortcuts.ts'

/** Where the browser remembers that single keys are off: they are in the way of some speech and switch input. */
export const shortcutsStorageKey = 'tieback.shortcuts'

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** Carries out shortcuts while the component is on the page; a shortcut that `actions` doesn't name is left to others. */
export function useShortcuts(actions: Partial<Record<ShortcutId, () => void>>): void {
  const run = useEffectEvent((id: ShortcutId) => actions[id]?.())
  useEffect(() => {
    let pending: readonly string[] = []
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || localStorage.getItem(shortcutsStorageKey) === '"off"') return
      const hasModifier = event.ctrlKey || event.metaKey || event.altKey
      const match = matchShortcut(pending, { key: event.key, hasModifier, isTyping: isTyping(event.target) })
      pending = match.pending
      if (match.id !== null) run(match.id)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}
