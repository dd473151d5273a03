import type { apiContract, NodeDetail, NodeState, TreeNode } from '@tieback/contracts'
import { addDays, lastWholeDay, unitLabel } from '@tieback/domain'
import type { FieldSignal } from '../field/field-signals.ts'
import { type FieldNode, toNodeRef } from '../field/node-tree.ts'
import { SignalModel } from '../field/samples.ts'
import type { MockApi } from '../mock-api.ts'
import type { MockWorld } from '../mock-world.ts'
import { FactTable } from '../reading/fact-table.ts'
import { metaOf, openReading, type ReadingTime } from '../reading/reading.ts'

/** A node this far below plan wants attention, as a share of plan. */
const attentionBelowPlan = 0.05

/** Worst last; a node without data says nothing about the ones above it. */
const severity = ['no-data', 'normal', 'stale', 'attention'] as const satisfies readonly NodeState[]

const worstOf = (states: readonly NodeState[]): NodeState =>
  severity.findLast((state) => states.includes(state)) ?? 'no-data'

function ownState(table: FactTable, id: string, day: string): Pick<TreeNode, 'deviation' | 'state'> {
  const quantity = table.mainQuantity(id)
  const actual = table.find(id, quantity, 'allocated', day)
  const plan = table.value(id, quantity, 'plan', day)
  if (actual === undefined || actual.value === null)
    return { deviation: null, state: plan === null ? 'no-data' : 'stale' }
  const deviation = plan === null || plan === 0 ? null : (actual.value - plan) / plan
  if (actual.quality === 'stale') return { deviation, state: 'stale' }
  return { deviation, state: (deviation ?? 0) < -attentionBelowPlan ? 'attention' : 'normal' }
}

function listTreeNodes({ field, facts }: MockWorld, { asOf }: ReadingTime, day: string): TreeNode[] {
  const table = new FactTable(facts.read(day, addDays(day, 1), asOf), 'metric')
  const own = new Map(field.tree.rows.map(({ id }) => [id, ownState(table, id, day)]))
  const stateOf = ({ id }: FieldNode): NodeState => own.get(id)?.state ?? 'no-data'
  return field.tree.rows.map((row) => ({
    ...toNodeRef(row),
    parentId: row.parentId,
    wellType: row.wellType,
    deviation: own.get(row.id)?.deviation ?? null,
    state: stateOf(row),
    worstBelow: worstOf(field.tree.subtreeOf(row).map(stateOf)),
  }))
}

/** A series as answers show it. The newest sample passes, so a frozen answer leaves it out. */
export function toSignal({ field }: MockWorld, { asOf, isFrozen }: ReadingTime, signal: FieldSignal) {
  const { id, name, quantity, unit, sourceId, sourceKey, expectedPeriodS } = signal
  const latest = isFrozen ? null : new SignalModel(field, signal).latest(asOf)
  return {
    id,
    node: toNodeRef(signal.node),
    name,
    quantity,
    unit: { ...unit, label: unitLabel(unit) },
    sourceId,
    sourceKey,
    interpolation: 'linear' as const,
    expectedPeriodS,
    lastSampleAt: latest === null ? null : new Date(latest.at).toISOString(),
  }
}

function listAliases({ namespace, name, code }: FieldNode): NodeDetail['aliases'] {
  const alias = { namespace, validFrom: null, validTo: null }
  const byCode = code === null ? [] : [{ ...alias, keyKind: 'code' as const, value: code }]
  return [...byCode, { ...alias, keyKind: 'name' as const, value: name }]
}

function toDetail(world: MockWorld, time: ReadingTime, node: FieldNode): NodeDetail {
  const { tree, calendar, firstDay, signals } = world.field
  const rule = calendar.rules.at(-1)
  const hasFacts = tree.wellsBelow(node).some(({ name }) => !name.startsWith('EMPTY'))
  return {
    node: { ...toNodeRef(node), wellType: node.wellType, code: node.code },
    path: tree.pathOf(node).map(toNodeRef),
    siblings: tree.childrenOf(node.parentId).map(toNodeRef),
    children: tree.childrenOf(node.id).map(toNodeRef),
    calendar: { id: calendar.id, timeZone: rule?.timeZone ?? 'UTC', dayStart: rule?.dayStart ?? '00:00' },
    attributes: Object.entries(node.attributes).map(([name, value]) => ({ name, value })),
    aliases: listAliases(node),
    signals: signals.filter((signal) => signal.node.id === node.id).map((signal) => toSignal(world, time, signal)),
    dataRange: hasFacts ? { firstDay, lastDay: lastWholeDay(calendar, time.asOf), finest: 'day' } : null,
  }
}

export const nodeMocks: MockApi<typeof apiContract.nodes> = {
  listNodes: ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const day = query.day ?? lastWholeDay(world.field.calendar, time.asOf)
    const meta = metaOf(world, time, { nodes: world.field.tree.rows, restsOn: ['production'], day })
    return { status: 200, body: { data: { nodes: listTreeNodes(world, time, day) }, meta } }
  },
  getNode: ({ params, query }, world) => {
    const time = openReading(world, query.asOf)
    const node = world.field.tree.get(params.id)
    const day = query.day ?? lastWholeDay(world.field.calendar, time.asOf)
    const meta = metaOf(world, time, { nodes: [node], restsOn: ['production', 'series'], day })
    return { status: 200, body: { data: toDetail(world, time, node), meta } }
  },
}
