import type { apiContract, Phase, PhaseFlow, UnitSystem } from '@tieback/contracts'
import {
  addDays,
  balanceFlow,
  displayUnit,
  flowOfQuantity,
  type FlowVolume,
  lastWholeDay,
  productionDay,
  quantityOfPhase,
  quantityTable,
  toDisplay,
} from '@tieback/domain'
import { type FieldNode, toNodeRef } from '../field/node-tree.ts'
import type { Fact } from '../field/production.ts'
import type { MockApi } from '../mock-api.ts'
import type { MockWorld } from '../mock-world.ts'
import { isProvisional } from '../reading/fact-table.ts'
import { metaOf, openReading } from '../reading/reading.ts'

/** What the sources said of a phase. */
const listVolumes = (facts: readonly Fact[], phase: Phase, unitSystem: UnitSystem): FlowVolume[] =>
  facts.flatMap(({ nodeId, quantity, measure, value, quality, origin }) => {
    const flow = flowOfQuantity[quantity]
    if (flow === undefined || measure !== 'allocated' || origin !== 'source') return []
    if (quantityTable[quantity].phase !== phase) return []
    return [{ nodeId, flow, value: value === null ? null : toDisplay(quantity, unitSystem, 'volume', value), quality }]
  })

function listPhases(
  { field }: MockWorld,
  node: FieldNode,
  facts: readonly Fact[],
  unitSystem: UnitSystem,
): PhaseFlow[] {
  return (['oil', 'gas', 'water'] as const).flatMap((phase): PhaseFlow[] => {
    const volumes = listVolumes(facts, phase, unitSystem)
    if (volumes.length === 0) return []
    const unit = displayUnit(quantityOfPhase[phase], unitSystem, 'volume')
    return [{ phase, unit, ...balanceFlow(node.id, field.tree.linksBelow(node), volumes) }]
  })
}

export const flowMocks: MockApi<typeof apiContract.flow> = {
  readProductionFlow: ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const { tree, calendar } = world.field
    const node = tree.get(query.node)
    const day = query.day ?? lastWholeDay(calendar, time.asOf)
    const below = tree.subtreeOf(node)
    const ids = new Set(below.map(({ id }) => id))
    const facts = world.facts.read(day, addDays(day, 1), time.asOf).filter(({ nodeId }) => ids.has(nodeId))
    const phases = listPhases(world, node, facts, query.unitSystem)
    const named = new Set(phases.flatMap(({ links }) => links.flatMap(({ from, to }) => [from, to])))
    const nodes = below.filter(({ id }) => id === node.id || named.has(id)).map(toNodeRef)
    return {
      status: 200,
      body: {
        data: { node: toNodeRef(node), day: productionDay(calendar, day), nodes, phases },
        meta: metaOf(world, time, { nodes: [node], restsOn: ['production'], day, provisional: isProvisional(facts) }),
      },
    }
  },
}
