import { type Change, type ChangeList, type NodeRef, Quantity, RecordStatus } from '@tieback/contracts'
import { placeOf } from '../../ui/known.ts'

/** What became of one figure between the first and the last of its changes. */
export interface Move {
  readonly quantity: Change['quantity']
  readonly measure: Change['measure']
  readonly unit: Change['unit']
  readonly before: number | null
  /** Null: withdrawn. */
  readonly after: number | null
}

type Period = Pick<Change, 'day' | 'grain'>

/** Everything that moved of one node on one day: one thing to a reader, however many figures it touched. */
export interface Restatement extends Period {
  readonly kind: 'restated' | 'withdrawn'
  readonly node: NodeRef
  readonly moves: readonly Move[]
  /** Each cause once. */
  readonly causes: readonly string[]
  readonly sourceId: string
  /** How final the figures were that moved: the most final of them. */
  readonly status: RecordStatus
  /** Of its newest change. */
  readonly knownAt: Change['knownAt']
}

/** Figures of one day whose status went the same way, while their numbers stayed. */
export interface StatusLift extends Period {
  readonly before: Change['statusBefore']
  readonly after: Change['statusAfter']
  readonly figures: number
  /** By name, each with how many of its figures went. */
  readonly nodes: readonly { readonly node: NodeRef; readonly figures: number }[]
}

const byName = new Intl.Collator('en', { numeric: true })

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return [...groups.values()]
}

/** What moved, the most final first: a provisional figure is meant to. Then newest first, and the largest of one moment before the rest. `changes` are newest first. */
export function restatements(changes: ChangeList['changes']): Restatement[] {
  const moved = changes.filter((change) => change.kind !== 'status')
  return groupBy(moved, ({ node, grain, day }) => `${node.id} ${grain} ${day}`)
    .map(toRestatement)
    .toSorted(
      (left, right) =>
        rankOf(right.status) - rankOf(left.status) ||
        right.knownAt.localeCompare(left.knownAt) ||
        sizeOf(right) - sizeOf(left),
    )
}

function toRestatement(changes: readonly Change[]): Restatement {
  const newest = firstOf(changes)
  const moves = groupBy(changes, ({ quantity, measure }) => `${quantity} ${measure}`).map(toMove)
  return {
    kind: moves.every((move) => move.after === null) ? 'withdrawn' : 'restated',
    node: newest.node,
    day: newest.day,
    grain: newest.grain,
    moves: moves.toSorted((left, right) => orderOf(left) - orderOf(right)),
    causes: [...new Set(changes.map((change) => change.cause).filter((cause) => cause !== null))],
    sourceId: newest.sourceId,
    status: changes.map((change) => change.statusBefore).reduce((a, b) => (rankOf(b) > rankOf(a) ? b : a)),
    knownAt: newest.knownAt,
  }
}

const rankOf = (status: RecordStatus): number => RecordStatus.options.indexOf(status)

// A figure that moved twice went from where it was first to where it is now.
function toMove(changes: readonly Change[]): Move {
  const newest = firstOf(changes)
  const { quantity, measure, unit, after } = newest
  return {
    quantity,
    measure,
    unit,
    before: (changes.at(-1) ?? newest).before,
    after: newest.kind === 'withdrawn' ? null : after,
  }
}

// The number of record leads, then what it was made from, then what it is held against.
const measures: readonly Change['measure'][] = ['allocated', 'measured', 'plan', 'potential']

const orderOf = ({ quantity, measure }: Move): number =>
  placeOf(measures, measure) * (Quantity.options.length + 1) + placeOf(Quantity.options, quantity)

/** Size of the leading move; a figure that is gone counts in full. */
const sizeOf = ({ moves: [leading] }: Restatement): number =>
  leading === undefined ? 0 : Math.abs((leading.after ?? 0) - (leading.before ?? 0))

/** Which days were lifted or lowered, newest day first. */
export function statusLifts(changes: ChangeList['changes']): StatusLift[] {
  const lifted = changes.filter((change) => change.kind === 'status')
  return groupBy(
    lifted,
    ({ grain, day, statusBefore, statusAfter }) => `${grain} ${day} ${statusBefore} ${statusAfter ?? ''}`,
  )
    .map(toStatusLift)
    .toSorted((left, right) => right.day.localeCompare(left.day))
}

function toStatusLift(changes: readonly Change[]): StatusLift {
  const { day, grain, statusBefore, statusAfter } = firstOf(changes)
  return {
    day,
    grain,
    before: statusBefore,
    after: statusAfter,
    figures: changes.length,
    nodes: groupBy(changes, ({ node }) => node.id)
      .map((own) => ({ node: firstOf(own).node, figures: own.length }))
      .toSorted((left, right) => byName.compare(left.node.name, right.node.name)),
  }
}

function firstOf<Item>(group: readonly Item[]): Item {
  const [first] = group
  if (first === undefined) throw new RangeError('a group has at least one member')
  return first
}
