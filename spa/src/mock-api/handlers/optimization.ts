import type { apiContract, Scenario, ScenarioRun, UnitSystem } from '@tieback/contracts'
import { opaque } from '../field/random.ts'
import { toNodeRef } from '../field/node-tree.ts'
import type { MockApi } from '../mock-api.ts'
import { MockProblem } from '../mock-problem.ts'
import type { MockWorld } from '../mock-world.ts'
import { compareRuns } from '../optimization/compare.ts'
import { type Asked, checkAsked } from '../optimization/question.ts'
import { answerQuestion, runAt } from '../optimization/run.ts'
import { metaOf, openReading } from '../reading/reading.ts'
import { offshoreNodes } from '../reading/subjects.ts'
import { takePage } from '../tables/page.ts'
import { you } from '../tables/people.ts'
import { queuedRun } from '../tables/scenarios.ts'
import { expectVersion } from '../tables/versioned.ts'

const metaNow = (world: MockWorld, asOf?: string) =>
  metaOf(world, openReading(world, asOf), {
    nodes: offshoreNodes(world),
    restsOn: ['production', 'series'],
    day: null,
  })

async function readScenario({ tables }: MockWorld, id: string): Promise<Scenario> {
  const scenario = await tables.scenarios.find(id)
  if (scenario === undefined) throw new MockProblem('not-found', `There is no scenario ${id}.`)
  return scenario
}

/** A scenario as a run had it. */
function versionOf({ tables }: MockWorld, id: string, version: number): Scenario {
  const found = tables.versions.get(id)?.find((each) => each.version === version)
  if (found === undefined) throw new MockProblem('not-found', `Scenario ${id} has no version ${version}.`)
  return found
}

async function readRun(world: MockWorld, id: string, runId: string): Promise<ScenarioRun> {
  const run = await world.tables.runs.find(runId)
  if (run?.scenarioId !== id) throw new MockProblem('not-found', `Scenario ${id} has no run ${runId}.`)
  return run
}

const shownRun = (world: MockWorld, run: ScenarioRun, unitSystem: UnitSystem = 'metric'): ScenarioRun =>
  runAt(world, run, versionOf(world, run.scenarioId, run.scenarioVersion), world.now(), unitSystem)

function checkScenario({ field }: MockWorld, nodeId: string, asked: Asked): void {
  const wells = field.tree.wellsBelow(field.tree.get(nodeId))
  checkAsked(asked, new Set(wells.map(({ id }) => id)))
}

/** Keeps the next version of a scenario. Throws conflict where it has moved, or has been withdrawn. */
async function keepVersion(
  world: MockWorld,
  id: string,
  expectedVersion: number,
  change: (scenario: Scenario, at: string) => Partial<Scenario>,
): Promise<Scenario> {
  const at = world.now().toISOString()
  const next = await world.tables.scenarios.change(id, (scenario) => {
    expectVersion(scenario, expectedVersion)
    if (scenario.withdrawnAt !== null) throw new MockProblem('conflict', `${id} was withdrawn.`)
    return { ...scenario, ...change(scenario, at), version: scenario.version + 1, changedAt: at }
  })
  if (next === undefined) throw new MockProblem('not-found', `There is no scenario ${id}.`)
  world.tables.versions.set(id, [...(world.tables.versions.get(id) ?? []), next])
  return next
}

const byLatest = <Row extends { readonly id: string }>(at: (row: Row) => string) => {
  return (a: Row, b: Row): number => (at(a) === at(b) ? (a.id < b.id ? -1 : 1) : at(a) < at(b) ? 1 : -1)
}

const toListedRun = ({ result: _result, infeasibility: _infeasibility, ...run }: ScenarioRun) => run

const scenarioMocks = {
  listScenarios: async ({ query }, world) => {
    const { tree } = world.field
    const nodes = query.node === undefined ? tree.rows : tree.subtreeOf(tree.get(query.node))
    const ids = new Set(nodes.map(({ id }) => id))
    const rows = await world.tables.scenarios.all()
    const found = rows
      .filter(({ node, withdrawnAt }) => ids.has(node.id) && (query.withdrawn === 'true' || withdrawnAt === null))
      .toSorted(byLatest(({ changedAt }) => changedAt))
    const page = takePage(found, ({ id }) => id, query)
    return {
      status: 200,
      body: { data: { scenarios: page.rows, nextCursor: page.nextCursor }, meta: metaNow(world) },
    }
  },
  createScenario: async ({ body }, world) => {
    const { node: nodeId, ...asked } = body
    checkScenario(world, nodeId, asked)
    const at = world.now().toISOString()
    const count = world.tables.versions.size
    const scenario: Scenario = {
      id: `scn-${opaque(world.field.seed, 'scenario', count)}`,
      version: 1,
      node: toNodeRef(world.field.tree.get(nodeId)),
      ...asked,
      ...{ createdBy: you, createdAt: at, changedAt: at, withdrawnAt: null, lastRunId: null },
    }
    world.tables.versions.set(scenario.id, [scenario])
    return { status: 201, body: { data: await world.tables.scenarios.add(scenario), meta: metaNow(world) } }
  },
  getScenario: async ({ params: { id }, query: { version } }, world) => {
    const newest = await readScenario(world, id)
    const data = version === undefined ? newest : versionOf(world, id, version)
    return { status: 200, body: { data, meta: metaNow(world) } }
  },
  replaceScenario: async ({ params: { id }, body }, world) => {
    const { expectedVersion, ...asked } = body
    const { node } = await readScenario(world, id)
    checkScenario(world, node.id, asked)
    const data = await keepVersion(world, id, expectedVersion, () => asked)
    return { status: 200, body: { data, meta: metaNow(world) } }
  },
  withdrawScenario: async ({ params: { id }, query: { expectedVersion } }, world) => {
    const data = await keepVersion(world, id, expectedVersion, (_, at) => ({ withdrawnAt: at }))
    return { status: 200, body: { data, meta: metaNow(world) } }
  },
  compareScenarioRuns: async ({ query }, world) => {
    const ids = query.runs
    const rows = await Promise.all(ids.map((id) => world.tables.runs.find(id)))
    const runs = rows.map((run, index) => {
      if (run === undefined) throw new MockProblem('not-found', `There is no run ${ids[index] ?? ''}.`)
      const scenario = versionOf(world, run.scenarioId, run.scenarioVersion)
      return { scenario, run: runAt(world, run, scenario, world.now(), query.unitSystem) }
    })
    return { status: 200, body: { data: compareRuns(runs, query.unitSystem), meta: metaNow(world) } }
  },
} satisfies Partial<MockApi<typeof apiContract.optimization>>

export const optimizationMocks: MockApi<typeof apiContract.optimization> = {
  readOptimizationRecommendations: ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const node = world.field.tree.get(query.node)
    const asked: Asked = {
      objective: { kind: query.objective, policy: query.objective === 'oil' ? null : 'NOD', movesMax: null },
      constraintOverrides: [],
      lockedWells: [],
    }
    const { result } = answerQuestion(world, node.id, asked, time.asOf, query.unitSystem)
    if (result === null) throw new Error('the limits of now always have a solution: the rates of now')
    return {
      status: 200,
      body: {
        data: {
          node: toNodeRef(node),
          recommendationId: null,
          computedAt: time.asOf.toISOString(),
          staleBecause: null,
          result: { ...result, moves: result.moves.slice(0, query.top) },
        },
        meta: metaNow(world, query.asOf),
      },
    }
  },
  ...scenarioMocks,
  startScenarioRun: async ({ params: { id }, body: { scenarioVersion, gapMax, timeLimit } }, world) => {
    const runs = await world.tables.runs.all()
    const runId = `run-${opaque(world.field.seed, 'run', runs.length)}`
    const scenario = await world.tables.scenarios.change(id, (row) => {
      expectVersion(row, scenarioVersion)
      if (row.withdrawnAt !== null)
        throw new MockProblem('conflict', `${id} was withdrawn: it can be read and not run.`)
      return { ...row, lastRunId: runId }
    })
    if (scenario === undefined) throw new MockProblem('not-found', `There is no scenario ${id}.`)
    const run = queuedRun(runId, scenario, you, world.now().toISOString(), { gapMax, timeLimit })
    return { status: 202, body: { data: await world.tables.runs.add(run), meta: metaNow(world) } }
  },
  listScenarioRuns: async ({ params: { id }, query }, world) => {
    await readScenario(world, id)
    const rows = await world.tables.runs.all()
    const found = rows
      .filter(({ scenarioId }) => scenarioId === id)
      .map((run) => shownRun(world, run))
      .filter(({ status }) => query.status === undefined || status === query.status)
      .toSorted(byLatest(({ queuedAt }) => queuedAt))
    const page = takePage(found, (run) => run.id, query)
    const data = { runs: page.rows.map(toListedRun), nextCursor: page.nextCursor }
    return { status: 200, body: { data, meta: metaNow(world) } }
  },
  getScenarioRun: async ({ params: { id, runId }, query }, world) => {
    const run = await readRun(world, id, runId)
    return { status: 200, body: { data: shownRun(world, run, query.unitSystem), meta: metaNow(world) } }
  },
  cancelScenarioRun: async ({ params: { id, runId } }, world) => {
    await readRun(world, id, runId)
    const finishedAt = world.now().toISOString()
    const data = await world.tables.runs.change(runId, (row) => {
      const run = shownRun(world, row)
      if (run.status === 'queued' || run.status === 'running') {
        return { ...run, status: 'cancelled', finishedAt, gapNow: null }
      }
      throw new MockProblem('conflict', `${runId} has ended already: it is ${run.status}.`)
    })
    if (data === undefined) throw new MockProblem('not-found', `There is no run ${runId}.`)
    return { status: 200, body: { data, meta: metaNow(world) } }
  },
}
