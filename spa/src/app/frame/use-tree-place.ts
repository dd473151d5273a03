import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'

/** From here on the tree stands beside the page; below, it folds into a drawer. As in `frame.module.css`. */
const besideFrom = '(min-width: 75em)'

/** Where the tree is, beside the page or in a drawer, and whether it is open there; a drawer, also what for. */
export function useTreePlace() {
  const isBeside = useMediaQuery(besideFrom, true, { getInitialValueInEffect: false })
  const [isFolded, setFolded] = useLocalStorage({ key: 'tieback.tree.folded', defaultValue: false })
  const [drawer, setDrawer] = useState<'closed' | 'tree' | 'search'>('closed')
  return {
    isBeside,
    drawer,
    isOpen: isBeside ? !isFolded : drawer !== 'closed',
    openFor: (purpose: 'tree' | 'search') => {
      if (isBeside) setFolded(false)
      else setDrawer(purpose)
    },
    close: () => {
      if (isBeside) setFolded(true)
      else setDrawer('closed')
    },
  }
}
