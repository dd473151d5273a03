import { z } from 'zod'
import { ScenarioId, ScenarioRunId, Version } from '../advice.ts'
import { NodeRef } from '../nodes/schemas.ts'
import { UnitOfMeasure } from '../quantity.ts'
import { PhaseRates, PhaseUnits } from './result.ts'
import { Infeasibility, RunStatus } from './schemas.ts'

export const ComparedRun = z.object({
  runId: ScenarioRunId,
  scenarioId: ScenarioId,
  scenarioVersion: Version,
  /** Of the scenario. */
  name: z.string().min(1),
  status: RunStatus,
  snapshotId: z.string().nullable(),
  infeasibility: Infeasibility.nullable(),
})
export type ComparedRun = z.infer<typeof ComparedRun>

/** One figure of each run; null where a run has no result. */
export const ComparedKpi = z.object({
  key: z.string().min(1),
  label: z.string().min(1),
  unit: UnitOfMeasure.nullable(),
  /** Whether more of it is better; null where neither is. */
  betterWhen: z.enum(['higher', 'lower']).nullable(),
  values: z.array(z.number().nullable()),
})
export type ComparedKpi = z.infer<typeof ComparedKpi>

export const ComparedWell = z.object({
  well: NodeRef,
  current: PhaseRates,
  proposed: z.array(PhaseRates.nullable()),
})
export type ComparedWell = z.infer<typeof ComparedWell>

export const ComparedConstraint = z.object({
  key: z.string().min(1),
  label: z.string().min(1),
  unit: UnitOfMeasure,
  limits: z.array(z.number().nullable()),
  activities: z.array(z.number().nullable()),
  prices: z.array(z.number().nullable()),
  priceUnit: z.string().min(1),
})
export type ComparedConstraint = z.infer<typeof ComparedConstraint>

/** Runs side by side. Every column is as long as `runs` and in its order; the first is what the others are held against. */
export const ScenarioComparison = z.object({
  runs: z.array(ComparedRun).min(2),
  rateUnits: PhaseUnits,
  kpis: z.array(ComparedKpi),
  wells: z.array(ComparedWell),
  constraints: z.array(ComparedConstraint),
})
export type ScenarioComparison = z.infer<typeof ScenarioComparison>
