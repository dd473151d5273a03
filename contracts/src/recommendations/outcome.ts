import { z } from 'zod'
import { BandedNumber, RecommendationId } from '../advice.ts'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'
import { Period } from '../performance/schemas.ts'
import { Quality } from '../quality.ts'
import { QuantileColumns } from '../quantiles.ts'
import { Quantity, UnitOfMeasure } from '../quantity.ts'
import { Instant } from '../time.ts'
import { RecommendationState } from './schemas.ts'

/**
 * `gain` and `loss` the whole interval of the uplift lies on that side of zero · `no-effect` zero lies within it ·
 * `not-measurable` something else happened meanwhile, or too little was measured.
 */
export const OutcomeVerdict = openEnum(['gain', 'no-effect', 'loss', 'not-measurable'])
export type OutcomeVerdict = z.infer<typeof OutcomeVerdict>

/** What would have been without the advice, and how anybody knows. */
export const Counterfactual = z.object({
  method: openEnum(['forecast-before', 'comparable-wells', 'model']),
  /** Plain words: what it was fitted on and how right it was there. */
  text: z.string().min(1),
  fittedFrom: Instant,
  fittedTo: Instant,
  quantiles: QuantileColumns,
})
export type Counterfactual = z.infer<typeof Counterfactual>

/** What came of an executed recommendation, measured by itself and not by who made it. */
export const RecommendationOutcome = z.object({
  recommendationId: RecommendationId,
  state: RecommendationState,
  executedAt: Instant,
  /** Until when it is measured; a later answer may have more of it. */
  measuredUntil: Instant,
  isFinal: z.boolean(),
  verdict: OutcomeVerdict,
  /** Plain words: why this verdict. */
  text: z.string().min(1),
  quantity: Quantity,
  /** Of the columns. */
  unit: UnitOfMeasure,
  /** From the first whole period after execution. */
  periods: z.array(Period),
  actual: z.array(z.number().nullable()),
  quality: z.array(Quality),
  /** Null where none could be made; the verdict is then `not-measurable`. */
  counterfactual: Counterfactual.nullable(),
  /** Mean of actual − counterfactual over the periods, in `unit`; null without a counterfactual. */
  uplift: BandedNumber.nullable(),
  /** What the advice promised, in `unit`. */
  expected: z.number().nullable(),
  /** Median uplift ÷ expected. */
  realised: measured(z.number().nullable(), { unit: '1' }),
  /** What else happened meanwhile and may have a part in it. */
  confounders: z.array(z.string().min(1)),
})
export type RecommendationOutcome = z.infer<typeof RecommendationOutcome>
