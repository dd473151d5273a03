import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import {
  cursorParameter,
  idListParameter,
  ScenarioId,
  ScenarioRunId,
  versionParameter,
  writeHeaders,
} from '../advice.ts'
import { asOfQuery, betaProblems, countParameter, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { NodeId } from '../nodes/schemas.ts'
import type { AuditAction } from '../audit/actions.ts'
import { defineRoute, type RoutePolicy } from '../policy.ts'
import { Problem } from '../problem.ts'
import { ScenarioComparison } from './comparison.ts'
import { CancelScenarioRun, CreateScenario, ReplaceScenario, StartScenarioRun } from './requests.ts'
import { ObjectiveKind } from './result.ts'
import {
  OptimizationRecommendations,
  RunStatus,
  Scenario,
  ScenarioList,
  ScenarioRun,
  ScenarioRunList,
} from './schemas.ts'

/** Runs that can be compared at once: more columns than that nobody reads. */
export const comparedRunsMax = 6

const reading = (freshS: number) =>
  ({
    access: ['optimization:read'],
    reach: 'subtree',
    cache: { freshS, staleS: 60, tags: ['optimization'] },
    slo: { p95Ms: 150 },
    stability: 'beta',
  }) as const satisfies RoutePolicy

const writing = (audit: AuditAction) =>
  ({
    access: ['optimization:read', 'optimization:run'],
    reach: 'subtree',
    audit,
    cache: null,
    slo: { p95Ms: 300 },
    stability: 'beta',
  }) as const satisfies RoutePolicy

const foundProblems = { ...betaProblems, 404: Problem } as const
const writeProblems = { ...foundProblems, 409: Problem } as const

const scenarioParams = z.object({ id: ScenarioId })
const runParams = z.object({ id: ScenarioId, runId: ScenarioRunId })

const scenarioRoutes = {
  listScenarios: defineRoute({
    method: 'GET',
    path: '/optimization/scenarios',
    query: z.object({
      node: NodeId.optional().describe('Only scenarios of this node and what is below it'),
      withdrawn: z.enum(['true', 'false']).default('false').describe('`true`: withdrawn scenarios too'),
      limit: countParameter(1, 200, 50).describe('Most scenarios in the answer'),
      cursor: cursorParameter,
    }),
    responses: { 200: envelope(ScenarioList), ...foundProblems },
    summary: 'The questions that were put to the optimiser, latest change first',
    metadata: reading(10),
  }),
  createScenario: defineRoute({
    method: 'POST',
    path: '/optimization/scenarios',
    headers: writeHeaders,
    body: CreateScenario,
    responses: { 201: envelope(Scenario), ...writeProblems },
    summary: 'Keep a question for the optimiser: objective, limits set otherwise, wells that may not be moved',
    metadata: writing('scenario.create'),
  }),
  // Before `:id`: a router that goes by order would take `compare` for an id.
  compareScenarioRuns: defineRoute({
    method: 'GET',
    path: '/optimization/scenarios/compare',
    query: z.object({
      runs: idListParameter('run', 2, comparedRunsMax).describe(
        'Ids of runs between commas, 2 to 6, all of one node; the first is what the others are held against',
      ),
      ...unitSystemQuery,
    }),
    responses: { 200: envelope(ScenarioComparison), ...foundProblems },
    summary: 'Runs side by side: by figure, by well and by constraint',
    metadata: reading(60),
  }),
  getScenario: defineRoute({
    method: 'GET',
    path: '/optimization/scenarios/:id',
    pathParams: scenarioParams,
    query: z.object({
      version: versionParameter.optional().describe('An earlier version, as a run had it; left out: the newest'),
    }),
    responses: { 200: envelope(Scenario), ...foundProblems },
    summary: 'One scenario, as it is or as it was when it was run',
    metadata: reading(10),
  }),
  replaceScenario: defineRoute({
    method: 'PUT',
    path: '/optimization/scenarios/:id',
    pathParams: scenarioParams,
    headers: writeHeaders,
    body: ReplaceScenario,
    responses: { 200: envelope(Scenario), ...writeProblems },
    summary: 'Ask otherwise: the whole scenario anew, as its next version',
    metadata: writing('scenario.change'),
  }),
  withdrawScenario: defineRoute({
    method: 'DELETE',
    path: '/optimization/scenarios/:id',
    pathParams: scenarioParams,
    headers: writeHeaders,
    query: z.object({
      expectedVersion: versionParameter.describe('The version that was read; 409 if it has moved since'),
    }),
    responses: { 200: envelope(Scenario), ...writeProblems },
    summary: 'Take a scenario out of the list; it and its runs stay readable, since decisions refer to them',
    metadata: writing('scenario.withdraw'),
  }),
}

const runRoutes = {
  startScenarioRun: defineRoute({
    method: 'POST',
    path: '/optimization/scenarios/:id/runs',
    pathParams: scenarioParams,
    headers: writeHeaders,
    body: StartScenarioRun,
    responses: { 202: envelope(ScenarioRun), ...writeProblems },
    summary: 'Put a scenario in the queue of the optimiser; the run says where it stands',
    metadata: writing('scenario-run.start'),
  }),
  listScenarioRuns: defineRoute({
    method: 'GET',
    path: '/optimization/scenarios/:id/runs',
    pathParams: scenarioParams,
    query: z.object({
      status: RunStatus.optional().describe('Only runs that stand like this'),
      limit: countParameter(1, 200, 50).describe('Most runs in the answer'),
      cursor: cursorParameter,
    }),
    responses: { 200: envelope(ScenarioRunList), ...foundProblems },
    summary: 'The runs of a scenario and how each ended, newest first',
    metadata: reading(2),
  }),
  getScenarioRun: defineRoute({
    method: 'GET',
    path: '/optimization/scenarios/:id/runs/:runId',
    pathParams: runParams,
    query: z.object({ ...unitSystemQuery }),
    responses: { 200: envelope(ScenarioRun), ...foundProblems },
    summary: 'One run: where it stands, its result explained, or why there is none',
    metadata: reading(2),
  }),
  cancelScenarioRun: defineRoute({
    method: 'POST',
    path: '/optimization/scenarios/:id/runs/:runId/cancel',
    pathParams: runParams,
    headers: writeHeaders,
    body: CancelScenarioRun,
    responses: { 200: envelope(ScenarioRun), ...writeProblems },
    summary: 'Stop a run that waits or goes on; 409 when it has ended by itself',
    metadata: writing('scenario-run.cancel'),
  }),
}

export const optimizationRoutes = initContract().router(
  {
    readOptimizationRecommendations: defineRoute({
      method: 'GET',
      path: '/optimization/recommendations',
      query: z.object({
        node: NodeId.describe('A hub or an asset'),
        objective: ObjectiveKind.default('oil').describe('What is made as large as it can be'),
        top: countParameter(1, 200, 20).describe('Most moves in the answer; what they leave out is in the totals'),
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(OptimizationRecommendations), ...foundProblems },
      summary: 'Which wells to move, from what to what, what it gives, and which limits hold the field back',
      metadata: reading(30),
    }),
    ...scenarioRoutes,
    ...runRoutes,
  },
  { strictStatusCodes: true },
)
