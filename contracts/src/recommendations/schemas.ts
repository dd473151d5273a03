import { z } from 'zod'
import {
  AlertId,
  BandedNumber,
  ForecastId,
  PersonRef,
  RecommendationId,
  ScenarioRunId,
  SubjectRef,
  Version,
} from '../advice.ts'
import { NodeRef } from '../nodes/schemas.ts'
import { openEnum } from '../open-enum.ts'
import { Setpoint } from '../optimization/result.ts'
import { UnitOfMeasure } from '../quantity.ts'
import { Instant } from '../time.ts'

/**
 * Where advice stands. `proposed` waits for a decision, and `snoozed` waits until later; `expired` nobody decided in time, which is a no.
 * `accepted`, `accepted-in-part` and `edited` go on to `executing`, then `executed`, `failed` or `reverted`, and in the end `measured`.
 */
export const RecommendationState = openEnum([
  'proposed',
  'accepted',
  'accepted-in-part',
  'edited',
  'rejected',
  'snoozed',
  'expired',
  'executing',
  'executed',
  'failed',
  'reverted',
  'measured',
])
export type RecommendationState = z.infer<typeof RecommendationState>

export const RecommendationKind = openEnum([
  'setpoints',
  'well-test',
  'intervention',
  'lifting-plan',
  'schedule',
  'other',
])
export type RecommendationKind = z.infer<typeof RecommendationKind>

/** What a person can decide. Closed: a screen has to offer exactly these. */
export const DecisionKind = z.enum(['accept', 'accept-in-part', 'edit', 'reject', 'snooze'])
export type DecisionKind = z.infer<typeof DecisionKind>

/** One thing that the advice wants changed. */
export const RecommendedStep = z.object({
  /** Stable within the recommendation, so that a decision can name it. */
  key: z.string().min(1),
  subject: SubjectRef,
  /** What to do, for whoever does it. */
  text: z.string().min(1),
  /** What to set; null where the step sets nothing. */
  setpoint: Setpoint.nullable(),
})
export type RecommendedStep = z.infer<typeof RecommendedStep>

/** What it should give, a day, as long as it holds. */
export const ExpectedEffect = z.object({
  measure: z.string().min(1),
  unit: UnitOfMeasure,
  value: z.number(),
  band: BandedNumber,
})
export type ExpectedEffect = z.infer<typeof ExpectedEffect>

/** A line of the ledger. Advice only: a control room carries it out, never Tieback. */
export const Recommendation = z.object({
  id: RecommendationId,
  version: Version,
  /** Which part of the application it comes from, such as `production`. */
  workspace: z.string().min(1),
  kind: RecommendationKind,
  subject: SubjectRef,
  title: z.string().min(1),
  state: RecommendationState,
  proposedAt: Instant,
  changedAt: Instant,
  /** From then on it can't be accepted any more. */
  expiresAt: Instant,
  snoozedUntil: Instant.nullable(),
  expected: ExpectedEffect.nullable(),
  /** What the caller may decide now; empty once it is decided, or for want of the scope. */
  decisions: z.array(DecisionKind),
})
export type Recommendation = z.infer<typeof Recommendation>

export const RecommendationList = z.object({
  /** Latest change first. */
  recommendations: z.array(Recommendation),
  nextCursor: z.string().nullable(),
})
export type RecommendationList = z.infer<typeof RecommendationList>

/** A span that something must stay in, checked when the advice is made and again before it is carried out. */
export const SafeEnvelope = z.object({
  key: z.string().min(1),
  label: z.string().min(1),
  subject: SubjectRef,
  unit: UnitOfMeasure,
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** What was read at the check; null: it could not be, which counts as outside. */
  value: z.number().nullable(),
  isInside: z.boolean(),
  checkedAt: Instant,
})
export type SafeEnvelope = z.infer<typeof SafeEnvelope>

/** A setpoint that a person chose instead of the advised one. */
export const DecidedSetpoint = z.object({ stepKey: z.string().min(1), value: z.number() })
export type DecidedSetpoint = z.infer<typeof DecidedSetpoint>

export const Decision = z.object({
  kind: DecisionKind,
  by: PersonRef,
  at: Instant,
  reason: z.string().nullable(),
  /** Steps that are to be carried out; empty after `reject` and `snooze`. */
  stepKeys: z.array(z.string().min(1)),
  /** In the unit of the step's setpoint; only of `edit`. */
  setpoints: z.array(DecidedSetpoint),
  snoozedUntil: Instant.nullable(),
})
export type Decision = z.infer<typeof Decision>

/** One step of a recommendation's life. */
export const RecommendationTransition = z.object({
  version: Version,
  at: Instant,
  /** Null for the first step. */
  from: RecommendationState.nullable(),
  to: RecommendationState,
  /** Null: time, a job or a check. */
  by: PersonRef.nullable(),
  reason: z.string().nullable(),
})
export type RecommendationTransition = z.infer<typeof RecommendationTransition>

export const RecommendationDetail = Recommendation.extend({
  /** Plain words: what was seen, and why this follows. */
  why: z.string().min(1),
  steps: z.array(RecommendedStep).min(1),
  envelopes: z.array(SafeEnvelope),
  /** What would undo it; null where nothing can. */
  fallback: z.string().nullable(),
  origin: z.object({
    kind: openEnum(['optimizer', 'forecast', 'rule', 'person']),
    /** Model and version, or the rule's name. */
    label: z.string().min(1),
    runId: ScenarioRunId.nullable(),
    snapshotId: z.string().nullable(),
    forecastIds: z.array(ForecastId),
    alertIds: z.array(AlertId),
  }),
  /** Nodes that a decision on it touches. */
  affected: z.array(NodeRef),
  decided: z.array(Decision),
  /** Oldest first; its last row gives the state and version. */
  history: z.array(RecommendationTransition).min(1),
})
export type RecommendationDetail = z.infer<typeof RecommendationDetail>
