import type { NodeId } from '@tieback/contracts'
import { useElementSize } from '@mantine/hooks'
import { useEffect, useId, useRef, useState } from 'react'
import { Link } from 'react-router'
import { adviseOn } from '../../app/api-problem.ts'
import { useAddress } from '../../app/use-address.ts'
import { formatDeltaShare } from '../../ui/format.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { markOfState, StateMark } from '../../ui/state-mark.tsx'
import { stateBelowTitle, stateTitle, wordFor } from '../../ui/wording.ts'
import { rowWindow, type TreeRow } from './tree-model.ts'
import classes from './tree-panel.module.css'
import { useTree } from './tree-state.tsx'

/** Height of a row in px, as in the style sheet: the list draws only what is in view. */
const rowHeight = 28

interface TreePanelProps {
  /** Heard when a node was chosen, for a drawer that closes itself. */
  readonly onVisit?: () => void
}

/** The tree, drawn only where it is in view. One stop of the Tab key; arrows walk inside. */
export function TreePanel({ onVisit }: TreePanelProps) {
  const tree = useTree()
  const prefix = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [scrollTop, setScrollTop] = useState(0)
  const { ref: measure, height } = useElementSize()
  const { rows } = tree
  const activeIndex = rows.findIndex((row) => row.node.id === (tree.activeId ?? tree.currentId))
  const { first, end } = rowWindow(scrollTop, height, rowHeight, rows.length)

  useEffect(() => {
    const element = scroller.current
    if (!element || activeIndex < 0) return
    const top = activeIndex * rowHeight
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + rowHeight > element.scrollTop + height) element.scrollTop = top + rowHeight - height
  }, [activeIndex, height])

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !tree.press(event.key)) return
    event.preventDefault()
    if (event.key === 'Enter') onVisit?.()
  }

  if (tree.error && rows.length === 0) return <ProblemView problem={adviseOn(tree.error)} />
  const activeRow = rows[activeIndex]
  return (
    <div className={classes.panel} ref={measure}>
      {tree.isLoading && <Skeleton height={240} />}
      {tree.matches?.hits.size === 0 && <EmptyFilter />}
      <div
        ref={scroller}
        className={classes.scroller}
        role="tree"
        aria-label="Assets, hubs, facilities and wells"
        aria-activedescendant={activeRow && `${prefix}${activeRow.node.id}`}
        tabIndex={0}
        data-testid="tree"
        onKeyDown={onKeyDown}
        onScroll={(event) => {
          setScrollTop(event.currentTarget.scrollTop)
        }}
      >
        <div role="presentation" className={classes.canvas} style={{ height: rows.length * rowHeight }}>
          {rows.slice(first, end).map((row, offset) => (
            <TreeLine
              key={row.node.id}
              row={row}
              domId={`${prefix}${row.node.id}`}
              top={(first + offset) * rowHeight}
              isActive={first + offset === activeIndex}
              onVisit={onVisit}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

interface TreeLineProps {
  readonly row: TreeRow
  readonly domId: string
  readonly top: number
  readonly isActive: boolean
  readonly onVisit: (() => void) | undefined
}

function TreeLine({ row, domId, top, isActive, onVisit }: TreeLineProps) {
  const { node, level, isExpanded, position, setSize } = row
  const { toggle, currentId, setActive, matches } = useTree()
  const { carried } = useAddress()
  return (
    <div
      id={domId}
      className={classes.row}
      style={{ top, paddingLeft: (level - 1) * 14 }}
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={setSize}
      aria-expanded={isExpanded ?? undefined}
      aria-selected={node.id === currentId}
      data-active={isActive || undefined}
      data-hit={matches?.hits.has(node.id) || undefined}
    >
      <Expander id={node.id} isExpanded={isExpanded} onToggle={toggle} />
      <Link
        className={classes.link}
        to={`/nodes/${node.id}${carried}`}
        tabIndex={-1}
        onClick={() => {
          setActive(node.id)
          onVisit?.()
        }}
      >
        <span className={classes.name}>{node.name}</span>
        <RowState row={row} />
      </Link>
    </div>
  )
}

interface ExpanderProps {
  readonly id: NodeId
  readonly isExpanded: boolean | null
  readonly onToggle: (id: NodeId, isOpen: boolean) => void
}

// For the mouse alone: the keyboard and the screen reader have the row's own state and the arrow keys.
function Expander({ id, isExpanded, onToggle }: ExpanderProps) {
  if (isExpanded === null) return <span className={classes.expander} />
  const flip = () => {
    onToggle(id, !isExpanded)
  }
  return (
    <span className={classes.expander} aria-hidden="true" onClick={flip}>
      <Icon name={isExpanded ? 'down' : 'right'} />
    </span>
  )
}

function RowState({ row: { node, isExpanded } }: { readonly row: TreeRow }) {
  // What an open branch hides is nothing: its own rows speak. A closed one speaks for what is below.
  const state = node.state === 'normal' && isExpanded !== true ? node.worstBelow : node.state
  const isBelow = state !== node.state
  return (
    <>
      <span className={classes.deviation} data-state={node.state}>
        {node.deviation === null ? '' : formatDeltaShare(node.deviation)}
      </span>
      <span className={classes.state}>
        {state !== 'normal' && (
          <StateMark
            mark={markOfState(state)}
            word={isBelow ? wordFor(stateBelowTitle, state) : wordFor(stateTitle, state)}
            isWordHidden
            isBelow={isBelow}
          />
        )}
      </span>
    </>
  )
}

function EmptyFilter() {
  const { filter, setFilter } = useTree()
  return (
    <p className={classes.empty}>
      Nothing is called “{filter}”.{' '}
      <button
        type="button"
        className={classes.clear}
        onClick={() => {
          setFilter('')
        }}
      >
        Show all
      </button>
    </p>
  )
}
