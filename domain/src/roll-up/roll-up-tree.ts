import type { Measure, Quantity } from '@tieback/contracts'
import { createTree, type NodeLink } from '../network/tree.ts'
import { quantityTable } from '../units/quantity-table.ts'
import { rollUp, type FactPart, type RolledUp } from './roll-up.ts'

/** One figure of one node on one day. */
export interface NodeFact extends RolledUp {
  readonly nodeId: string
  readonly quantity: Quantity
  readonly measure: Measure
}

type MeasureFacts = Map<Measure, RolledUp>
type NodeFacts = Map<Quantity, MeasureFacts>
type FactIndex = Map<string, NodeFacts>

/**
 * The figures of parents for one day, computed from the bottom up along the links of that day.
 *
 * links   as they hold that day
 * facts   what sources gave; quantities that don't add up (hours, gauges) are passed over
 * returns only what was computed. A figure that the source gave for a parent stands, null included, and is what its own parent adds up
 * throws  RangeError: a node with two parents or above itself, two facts of one node, quantity and measure
 */
export const rollUpTree = (links: readonly NodeLink[], facts: readonly NodeFact[]): NodeFact[] => {
  const tree = createTree(links)
  const index = indexFacts(facts)
  const computed: NodeFact[] = []
  for (const nodeId of tree.bottomUp) {
    const children = tree.childrenOf(nodeId).map((childId) => index.get(childId))
    const below = children.filter((child) => child !== undefined)
    for (const quantity of new Set(below.flatMap((child) => [...child.keys()]))) {
      const figures = below.map((child) => child.get(quantity)).filter((figure) => figure !== undefined)
      for (const measure of new Set(figures.flatMap((figure) => [...figure.keys()]))) {
        if (index.get(nodeId)?.get(quantity)?.has(measure)) continue
        const fact: NodeFact = { nodeId, quantity, measure, ...rollUp(partsOf(figures, measure)) }
        addFact(index, fact)
        computed.push(fact)
      }
    }
  }
  return computed
}

const indexFacts = (facts: readonly NodeFact[]): FactIndex => {
  const index: FactIndex = new Map()
  for (const fact of facts) {
    if (quantityTable[fact.quantity].aggregation === 'none') continue
    if (index.get(fact.nodeId)?.get(fact.quantity)?.has(fact.measure)) {
      throw new RangeError(`two facts of ${fact.nodeId}, ${fact.quantity}, ${fact.measure}`)
    }
    addFact(index, fact)
  }
  return index
}

const addFact = (index: FactIndex, { nodeId, quantity, measure, value, quality, status, coverage }: NodeFact): void => {
  const ofNode = getOrCreate(index, nodeId, (): NodeFacts => new Map())
  const ofQuantity = getOrCreate(ofNode, quantity, (): MeasureFacts => new Map())
  ofQuantity.set(measure, { value, quality, status, coverage })
}

const getOrCreate = <Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value => {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}

/** What a parent expects of its children: those that have a row of the measure, and those whose potential or plan says that they should. */
const partsOf = (children: readonly MeasureFacts[], measure: Measure): FactPart[] => {
  const expected = children.filter((child) => child.has(measure) || child.has('potential') || child.has('plan'))
  return expected.map((child) => ({
    ...(child.get(measure) ?? absent),
    weight: child.get('potential')?.value ?? child.get('plan')?.value ?? null,
  }))
}

const absent: RolledUp = { value: null, quality: 'missing', status: null, coverage: null }
