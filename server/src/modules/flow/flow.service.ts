import type { DayLabel, Meta, Phase, PhaseFlow, ProductionFlow, Quantity, UnitSystem } from '@tieback/contracts'
import {
  addDays,
  balanceFlow,
  displayUnit,
  flowOfQuantity,
  type FlowVolume,
  productionDay,
  quantityOfPhase,
  quantityTable,
  toDisplay,
} from '@tieback/domain'
import { type FactRow, readFacts } from '@tieback/store'
import { FactTable, isProvisional } from '../../reading/fact-table.ts'
import { readMeta } from '../../reading/meta.ts'
import { lastDayOf, readNodeTree, toNodeRef } from '../../reading/node-tree.ts'
import { openReading, type Reader } from '../../reading/reader.ts'

const flowQuantities = Object.keys(flowOfQuantity) as Quantity[]

interface FlowQuery {
  readonly node: string
  readonly day?: DayLabel | undefined
  readonly unitSystem: UnitSystem
  readonly asOf?: string | undefined
}

/** What the sources said of a phase, each volume once: the figure of record where there is one, else the measured. */
function listVolumes(facts: readonly FactRow[], phase: Phase, unitSystem: UnitSystem): FlowVolume[] {
  const own = facts.filter((fact) => fact.origin === 'source' && quantityTable[fact.quantity].phase === phase)
  const table = new FactTable(own)
  return own.flatMap(({ nodeId, quantity, measure, value, quality }) => {
    const flow = flowOfQuantity[quantity]
    if (flow === undefined || measure !== table.actualMeasure(nodeId, quantity)) return []
    return [{ nodeId, flow, value: value === null ? null : toDisplay(quantity, unitSystem, 'volume', value), quality }]
  })
}

/** From wells to export, fuel, flare, injection and stock on one production day. */
export async function readProductionFlow(
  reader: Reader,
  query: FlowQuery,
): Promise<{ data: ProductionFlow; meta: Meta }> {
  const time = await openReading(reader, query.asOf)
  const today = await readNodeTree(reader, time, null)
  const day = query.day ?? lastDayOf(today, today.get(query.node), time)
  // The tree of that day: a well that was re-routed since flowed through its old facility.
  const tree = await readNodeTree(reader, time, day)
  const node = tree.get(query.node)
  const below = tree.subtreeOf(node)
  const links = below.flatMap(({ id, parentId }) =>
    id === node.id || parentId === null ? [] : [{ childId: id, parentId }],
  )
  const facts = await readFacts(reader.pool, {
    grain: 'day',
    nodeIds: below.map(({ id }) => id),
    from: day,
    to: addDays(day, 1),
    quantities: flowQuantities,
    asOf: time.asOf,
  })
  const phases = (['oil', 'gas', 'water'] as const).flatMap((phase): PhaseFlow[] => {
    const volumes = listVolumes(facts, phase, query.unitSystem)
    if (volumes.length === 0) return []
    const unit = displayUnit(quantityOfPhase[phase], query.unitSystem, 'volume')
    return [{ phase, unit, ...balanceFlow(node.id, links, volumes) }]
  })
  const named = new Set(phases.flatMap((phase) => phase.links.flatMap(({ from, to }) => [from, to])))
  const calendar = tree.calendarOf(node)
  return {
    data: {
      node: toNodeRef(node),
      day: productionDay(calendar, day),
      nodes: below.filter(({ id }) => id === node.id || named.has(id)).map(toNodeRef),
      phases,
    },
    meta: await readMeta(reader, time, {
      namespaces: new Set([node.namespace]),
      restsOn: ['production'],
      day: { calendar, day },
      coverage: null,
      provisional: isProvisional(facts),
    }),
  }
}
