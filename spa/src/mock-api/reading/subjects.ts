import { terminalPlans } from '../field/logistics/plans.ts'
import type { FieldNode } from '../field/node-tree.ts'
import { MockProblem } from '../mock-problem.ts'
import type { MockWorld } from '../mock-world.ts'

/** A node, terminal, tank, pipeline or vessel and all that is below it. Throws not-found for an id that nothing has. */
export function subjectsBelow({ field }: MockWorld, id: string): ReadonlySet<string> {
  const node = field.tree.find(id)
  if (node !== undefined) return new Set(field.tree.subtreeOf(node).map((below) => below.id))
  const terminal = terminalPlans.find((plan) => plan.id === id)
  if (terminal !== undefined) return new Set([terminal.id, ...terminal.tankIds])
  if (terminalPlans.some(({ tankIds, pipelineId }) => [...tankIds, pipelineId].includes(id))) return new Set([id])
  throw new MockProblem('not-found', `There is nothing ${id} that you can see.`)
}

/** The nodes that an answer about any of the field rests on, by what speaks of them. */
export const offshoreNodes = ({ field }: MockWorld): FieldNode[] =>
  field.tree.rows.filter(({ namespace, parentId }) => namespace === 'offshore' && parentId === null)
