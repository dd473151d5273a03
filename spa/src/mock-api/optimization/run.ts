import type { Infeasibility, OptimizationResult, Scenario, ScenarioRun, UnitSystem } from '@tieback/contracts'
import type { MockWorld } from '../mock-world.ts'
import { shownAs } from '../reading/shown.ts'
import { readNetwork } from './network.ts'
import { gasLimitKey } from './limits.ts'
import { type Asked, toQuestion } from './question.ts'
import { explain } from './result.ts'
import { solveNetwork, TooTight } from './solve.ts'

/** How long a run waits and works, ms: long enough to be seen, short enough to be waited for. */
const runTimesMs = { queued: 2_000, running: 5_000 } as const

type Outcome =
  | { readonly status: 'solved'; readonly result: OptimizationResult; readonly infeasibility: null }
  | { readonly status: 'infeasible'; readonly result: null; readonly infeasibility: Infeasibility }

function diagnose(gasLimit: number, gasLeast: number, unitSystem: UnitSystem): Infeasibility {
  const { unit, of } = shownAs('gas_production', unitSystem, 'rate')
  const limit = { key: gasLimitKey, label: 'Gas handling', unit }
  return {
    conflicting: [
      { ...limit, kind: 'gas-capacity', sense: 'at-most', limit: of(gasLimit), isRelaxable: true },
      {
        ...{ key: 'turndown', label: 'Gas of all wells at their least', kind: 'turndown', sense: 'at-least', unit },
        ...{ limit: of(gasLeast), isRelaxable: false },
      },
    ],
    relaxation: [{ ...limit, from: of(gasLimit), to: of(gasLeast) }],
    text: `The wells bring ${Math.ceil(of(gasLeast))} ${unit.label} of gas at the least; the limit is ${Math.round(of(gasLimit))}.`,
  }
}

/** The answer to a question about a node, from the field as it was known at an instant. */
export function answerQuestion(
  world: MockWorld,
  nodeId: string,
  asked: Asked,
  asOf: Date,
  unitSystem: UnitSystem,
): Outcome {
  const wells = readNetwork(world, world.field.tree.get(nodeId), asOf)
  const question = toQuestion(asked, wells)
  try {
    const result = explain(world, asOf, asked, question, solveNetwork(question), unitSystem)
    return { status: 'solved', result, infeasibility: null }
  } catch (error) {
    if (!(error instanceof TooTight) || question.gasLimit === null) throw error
    return {
      status: 'infeasible',
      result: null,
      infeasibility: diagnose(question.gasLimit, error.gasLeast, unitSystem),
    }
  }
}

/** A run as it stands at an instant: it waits, works, and ends by itself unless somebody stopped it. */
export function runAt(
  world: MockWorld,
  run: ScenarioRun,
  scenario: Scenario,
  now: Date,
  unitSystem: UnitSystem,
): ScenarioRun {
  if (run.status === 'cancelled') return run
  const queuedMs = Date.parse(run.queuedAt)
  const startedMs = queuedMs + runTimesMs.queued
  const finishedMs = startedMs + runTimesMs.running
  if (now.getTime() < startedMs) return run
  const startedAt = new Date(startedMs).toISOString()
  if (now.getTime() < finishedMs) return { ...run, status: 'running', startedAt, gapNow: 0.04 }
  const finishedAt = new Date(finishedMs).toISOString()
  const outcome = answerQuestion(world, scenario.node.id, scenario, new Date(queuedMs), unitSystem)
  return { ...run, ...outcome, startedAt, finishedAt }
}
