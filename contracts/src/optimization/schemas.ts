import { z } from 'zod'
import { PersonRef, RecommendationId, ScenarioId, ScenarioRunId, Version } from '../advice.ts'
import { measured } from '../measured.ts'
import { NodeRef } from '../nodes/schemas.ts'
import { openEnum } from '../open-enum.ts'
import { UnitOfMeasure } from '../quantity.ts'
import { Instant } from '../time.ts'
import { ConstraintKind, OptimizationResult, ObjectiveKind } from './result.ts'

/** The newest advice for a node, from the run that nobody had to ask for. */
export const OptimizationRecommendations = z.object({
  node: NodeRef,
  /** Where it stands in the ledger; null while it is not yet written there, or where nothing is to be moved. */
  recommendationId: RecommendationId.nullable(),
  computedAt: Instant,
  /** Why the newest input gave no result, so that this is the last good one; null: it is of the newest input. */
  staleBecause: z.string().nullable(),
  result: OptimizationResult,
})
export type OptimizationRecommendations = z.infer<typeof OptimizationRecommendations>

export const ScenarioObjective = z.object({
  kind: ObjectiveKind,
  /** Named policy of oil equivalents or price deck; null where the objective needs none. */
  policy: z.string().min(1).max(100).nullable(),
  /** Most wells that may be moved; null: as many as help. */
  movesMax: z.int().min(0).max(500).nullable(),
})
export type ScenarioObjective = z.infer<typeof ScenarioObjective>

/** A limit that the scenario sets otherwise than the snapshot. */
export const ConstraintOverride = z.object({
  /** The constraint's key in the network. */
  key: z.string().min(1).max(200),
  /** In the unit of `unit`, so that nothing is guessed; null: the limit is lifted. */
  limit: z.number().nullable(),
  unit: UnitOfMeasure,
  note: z.string().max(500).nullable(),
})
export type ConstraintOverride = z.infer<typeof ConstraintOverride>

/** A well that the scenario holds at its current rate, or shut. */
export const LockedWell = z.object({
  wellId: NodeRef.shape.id,
  at: z.enum(['current-rate', 'shut']),
  note: z.string().max(500).nullable(),
})
export type LockedWell = z.infer<typeof LockedWell>

/** A question to the optimiser, kept so that it can be asked again. Each change of it is a new version; runs keep theirs. */
export const Scenario = z.object({
  id: ScenarioId,
  version: Version,
  name: z.string().min(1),
  description: z.string().nullable(),
  node: NodeRef,
  objective: ScenarioObjective,
  constraintOverrides: z.array(ConstraintOverride),
  lockedWells: z.array(LockedWell),
  /** The state of the field that it starts from; null: the newest at each run. */
  baseSnapshotId: z.string().nullable(),
  createdBy: PersonRef,
  createdAt: Instant,
  changedAt: Instant,
  /** Withdrawn scenarios can be read and not run. */
  withdrawnAt: Instant.nullable(),
  lastRunId: ScenarioRunId.nullable(),
})
export type Scenario = z.infer<typeof Scenario>

export const ScenarioList = z.object({
  /** Latest change first. */
  scenarios: z.array(Scenario),
  nextCursor: z.string().nullable(),
})
export type ScenarioList = z.infer<typeof ScenarioList>

/** `queued` and `running` go on; the other five are final. `solved` with a gap above the asked one ran into its time limit. */
export const RunStatus = openEnum(['queued', 'running', 'solved', 'infeasible', 'failed', 'cancelled'])
export type RunStatus = z.infer<typeof RunStatus>

/** A limit that takes part in a conflict. */
export const ConflictingConstraint = z.object({
  key: z.string().min(1),
  label: z.string().min(1),
  kind: ConstraintKind,
  sense: z.enum(['at-most', 'at-least', 'equal']),
  unit: UnitOfMeasure,
  limit: z.number(),
  /** Whether somebody may decide on it; physics can't be relaxed. */
  isRelaxable: z.boolean(),
})
export type ConflictingConstraint = z.infer<typeof ConflictingConstraint>

/** One limit moved just far enough. */
export const Relaxation = z.object({
  key: z.string().min(1),
  label: z.string().min(1),
  unit: UnitOfMeasure,
  from: z.number(),
  to: z.number(),
})
export type Relaxation = z.infer<typeof Relaxation>

/** Why there is no solution, and what would make one. */
export const Infeasibility = z.object({
  /** The smallest set that can't hold together: without any one of them there is a solution. */
  conflicting: z.array(ConflictingConstraint).min(1),
  /** The smallest change of limits that frees it; null where nothing may be relaxed. */
  relaxation: z.array(Relaxation).nullable(),
  /** Plain words. */
  text: z.string().min(1),
})
export type Infeasibility = z.infer<typeof Infeasibility>

/** One calculation of one version of a scenario. */
export const ScenarioRun = z.object({
  id: ScenarioRunId,
  scenarioId: ScenarioId,
  scenarioVersion: Version,
  status: RunStatus,
  requestedBy: PersonRef,
  queuedAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  /** What was asked for: stop within this gap, or after this time. */
  gapMax: measured(z.number().min(0), { unit: '1' }),
  timeLimit: measured(z.number().positive(), { unit: 's' }),
  /** While it runs: the gap of the best answer so far; null before there is one, and when it has ended. */
  gapNow: measured(z.number().min(0).nullable(), { unit: '1' }),
  /** Only of a `solved` run. */
  result: OptimizationResult.nullable(),
  /** Only of an `infeasible` run. */
  infeasibility: Infeasibility.nullable(),
  /** Only of a `failed` run: what went wrong and what to do. */
  failure: z.string().nullable(),
})
export type ScenarioRun = z.infer<typeof ScenarioRun>

export const ScenarioRunList = z.object({
  /** Newest first, without results. */
  runs: z.array(ScenarioRun.omit({ result: true, infeasibility: true })),
  nextCursor: z.string().nullable(),
})
export type ScenarioRunList = z.infer<typeof ScenarioRunList>
