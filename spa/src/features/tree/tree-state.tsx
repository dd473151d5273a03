import { useQuery } from '@tanstack/react-query'
import type { NodeId, TreeNode } from '@tieback/contracts'
import { createContext, useContext, useDeferredValue, useMemo, useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { useAddress } from '../../app/use-address.ts'
import {
  ancestorsOf,
  buildTree,
  filterTree,
  firstHit,
  type Matches,
  moveInTree,
  type TreeRow,
  visibleRows,
} from './tree-model.ts'
import { treeQuery } from '../../app/tree.query.ts'

interface TreeState {
  readonly rows: readonly TreeRow[]
  readonly matches: Matches | null
  readonly filter: string
  readonly setFilter: (filter: string) => void
  readonly currentId: NodeId | null
  /** The row that the arrow keys stand on. */
  readonly activeId: NodeId | null
  readonly setActive: (id: NodeId | null) => void
  readonly toggle: (id: NodeId, isOpen: boolean) => void
  /** Carries out what a key means; false: it means nothing here. */
  readonly press: (key: string) => boolean
  /** Goes to the first node that the filter names. */
  readonly visitFirstHit: () => void
  /** Stands on it, or at the top without a filter. */
  readonly activateFirstHit: () => void
  readonly error: Error | null
  readonly isLoading: boolean
}

const TreeContext = createContext<TreeState | null>(null)

/** The tree of the frame; its search box and its panel stand in different places. */
export function useTree(): TreeState {
  const state = useContext(TreeContext)
  if (state === null) throw new Error('useTree is used outside its TreeProvider')
  return state
}

interface Toggle {
  readonly isOpen: boolean
  /** The page on which it was toggled. */
  readonly at: NodeId | null
}

/** With more roots than this, each opened, the second root would be off the screen; so it would below a root of more children. */
const openRootsMax = 5
const openChildrenMax = 12

const noNodes: readonly TreeNode[] = []

export function TreeProvider({ children }: { readonly children: React.ReactNode }) {
  const { address, carried } = useAddress()
  const navigate = useNavigate()
  const currentId = useParams().id ?? null
  const query = useQuery(treeQuery(address))
  const [filter, setFilter] = useState('')
  const [activeId, setActive] = useState<NodeId | null>(null)
  const [toggles, setToggles] = useState<ReadonlyMap<NodeId, Toggle>>(new Map())

  const nodes = query.data?.data.nodes ?? noNodes
  const tree = useMemo(() => buildTree(nodes), [nodes])
  // Typing stays ahead of the tree, however large it is.
  const appliedFilter = useDeferredValue(filter)
  const matches = useMemo(() => filterTree(tree, appliedFilter), [tree, appliedFilter])
  const rows = useMemo(() => {
    const leadsToCurrent = new Set(ancestorsOf(tree, currentId))
    const countBelow = (id: NodeId | null): number => tree.childrenOf.get(id)?.length ?? 0
    const opensByItself = (node: TreeNode, level: number): boolean =>
      level === 1 && countBelow(null) <= openRootsMax && countBelow(node.id) <= openChildrenMax
    const isOpen = (node: TreeNode, level: number): boolean => {
      const toggled = toggles.get(node.id)
      // A branch closed on another page opens again when its node is visited: the reader has to see where they are.
      if (toggled && (toggled.isOpen || toggled.at === currentId)) return toggled.isOpen
      return leadsToCurrent.has(node.id) || (!toggled && opensByItself(node, level))
    }
    return visibleRows(tree, isOpen, matches)
  }, [tree, currentId, toggles, matches])

  const toggle = (id: NodeId, isOpen: boolean) => {
    setToggles((previous) => new Map(previous).set(id, { isOpen, at: currentId }))
  }
  const visit = (id: NodeId) => void navigate(`/nodes/${id}${carried}`)
  const press = (key: string): boolean => {
    const standsOn = activeId ?? currentId
    const isDrawn = rows.some((row) => row.node.id === standsOn)
    // A first match that was stepped on before the tree has caught up with the typing.
    if (key === 'Enter' && activeId !== null && !isDrawn) {
      visit(activeId)
      return true
    }
    const move = moveInTree(rows, standsOn, key)
    if (move?.kind === 'go') setActive(move.id)
    if (move?.kind === 'toggle') toggle(move.id, move.isOpen)
    if (move?.kind === 'visit') visit(move.id)
    return move !== null
  }
  // By what is typed, not by what is drawn: a quick Enter comes before the tree has caught up.
  const visitFirstHit = () => {
    const id = firstHit(tree, filter)
    if (id !== null) visit(id)
  }
  const activateFirstHit = () => {
    setActive(firstHit(tree, filter) ?? rows[0]?.node.id ?? null)
  }

  return (
    <TreeContext
      value={{
        rows,
        matches,
        filter,
        setFilter,
        currentId,
        activeId,
        setActive,
        toggle,
        press,
        visitFirstHit,
        activateFirstHit,
        error: query.error,
        isLoading: query.isPending,
      }}
    >
      {children}
    </TreeContext>
  )
}
