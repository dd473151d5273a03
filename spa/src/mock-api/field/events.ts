import type { DayLabel, DefermentCategory } from '@tieback/contracts'
import type { DeferringEvent } from '@tieback/domain'
import { historyDays } from './history.ts'
import type { FieldNode, NodeTree } from './node-tree.ts'
import { between, chance, pick } from './random.ts'

/** Something that took wells down, with what the site says of it. Its end is known here even while it runs. */
export interface FieldEvent extends DeferringEvent {
  readonly end: Date
  readonly category: DefermentCategory
  readonly reason: string
  readonly planned: boolean
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Each node may have one event in each span of this many days. */
const blockDays = 28
/** Spans ahead of the day the field was made on, so that a page left open for weeks still sees things happen. */
const blocksAhead = 3

interface Cause {
  readonly category: DefermentCategory
  readonly reason: string
  readonly planned: boolean
  readonly hours: readonly [least: number, most: number]
  readonly loss: readonly [least: number, most: number]
}

const wellCauses: readonly Cause[] = [
  {
    category: 'wells',
    reason: 'Well test through the test separator',
    planned: true,
    hours: [6, 12],
    loss: [0.2, 0.4],
  },
  { category: 'wells', reason: 'Scale squeeze', planned: true, hours: [20, 60], loss: [1, 1] },
  { category: 'wells', reason: 'Wing valve failed to open', planned: false, hours: [8, 70], loss: [1, 1] },
  {
    category: 'reservoir',
    reason: 'Slugging after water breakthrough',
    planned: false,
    hours: [24, 140],
    loss: [0.2, 0.5],
  },
  { category: 'subsea', reason: 'Hydrate plug in the flowline', planned: false, hours: [12, 90], loss: [0.6, 1] },
  { category: 'unclassified', reason: 'Low rate, cause not stated', planned: false, hours: [10, 48], loss: [0.1, 0.3] },
]

const facilityCauses: readonly Cause[] = [
  {
    category: 'process',
    reason: 'Lift gas compressor tripped on high vibration',
    planned: false,
    hours: [3, 30],
    loss: [0.3, 0.8],
  },
  { category: 'export', reason: 'Export pump out for repair', planned: false, hours: [4, 20], loss: [0.4, 1] },
  {
    category: 'hse-weather',
    reason: 'Production shut in for high waves',
    planned: false,
    hours: [5, 16],
    loss: [1, 1],
  },
  { category: 'process', reason: 'Separator internals inspected', planned: true, hours: [24, 72], loss: [0.5, 1] },
]

/** How often a node of a level has an event in a span, 0..1. */
const eventShare = { asset: 0, hub: 0, facility: 0.3, well: 0.35 } as const

function toEvent(seed: number, node: FieldNode, block: number, startMs: number): Omit<FieldEvent, 'eventId'> | null {
  if (node.namespace === 'rehearsal' || chance(seed, 'event', node.id, block) >= eventShare[node.kind]) return null
  const keys = [node.id, block] as const
  const cause = pick(node.kind === 'well' ? wellCauses : facilityCauses, seed, 'cause', ...keys)
  const start = startMs + (block * blockDays + Math.floor(between(0, blockDays, seed, 'day', ...keys))) * dayMs
  const startHour = start + Math.floor(between(0, 24, seed, 'hour', ...keys)) * hourMs
  const lengthHours = Math.round(between(...cause.hours, seed, 'length', ...keys))
  return {
    nodeId: node.id,
    start: new Date(startHour),
    end: new Date(startHour + lengthHours * hourMs),
    parentEventId: null,
    lossShare: Math.round(between(...cause.loss, seed, 'loss', ...keys) * 100) / 100,
    category: cause.category,
    reason: cause.reason,
    planned: cause.planned,
  }
}

/** Every event of the field's history and of the weeks ahead, earliest first. */
export function listFieldEvents(seed: number, tree: NodeTree, firstDay: DayLabel): FieldEvent[] {
  const startMs = Date.parse(`${firstDay}T00:00:00Z`)
  const blocks = Array.from({ length: Math.ceil(historyDays / blockDays) + blocksAhead }, (_, index) => index)
  return tree.rows
    .flatMap((node) => blocks.flatMap((block) => toEvent(seed, node, block, startMs) ?? []))
    .toSorted((a, b) => a.start.getTime() - b.start.getTime() || (a.nodeId < b.nodeId ? -1 : 1))
    .map((event, index) => ({ ...event, eventId: `DE-${20_000 + index}` }))
}
