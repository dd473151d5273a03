import type { TreeNode } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { ancestorsOf, buildTree, filterTree, firstHit, moveInTree, rowWindow, visibleRows } from './tree-model.ts'

const node = (id: string, name: string, parentId: string | null): TreeNode => ({
  id,
  kind: id.startsWith('well') ? 'well' : id.startsWith('hub') ? 'hub' : 'asset',
  name,
  parentId,
  wellType: null,
  deviation: null,
  state: 'normal',
  worstBelow: 'normal',
})

const tree = buildTree([
  node('asset-vela', 'Vela', null),
  node('asset-lyra', 'Lyra', null),
  node('hub-b', 'Vela B', 'asset-vela'),
  node('well-10', 'V-10', 'hub-b'),
  node('well-2', 'V-2', 'hub-b'),
  node('well-l', 'Mærsk 2', 'asset-lyra'),
  node('well-orphan', 'Stray', 'hub-gone'),
])

const names = (rows: ReturnType<typeof visibleRows>) => rows.map((row) => row.node.name)
const all = () => true
const none = () => false

describe('the tree', () => {
  it('sorts siblings as people count, and keeps a node whose parent is hidden', () => {
    expect(names(visibleRows(tree, all, null))).toEqual(['Lyra', 'Mærsk 2', 'Stray', 'Vela', 'Vela B', 'V-2', 'V-10'])
  })

  it('shows roots alone when all is closed, with place and size of each set', () => {
    const rows = visibleRows(tree, none, null)
    expect(
      rows.map(({ node: { name }, isExpanded, position, setSize }) => [name, isExpanded, position, setSize]),
    ).toEqual([
      ['Lyra', false, 1, 3],
      ['Stray', null, 2, 3],
      ['Vela', false, 3, 3],
    ])
  })

  it('knows the way down to a node', () => {
    expect(ancestorsOf(tree, 'well-2')).toEqual(['asset-vela', 'hub-b'])
    expect(ancestorsOf(tree, 'well-orphan')).toEqual([])
    expect(ancestorsOf(tree, 'well-unknown')).toEqual([])
    expect(ancestorsOf(tree, null)).toEqual([])
  })
})

describe('the filter', () => {
  const shown = (filter: string) => names(visibleRows(tree, none, filterTree(tree, filter)))

  it('opens the way to each match and hides the rest', () => {
    expect(shown('v10')).toEqual(['Vela', 'Vela B', 'V-10'])
  })

  it('ignores case, marks, hyphens and spaces', () => {
    expect(shown('V-2')).toEqual(['Vela', 'Vela B', 'V-2'])
    expect(shown('vela b')).toEqual(['Vela', 'Vela B'])
  })

  it('takes a word of the path to tell two wells apart', () => {
    expect(shown('lyra 2')).toEqual(['Lyra', 'Mærsk 2'])
    expect(shown('vela 2')).toEqual(['Vela', 'Vela B', 'V-2'])
  })

  it('shows nothing when nothing matches, and is off when empty', () => {
    expect(shown('nothing')).toEqual([])
    expect(filterTree(tree, '  - ')).toBeNull()
  })

  it('names the first match from the top', () => {
    expect(firstHit(tree, '2')).toBe('well-l')
    expect(firstHit(tree, 'vela')).toBe('asset-vela')
    expect([firstHit(tree, 'nothing'), firstHit(tree, '')]).toEqual([null, null])
  })

  it('lets the reader open a match that has no match below', () => {
    const rows = visibleRows(tree, (row) => row.id === 'hub-b', filterTree(tree, 'velab'))
    expect(names(rows)).toEqual(['Vela', 'Vela B', 'V-2', 'V-10'])
  })

  it('stays quick on a shelf of wells', () => {
    const wells = Array.from({ length: 6_000 }, (_, index) =>
      node(`well-${String(index)}`, `W-${String(index)}`, 'asset-shelf'),
    )
    const shelf = buildTree([node('asset-shelf', 'Shelf', null), ...wells])
    expect(filterTree(shelf, 'w59')?.hits.size).toBe(111)
    expect(visibleRows(shelf, all, null)).toHaveLength(6_001)
  })
})

describe('keys', () => {
  const rows = visibleRows(tree, (row) => row.id !== 'hub-b', null)
  const move = (id: string | null, key: string) => moveInTree(rows, id, key)

  it('walk down and up and stop at the ends', () => {
    expect(move('asset-lyra', 'ArrowDown')).toEqual({ kind: 'go', id: 'well-l' })
    expect(move('asset-lyra', 'ArrowUp')).toBeNull()
    expect(move('hub-b', 'ArrowDown')).toBeNull()
    expect(move('well-l', 'Home')).toEqual({ kind: 'go', id: 'asset-lyra' })
    expect(move('well-l', 'End')).toEqual({ kind: 'go', id: 'hub-b' })
  })

  it('open to the right, then step in; close to the left, then step out', () => {
    expect(move('hub-b', 'ArrowRight')).toEqual({ kind: 'toggle', id: 'hub-b', isOpen: true })
    expect(move('asset-vela', 'ArrowRight')).toEqual({ kind: 'go', id: 'hub-b' })
    expect(move('asset-vela', 'ArrowLeft')).toEqual({ kind: 'toggle', id: 'asset-vela', isOpen: false })
    expect(move('hub-b', 'ArrowLeft')).toEqual({ kind: 'go', id: 'asset-vela' })
    expect(move('well-l', 'ArrowRight')).toBeNull()
  })

  it('visit with Enter, and start at the top when nothing is active', () => {
    expect(move('well-l', 'Enter')).toEqual({ kind: 'visit', id: 'well-l' })
    expect(move(null, 'ArrowDown')).toEqual({ kind: 'go', id: 'asset-lyra' })
    expect(move(null, 'Enter')).toBeNull()
    expect(move('well-l', 'x')).toBeNull()
  })
})

describe('the drawn part of a long list', () => {
  it('covers the view and some rows around it, inside the list', () => {
    expect(rowWindow(0, 560, 28, 6_000)).toEqual({ first: 0, end: 28 })
    expect(rowWindow(28_000, 560, 28, 6_000)).toEqual({ first: 992, end: 1_028 })
    expect(rowWindow(0, 560, 28, 3)).toEqual({ first: 0, end: 3 })
    expect(rowWindow(28_000, 560, 28, 3)).toEqual({ first: 3, end: 3 })
  })
})
