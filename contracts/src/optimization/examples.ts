import { adviceMeta, hubLimits, ids, networkWells, people, repeatable } from '../examples/advice.ts'
import type { ExamplesOf } from '../examples/examples-of.ts'
import { nodes, sourceStates, units } from '../examples/field.ts'
import { betaProblemExamplesWithNotFound, problemExamples } from '../examples/problems.ts'
import { phaseUnits, resultAsItIs, resultWithMoreGas } from './example-result.ts'
import type { optimizationRoutes } from './routes.ts'
import type { OptimizationResult } from './result.ts'
import type { Infeasibility, Scenario, ScenarioRun } from './schemas.ts'

const writeProblemExamples = { ...betaProblemExamplesWithNotFound, 409: problemExamples.conflict } as const
const meta = adviceMeta({ sources: [sourceStates.energyComponents, sourceStates.pi] })

const gasKey = 'tindrevik-nord/gas-capacity'
const nominationKey = 'tindrevik-nord/nomination'
const nominatedGas = 1_060_000

const baseScenario: Scenario = {
  id: ids.baseScenario,
  version: 1,
  name: 'As it is',
  description: null,
  node: nodes.tindrevikNorth,
  objective: { kind: 'oil', policy: null, movesMax: null },
  constraintOverrides: [],
  lockedWells: [{ wellId: nodes.wellA3.id, at: 'shut', note: 'Lift gas compressor down' }],
  baseSnapshotId: resultAsItIs.input.snapshotId,
  createdBy: people.programmer,
  createdAt: '2026-11-19T06:40:00.000Z',
  changedAt: '2026-11-19T06:40:00.000Z',
  withdrawnAt: null,
  lastRunId: ids.baseRun,
}

const gasScenario: Scenario = {
  ...baseScenario,
  id: ids.gasScenario,
  version: 2,
  name: 'Second compressor at full speed',
  description: 'What 8,000 Sm³/d more compression would be worth while A-03 is down',
  constraintOverrides: [
    { key: gasKey, limit: hubLimits.gas + 8_000, unit: units.rate, note: 'Agreed with the control room until Sunday' },
  ],
  createdAt: '2026-11-19T06:52:00.000Z',
  changedAt: '2026-11-19T07:05:00.000Z',
  lastRunId: ids.gasRun,
}

const createdScenario: Scenario = {
  ...gasScenario,
  version: 1,
  name: 'Second compressor',
  changedAt: gasScenario.createdAt,
  lastRunId: null,
}

const nominationScenario: Scenario = {
  ...baseScenario,
  id: ids.nominationScenario,
  version: 1,
  name: 'Full gas nomination',
  description: 'Can the hub deliver what was nominated for the weekend?',
  constraintOverrides: [{ key: nominationKey, limit: nominatedGas, unit: units.rate, note: null }],
  createdAt: '2026-11-19T07:20:00.000Z',
  changedAt: '2026-11-19T07:20:00.000Z',
  lastRunId: ids.nominationRun,
}

const solvedRun: ScenarioRun = {
  id: ids.gasRun,
  scenarioId: ids.gasScenario,
  scenarioVersion: gasScenario.version,
  status: 'solved',
  requestedBy: people.programmer,
  queuedAt: '2026-11-19T07:06:00.000Z',
  startedAt: '2026-11-19T07:06:00.410Z',
  finishedAt: '2026-11-19T07:06:00.562Z',
  gapMax: 0.01,
  timeLimit: 60,
  gapNow: null,
  result: resultWithMoreGas,
  infeasibility: null,
  failure: null,
}

const queuedRun: ScenarioRun = { ...solvedRun, status: 'queued', startedAt: null, finishedAt: null, result: null }

const cancelledRun: ScenarioRun = {
  ...queuedRun,
  id: 'run-9k2d6m4x',
  status: 'cancelled',
  queuedAt: '2026-11-19T06:55:00.000Z',
  startedAt: '2026-11-19T06:55:00.380Z',
  finishedAt: '2026-11-19T06:55:02.104Z',
  scenarioVersion: 1,
}

/** Gas nominated beyond what the compressors take: either limit alone could be met. */
const infeasibility: Infeasibility = {
  conflicting: [
    {
      key: gasKey,
      label: 'Gas compression',
      kind: 'gas-capacity',
      sense: 'at-most',
      unit: units.rate,
      limit: hubLimits.gas,
      isRelaxable: false,
    },
    {
      key: nominationKey,
      label: 'Gas nomination',
      kind: 'nomination',
      sense: 'at-least',
      unit: units.rate,
      limit: nominatedGas,
      isRelaxable: true,
    },
  ],
  relaxation: [
    { key: nominationKey, label: 'Gas nomination', unit: units.rate, from: nominatedGas, to: hubLimits.gas },
  ],
  text: 'The nomination asks for 28,250 Sm³/d more gas than compression takes. Nominate 1,031,750 Sm³/d or less.',
}

const withoutResult = ({ result: _, infeasibility: __, ...run }: ScenarioRun) => run

const comparedRun = (runId: string, { id, version, name }: Scenario, result: OptimizationResult | null) => ({
  runId,
  scenarioId: id,
  scenarioVersion: version,
  name,
  status: result === null ? ('infeasible' as const) : ('solved' as const),
  snapshotId: resultAsItIs.input.snapshotId,
  infeasibility: result === null ? infeasibility : null,
})

const results = [resultAsItIs, resultWithMoreGas, null] as const
const ofEach = <Value>(pick: (result: OptimizationResult) => Value) =>
  results.map((result) => (result === null ? null : pick(result)))

const ratesIn =
  (wellId: string) =>
  ({ moves, held }: OptimizationResult) => {
    const rates =
      moves.find(({ well }) => well.id === wellId)?.proposed ?? held.find(({ well }) => well.id === wellId)?.rates
    return rates ?? { oil: 0, gas: 0, water: 0 }
  }

const comparedWell = (well: Scenario['node']) => ({
  well,
  current: resultAsItIs.moves.find((move) => move.well.id === well.id)?.current ?? ratesIn(well.id)(resultAsItIs),
  proposed: ofEach(ratesIn(well.id)),
})

const inResult = (key: string) => (result: OptimizationResult) =>
  result.constraints.find((constraint) => constraint.key === key)

const comparedConstraints = resultAsItIs.constraints.map(({ key, label, unit, priceUnit }) => ({
  key,
  label,
  unit,
  limits: ofEach((result) => inResult(key)(result)?.limit ?? null),
  activities: ofEach((result) => inResult(key)(result)?.activity ?? null),
  prices: ofEach((result) => inResult(key)(result)?.price ?? null),
  priceUnit,
}))

/** What a caller sends of a scenario. */
const askedBy = ({ name, description, objective, constraintOverrides, lockedWells, baseSnapshotId }: Scenario) => ({
  name,
  description,
  objective,
  constraintOverrides,
  lockedWells,
  baseSnapshotId,
})

export const optimizationExamples: ExamplesOf<typeof optimizationRoutes> = {
  readOptimizationRecommendations: {
    request: { query: { node: nodes.tindrevikNorth.id, objective: 'oil' } },
    200: {
      data: {
        node: nodes.tindrevikNorth,
        recommendationId: ids.recommendation,
        computedAt: '2026-11-19T06:00:04.200Z',
        staleBecause: null,
        result: resultAsItIs,
      },
      meta,
    },
    ...betaProblemExamplesWithNotFound,
  },
  listScenarios: {
    request: { query: { node: nodes.tindrevikNorth.id } },
    200: { data: { scenarios: [nominationScenario, gasScenario, baseScenario], nextCursor: null }, meta },
    ...betaProblemExamplesWithNotFound,
  },
  createScenario: {
    request: { headers: repeatable, body: { node: createdScenario.node.id, ...askedBy(createdScenario) } },
    201: { data: createdScenario, meta },
    ...writeProblemExamples,
  },
  compareScenarioRuns: {
    request: { query: { runs: [ids.baseRun, ids.gasRun, ids.nominationRun].join() } },
    200: {
      data: {
        runs: [
          comparedRun(ids.baseRun, baseScenario, resultAsItIs),
          comparedRun(ids.gasRun, gasScenario, resultWithMoreGas),
          comparedRun(ids.nominationRun, nominationScenario, null),
        ],
        rateUnits: phaseUnits,
        kpis: [
          {
            key: 'oil',
            label: 'Oil',
            unit: units.rate,
            betterWhen: 'higher',
            values: ofEach(({ proposed }) => proposed.oil),
          },
          {
            key: 'uplift',
            label: 'Gain against now',
            unit: units.rate,
            betterWhen: 'higher',
            values: ofEach(({ versusCurrent }) => versusCurrent.value),
          },
          {
            key: 'moves',
            label: 'Wells to move',
            unit: null,
            betterWhen: 'lower',
            values: ofEach(({ moves }) => moves.length),
          },
        ],
        wells: Object.values(networkWells).map(({ node }) => comparedWell(node)),
        constraints: comparedConstraints,
      },
      meta,
    },
    ...betaProblemExamplesWithNotFound,
  },
  getScenario: {
    request: { params: { id: ids.gasScenario }, query: {} },
    200: { data: gasScenario, meta },
    ...betaProblemExamplesWithNotFound,
  },
  replaceScenario: {
    request: {
      params: { id: ids.gasScenario },
      headers: repeatable,
      body: { expectedVersion: createdScenario.version, ...askedBy(gasScenario) },
    },
    200: { data: { ...gasScenario, lastRunId: null }, meta },
    ...writeProblemExamples,
  },
  withdrawScenario: {
    request: {
      params: { id: ids.nominationScenario },
      headers: repeatable,
      query: { expectedVersion: nominationScenario.version },
    },
    200: {
      data: {
        ...nominationScenario,
        version: 2,
        changedAt: '2026-11-19T09:44:00.000Z',
        withdrawnAt: '2026-11-19T09:44:00.000Z',
      },
      meta: { ...meta, asOf: '2026-11-19T09:44:00.000Z' },
    },
    ...writeProblemExamples,
  },
  startScenarioRun: {
    request: {
      params: { id: ids.gasScenario },
      headers: repeatable,
      body: { scenarioVersion: gasScenario.version, gapMax: queuedRun.gapMax, timeLimit: queuedRun.timeLimit },
    },
    202: { data: queuedRun, meta },
    ...writeProblemExamples,
  },
  listScenarioRuns: {
    request: { params: { id: ids.gasScenario }, query: {} },
    200: { data: { runs: [withoutResult(solvedRun), withoutResult(cancelledRun)], nextCursor: null }, meta },
    ...betaProblemExamplesWithNotFound,
  },
  getScenarioRun: {
    request: { params: { id: ids.gasScenario, runId: ids.gasRun }, query: {} },
    200: { data: solvedRun, meta },
    ...betaProblemExamplesWithNotFound,
  },
  cancelScenarioRun: {
    request: {
      params: { id: cancelledRun.scenarioId, runId: cancelledRun.id },
      headers: repeatable,
      body: { reason: 'Asked with the wrong limit' },
    },
    200: { data: cancelledRun, meta },
    ...writeProblemExamples,
  },
}
