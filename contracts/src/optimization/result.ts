import { z } from 'zod'
import { BandedNumber, SubjectRef } from '../advice.ts'
import { measured } from '../measured.ts'
import { NodeRef } from '../nodes/schemas.ts'
import { openEnum } from '../open-enum.ts'
import { UnitOfMeasure } from '../quantity.ts'
import { Instant } from '../time.ts'

/** What is made as large as it can be; `nomination-deviation` is made as small. */
export const ObjectiveKind = openEnum(['oil', 'oil-equivalent', 'value', 'nomination-deviation'])
export type ObjectiveKind = z.infer<typeof ObjectiveKind>

/** Rates of a well's three phases, each in the result's unit of that phase. Lift gas is not in `gas`. */
export const PhaseRates = z.object({ oil: z.number(), gas: z.number(), water: z.number() })
export type PhaseRates = z.infer<typeof PhaseRates>

export const PhaseUnits = z.object({ oil: UnitOfMeasure, gas: UnitOfMeasure, water: UnitOfMeasure })
export type PhaseUnits = z.infer<typeof PhaseUnits>

export const SetpointKind = openEnum(['choke', 'lift-gas', 'rate', 'frequency', 'route', 'on-off'])
export type SetpointKind = z.infer<typeof SetpointKind>

/** One thing to set at a well. Numbers and unit are null where what is set is a word; the labels are always printable. */
export const Setpoint = z.object({
  kind: SetpointKind,
  unit: UnitOfMeasure.nullable(),
  current: z.number().nullable(),
  proposed: z.number().nullable(),
  /** As a control room reads it: `62.0 %`, `HP header`, `on`. */
  currentLabel: z.string().min(1),
  proposedLabel: z.string().min(1),
})
export type Setpoint = z.infer<typeof Setpoint>

export const MoveDirection = openEnum(['raise', 'cut', 'start', 'stop', 'reroute'])
export type MoveDirection = z.infer<typeof MoveDirection>

/** How good the numbers of a well are that the advice rests on. */
export const WellBasis = z.object({
  /** The accepted test that its curve comes from; null: from a model alone. */
  testAt: Instant.nullable(),
  testAge: measured(z.number().min(0).nullable(), { unit: 'd' }),
  curveVersion: z.string().min(1),
  confidence: openEnum(['high', 'medium', 'low']),
})
export type WellBasis = z.infer<typeof WellBasis>

/** One well to change. */
export const WellMove = z.object({
  /** From 1: what gives most first, as far as the order is free. */
  rank: z.int().min(1),
  well: NodeRef,
  direction: MoveDirection,
  setpoints: z.array(Setpoint).min(1),
  current: PhaseRates,
  proposed: PhaseRates,
  /** proposed − current. */
  delta: PhaseRates,
  /** Gain of the objective by this move alone, in its unit; null where alone it would break a constraint. */
  upliftAlone: z.number().nullable(),
  /** Gain once this move and all of lower rank are made. */
  upliftCumulative: z.number(),
  /** Wells whose moves make the room for this one: without them it can't be made on top of those before it. */
  after: z.array(NodeRef),
  /** Plain words: why this well, and why this way. */
  why: z.string().min(1),
  basis: WellBasis,
})
export type WellMove = z.infer<typeof WellMove>

/**
 * `stale-test` its test is too old · `bad-signal` its live values can't be trusted · `not-flowing` it is down for a cause of its own ·
 * `integrity` an annulus or barrier limit · `locked` a person said so · `no-curve` nothing tells what it would give · `no-gain` best as it is.
 */
export const HoldReason = openEnum([
  'stale-test',
  'bad-signal',
  'not-flowing',
  'integrity',
  'locked',
  'no-curve',
  'no-gain',
])
export type HoldReason = z.infer<typeof HoldReason>

/** A well that stays as it is: never taken for free capacity when its numbers can't be trusted. */
export const HeldWell = z.object({
  well: NodeRef,
  reason: HoldReason,
  detail: z.string().min(1),
  rates: PhaseRates,
  basis: WellBasis.nullable(),
})
export type HeldWell = z.infer<typeof HeldWell>

export const ConstraintKind = openEnum([
  'well-rate',
  'choke-step',
  'drawdown',
  'integrity',
  'liquid-capacity',
  'oil-capacity',
  'water-handling',
  'gas-capacity',
  'lift-gas',
  'export',
  'flare',
  'emission',
  'power',
  'turndown',
  'ullage',
  'injection',
  'routing',
  'moves',
  'nomination',
])
export type ConstraintKind = z.infer<typeof ConstraintKind>

/** A limit, how much of it the result takes, and what one more unit of it is worth. */
export const ConstraintResult = z.object({
  /** Stable within a network, so that runs can be compared. */
  key: z.string().min(1),
  label: z.string().min(1),
  kind: ConstraintKind,
  /** Where it holds; null where it is of the whole network. */
  subject: SubjectRef.nullable(),
  sense: z.enum(['at-most', 'at-least', 'equal']),
  unit: UnitOfMeasure,
  activity: z.number(),
  limit: z.number(),
  /** Distance to the limit, never negative but for rounding. */
  slack: z.number(),
  isBinding: z.boolean(),
  /** Objective gained by one more unit of the limit, in `priceUnit`. 0 where it doesn't bind, or binds beside others that do. */
  price: z.number(),
  /** Such as `Sm³/d oil per Sm³/d gas`. */
  priceUnit: z.string().min(1),
  /** Limits between which the price holds; null where nothing bounds that side. */
  priceValid: z.object({ from: z.number().nullable(), to: z.number().nullable() }).nullable(),
  /** Plain words, such as "+1,000 Sm³/d of gas handling = +6.6 Sm³/d of oil". */
  text: z.string().min(1),
})
export type ConstraintResult = z.infer<typeof ConstraintResult>

/** Gain of the objective against something it can be held against, in the objective's unit. */
export const Uplift = z.object({
  /** What against, such as "Setpoints as they are now". */
  against: z.string().min(1),
  /** The objective there. */
  objective: z.number(),
  value: z.number(),
  /** With the curves of all wells off by `curveError`. */
  band: BandedNumber,
  curveError: measured(z.number().min(0).max(1), { unit: '1' }),
})
export type Uplift = z.infer<typeof Uplift>

export const SolverStatus = openEnum(['optimal', 'time-limit', 'cancelled'])
export type SolverStatus = z.infer<typeof SolverStatus>

export const SolverReport = z.object({
  solver: z.string().min(1),
  version: z.string().min(1),
  status: SolverStatus,
  /** The best that can still be hoped for, in the objective's unit. */
  bound: z.number(),
  /** (bound − objective) ÷ objective. */
  gap: measured(z.number().min(0), { unit: '1' }),
  runtime: measured(z.number().min(0), { unit: 's' }),
  /** Prices of a model with whole-number decisions are those of the problem with these decisions fixed. */
  pricesFrom: openEnum(['linear', 'fixed-integers']),
})
export type SolverReport = z.infer<typeof SolverReport>

/** What a result was computed from; the same snapshot gives the same result. */
export const OptimizationInput = z.object({
  snapshotId: z.string().min(1),
  takenAt: Instant,
  /** Oldest and newest accepted test among the wells that may move. */
  wellDataFrom: Instant.nullable(),
  wellDataTo: Instant.nullable(),
  constraintsVersion: z.string().min(1),
})
export type OptimizationInput = z.infer<typeof OptimizationInput>

/** A solved network, explained. Advice only: nothing of it is written to a control system. */
export const OptimizationResult = z.object({
  objective: z.object({
    kind: ObjectiveKind,
    label: z.string().min(1),
    unit: UnitOfMeasure,
    /** Named policy of oil equivalents or price deck; null where the objective needs none. */
    policy: z.string().nullable(),
    value: z.number(),
  }),
  rateUnits: PhaseUnits,
  /** All wells of the network, summed. */
  current: PhaseRates,
  proposed: PhaseRates,
  delta: PhaseRates,
  versusCurrent: Uplift,
  versusReference: Uplift.nullable(),
  /** Ranked. Empty: the network is best as it is. */
  moves: z.array(WellMove),
  held: z.array(HeldWell),
  /** Binding ones first, the most valuable foremost; then by how near they are to binding. */
  constraints: z.array(ConstraintResult),
  solver: SolverReport,
  input: OptimizationInput,
})
export type OptimizationResult = z.infer<typeof OptimizationResult>
