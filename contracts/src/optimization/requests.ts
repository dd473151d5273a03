import { z } from 'zod'
import { expectedVersionField, Version } from '../advice.ts'
import { measured } from '../measured.ts'
import { NodeId } from '../nodes/schemas.ts'
import { ConstraintOverride, LockedWell, ScenarioObjective } from './schemas.ts'

const scenarioFields = {
  name: z.string().trim().min(1).max(120).describe('How people find it again'),
  description: z.string().trim().max(2_000).nullable().describe('What it is asked for'),
  objective: ScenarioObjective,
  constraintOverrides: z
    .array(ConstraintOverride)
    .max(200)
    .describe('Limits set otherwise than in the snapshot, each constraint at most once'),
  lockedWells: z.array(LockedWell).max(500).describe('Wells that may not be moved, each at most once'),
  baseSnapshotId: z.string().min(1).max(100).nullable().describe('State of the field to start from; null: the newest'),
}

export const CreateScenario = z.object({
  node: NodeId.describe('Hub or asset whose wells may be moved'),
  ...scenarioFields,
})
export type CreateScenario = z.infer<typeof CreateScenario>

/** All of a scenario but its node: what is left out is not kept, but a fault. */
export const ReplaceScenario = z.object({ expectedVersion: expectedVersionField, ...scenarioFields })
export type ReplaceScenario = z.infer<typeof ReplaceScenario>

/** Longest that one calculation may take, s. */
export const runTimeLimitSMax = 600

export const StartScenarioRun = z.object({
  scenarioVersion: Version.describe('The version to run; 409 if the scenario has moved on'),
  gapMax: measured(z.number().min(0).max(0.1), { unit: '1' }).describe('Good enough: 0.01 is within 1 % of the best'),
  timeLimit: measured(z.number().min(1).max(runTimeLimitSMax), { unit: 's' }).describe('Stop after this long'),
})
export type StartScenarioRun = z.infer<typeof StartScenarioRun>

/** Nothing has to be said to stop a run. */
export const CancelScenarioRun = z.object({
  reason: z.string().trim().max(1_000).optional().describe('For whoever reads the list of runs'),
})
export type CancelScenarioRun = z.infer<typeof CancelScenarioRun>
