import { z } from 'zod'
import { ForecastId, SubjectRef } from '../advice.ts'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'
import { Period } from '../performance/schemas.ts'
import { Quality } from '../quality.ts'
import { QuantileColumns } from '../quantiles.ts'
import { UnitOfMeasure } from '../quantity.ts'
import { Granularity, Instant } from '../time.ts'
import { Calibration, MethodError } from './accuracy.ts'
import { ForecastModel, ForecastQuantity, ForecastSummary } from './schemas.ts'

/** One model of the ensemble; the weights of all add up to 1. */
export const ForecastMember = z.object({
  name: z.string().min(1),
  weight: measured(z.number().min(0).max(1), { unit: '1' }),
})
export type ForecastMember = z.infer<typeof ForecastMember>

export const ContributionKind = openEnum(['level', 'trend', 'decline', 'season', 'plan', 'exogenous', 'other'])
export type ContributionKind = z.infer<typeof ContributionKind>

/** A part of the median, by step and in the forecast's unit; the parts of a step add up to its median. */
export const ForecastContribution = z.object({
  kind: ContributionKind,
  label: z.string().min(1),
  values: z.array(z.number()),
})
export type ForecastContribution = z.infer<typeof ForecastContribution>

/** What the forecast takes as given: a plan or an event that it was told of, and that may turn out otherwise. */
export const ForecastAssumption = z.object({
  text: z.string().min(1),
  from: Instant,
  /** Null: to the end of the horizon and beyond. */
  to: Instant.nullable(),
  eventId: z.string().nullable(),
})
export type ForecastAssumption = z.infer<typeof ForecastAssumption>

/** One vintage, whole. Either `quantiles` or `refused` is null. */
export const Forecast = ForecastSummary.extend({
  periods: z.array(Period),
  /** One column for each of `levels`, as long as `periods`. */
  quantiles: QuantileColumns.nullable(),
  members: z.array(ForecastMember),
  contributions: z.array(ForecastContribution),
  assumptions: z.array(ForecastAssumption),
  /** Of the backtest behind it; `backtest` has it in full. */
  calibration: z.array(Calibration),
  errors: z.array(MethodError),
})
export type Forecast = z.infer<typeof Forecast>

/** One forecast beside what came. Columns are as long as the comparison's periods; null outside its horizon. */
export const ComparedVintage = z.object({
  id: ForecastId,
  issuedAt: Instant,
  model: ForecastModel,
  quantiles: QuantileColumns,
  /** Over the steps that have come; null before the first. Positive bias: it said too much. */
  meanAbsoluteError: z.number().min(0).nullable(),
  bias: z.number().nullable(),
  /** Share of those steps within the widest band of the columns. */
  covered: measured(z.number().min(0).max(1).nullable(), { unit: '1' }),
  comparedSteps: z.int().min(0),
})
export type ComparedVintage = z.infer<typeof ComparedVintage>

/** Forecasts of one series, each against the actual as it is known at the answer's `asOf`. */
export const ForecastComparison = z.object({
  subject: SubjectRef,
  quantity: ForecastQuantity,
  unit: UnitOfMeasure,
  granularity: Granularity,
  periods: z.array(Period),
  actual: z.array(z.number().nullable()),
  quality: z.array(Quality),
  /** Oldest issue first. */
  vintages: z.array(ComparedVintage),
})
export type ForecastComparison = z.infer<typeof ForecastComparison>
