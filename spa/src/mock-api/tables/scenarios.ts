import { Collection } from '@msw/data'
import { Scenario, ScenarioRun } from '@tieback/contracts'
import { displayUnit } from '@tieback/domain'
import type { Field } from '../field/field.ts'
import { toNodeRef } from '../field/node-tree.ts'
import { gasLimitKey } from '../optimization/limits.ts'
import { people } from './people.ts'
import { Table } from './table.ts'

const hourMs = 3_600_000

interface ScenarioPlan {
  readonly id: string
  readonly runId: string
  readonly node: string
  readonly name: string
  readonly description: string
  /** Sm³ a day; undefined: as it is. */
  readonly gasLimit?: number
  readonly movesMax: number | null
  readonly hoursAgo: number
}

/** The second has no solution, so that the reason can be seen. */
const plans: readonly ScenarioPlan[] = [
  {
    ...{ id: 'scn-1a5d8g2k', runId: 'run-3m6q9t2w', node: 'Tindrevik Nord', name: 'As it is', movesMax: null },
    ...{ description: 'Most oil within the limits of today', hoursAgo: 30 },
  },
  {
    ...{ id: 'scn-6p3s9u4y', runId: 'run-7b1f4j8n', node: 'Tindrevik Nord', name: 'A compressor down', movesMax: null },
    ...{ description: 'Half of the gas handling', gasLimit: 600_000, hoursAgo: 28 },
  },
  {
    ...{ id: 'scn-8e2h5l7q', runId: 'run-5r9v2y6c', node: 'Tindrevik Nord', name: 'Four moves at most', movesMax: 4 },
    ...{ description: 'What a quiet shift can do', hoursAgo: 6 },
  },
  {
    ...{ id: 'scn-3k7n1q5t', runId: 'run-2x4z6b8d', node: 'Tindrevik Sør', name: 'South as it is', movesMax: null },
    ...{ description: 'Most oil of the south', hoursAgo: 50 },
  },
]

function toScenario({ tree }: Field, plan: ScenarioPlan, startedAt: Date): Scenario {
  const node = tree.rows.find(({ name }) => name === plan.node)
  if (node === undefined) throw new RangeError(`the field has no node ${plan.node}`)
  const createdAt = new Date(startedAt.getTime() - plan.hoursAgo * hourMs).toISOString()
  const unit = displayUnit('gas_production', 'metric', 'rate')
  return {
    id: plan.id,
    version: 1,
    name: plan.name,
    description: plan.description,
    node: toNodeRef(node),
    objective: { kind: 'oil', policy: null, movesMax: plan.movesMax },
    constraintOverrides:
      plan.gasLimit === undefined
        ? []
        : [{ key: gasLimitKey, limit: plan.gasLimit, unit, note: 'One of two machines' }],
    lockedWells: [],
    baseSnapshotId: null,
    createdBy: people.tomas,
    createdAt,
    changedAt: createdAt,
    withdrawnAt: null,
    lastRunId: plan.runId,
  }
}

export const queuedRun = (
  id: string,
  scenario: Pick<Scenario, 'id' | 'version'>,
  requestedBy: ScenarioRun['requestedBy'],
  queuedAt: string,
  asked: Pick<ScenarioRun, 'gapMax' | 'timeLimit'>,
): ScenarioRun => ({
  id,
  scenarioId: scenario.id,
  scenarioVersion: scenario.version,
  status: 'queued',
  requestedBy,
  queuedAt,
  ...{ startedAt: null, finishedAt: null, gapNow: null, result: null, infeasibility: null, failure: null },
  ...asked,
})

export interface ScenarioTables {
  readonly scenarios: Table<Scenario>
  /** Every version that a scenario has had, the newest among them. */
  readonly versions: Map<string, readonly Scenario[]>
  readonly runs: Table<ScenarioRun>
}

/** What had been asked of the optimiser when the mock starts. */
export function createScenarioTables(field: Field, startedAt: Date): ScenarioTables {
  const scenarios = plans.map((plan) => toScenario(field, plan, startedAt))
  const runs = scenarios.map((scenario) =>
    queuedRun(scenario.lastRunId ?? '', scenario, people.tomas, scenario.createdAt, { gapMax: 0.01, timeLimit: 60 }),
  )
  return {
    scenarios: new Table(new Collection({ schema: Scenario }), scenarios),
    versions: new Map(scenarios.map((scenario) => [scenario.id, [scenario]])),
    runs: new Table(new Collection({ schema: ScenarioRun }), runs),
  }
}
