import { TextInput } from '@mantine/core'
import { Icon } from '../../ui/icons.tsx'
import { useTree } from './tree-state.tsx'

interface TreeSearchProps {
  readonly inputRef: React.Ref<HTMLInputElement>
  /** Moves the focus into the tree. */
  readonly onLeave: () => void
  readonly onVisit?: () => void
  readonly shortcut?: string
  /** In a drawer that was opened to search. Opened for the tree, it must not raise a phone's keyboard over it. */
  readonly takesFocus?: boolean
}

/** Typing filters the tree, the down arrow steps into it, Enter opens the first match, Escape clears. */
export function TreeSearch({ inputRef, onLeave, onVisit, shortcut, takesFocus = false }: TreeSearchProps) {
  const { filter, setFilter, visitFirstHit, activateFirstHit } = useTree()
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      visitFirstHit()
      if (filter !== '') onVisit?.()
    } else if (event.key === 'ArrowDown') {
      event.preventDefault()
      activateFirstHit()
      onLeave()
    } else if (event.key === 'Escape') {
      setFilter('')
      event.currentTarget.blur()
    }
  }
  return (
    <TextInput
      ref={inputRef}
      data-autofocus={takesFocus || undefined}
      type="search"
      size="xs"
      aria-label="Find an asset, hub, facility or well"
      placeholder={shortcut === undefined ? 'Find a well…' : `Find a well…   ${shortcut}`}
      leftSection={<Icon name="search" />}
      value={filter}
      onChange={(event) => {
        setFilter(event.currentTarget.value)
      }}
      onKeyDown={onKeyDown}
    />
  )
}
