import type {
  ComparedKpi,
  OptimizationResult,
  Scenario,
  ScenarioComparison,
  ScenarioRun,
  UnitSystem,
} from '@tieback/contracts'
import { displayUnit } from '@tieback/domain'
import { MockProblem } from '../mock-problem.ts'

interface RunOfScenario {
  readonly run: ScenarioRun
  readonly scenario: Scenario
}

function listKpis(results: readonly (OptimizationResult | null)[], unitSystem: UnitSystem): ComparedKpi[] {
  const rate = (phase: 'oil' | 'gas' | 'water', label: string, betterWhen: ComparedKpi['betterWhen']): ComparedKpi => ({
    key: phase,
    label,
    unit: displayUnit(`${phase}_production`, unitSystem, 'rate'),
    betterWhen,
    values: results.map((result) => result?.proposed[phase] ?? null),
  })
  return [
    rate('oil', 'Oil', 'higher'),
    rate('gas', 'Gas', null),
    rate('water', 'Water', 'lower'),
    {
      ...{ key: 'moves', label: 'Wells to move', unit: null, betterWhen: 'lower' },
      values: results.map((result) => result?.moves.length ?? null),
    },
  ]
}

function listWells(results: readonly (OptimizationResult | null)[]): ScenarioComparison['wells'] {
  const moves = results.flatMap((result) => result?.moves ?? [])
  const wells = new Map(moves.map((move) => [move.well.id, move]))
  return [...wells.values()].map(({ well, current }) => ({
    well,
    current,
    proposed: results.map((result) => {
      if (result === null) return null
      return result.moves.find((move) => move.well.id === well.id)?.proposed ?? current
    }),
  }))
}

function listConstraints(results: readonly (OptimizationResult | null)[]): ScenarioComparison['constraints'] {
  const constraints = new Map(results.flatMap((result) => result?.constraints ?? []).map((each) => [each.key, each]))
  return [...constraints.values()].map(({ key, label, unit, priceUnit }) => {
    const rows = results.map((result) => result?.constraints.find((each) => each.key === key))
    return {
      ...{ key, label, unit, priceUnit },
      limits: rows.map((row) => row?.limit ?? null),
      activities: rows.map((row) => row?.activity ?? null),
      prices: rows.map((row) => row?.price ?? null),
    }
  })
}

/** Runs side by side. Throws MockProblem for runs of different nodes: their figures can't be held against each other. */
export function compareRuns(runs: readonly RunOfScenario[], unitSystem: UnitSystem): ScenarioComparison {
  if (new Set(runs.map(({ scenario }) => scenario.node.id)).size > 1) {
    const errors = [{ path: 'query.runs', message: 'expected runs of one node' }]
    throw new MockProblem('invalid-request', 'These runs are of different nodes.', { errors })
  }
  const results = runs.map(({ run }) => run.result)
  const unitOf = (phase: 'oil' | 'gas' | 'water') => displayUnit(`${phase}_production`, unitSystem, 'rate')
  return {
    runs: runs.map(({ run, scenario }) => ({
      runId: run.id,
      scenarioId: scenario.id,
      scenarioVersion: scenario.version,
      name: scenario.name,
      status: run.status,
      snapshotId: run.result?.input.snapshotId ?? null,
      infeasibility: run.infeasibility,
    })),
    rateUnits: { oil: unitOf('oil'), gas: unitOf('gas'), water: unitOf('water') },
    kpis: listKpis(results, unitSystem),
    wells: listWells(results),
    constraints: listConstraints(results),
  }
}
