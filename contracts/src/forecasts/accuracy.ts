import { z } from 'zod'
import { ForecastId } from '../advice.ts'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'
import { UnitOfMeasure } from '../quantity.ts'
import { Granularity, Instant } from '../time.ts'
import { ForecastModel } from './schemas.ts'

/** The horizon cut in three: near, middle and far steps, since a band that is right tomorrow may be wrong next week. */
export const HorizonThird = z.enum(['first', 'middle', 'last'])
export type HorizonThird = z.infer<typeof HorizonThird>

const share = measured(z.number().min(0).max(1), { unit: '1' })

/** How often a band held the truth, beside how often it says it does. */
export const Calibration = z.object({
  /** Share of the truth that the central band promises to hold: 0.8 is P10 to P90. */
  nominal: share,
  /** `all` is the three thirds together. */
  third: z.enum(['all', ...HorizonThird.options]),
  /** Share that it held; null where nothing was compared. */
  covered: share.nullable(),
  /** Steps that were compared. */
  count: z.int().min(0),
})
export type Calibration = z.infer<typeof Calibration>

/** Errors of a method over rolling origins. Null where it can't be told, such as a scaled error of a constant series. */
export const ForecastError = z.object({
  /** Mean absolute error ÷ that of the naive forecast within the history. */
  mase: measured(z.number().min(0).nullable(), { unit: '1' }),
  /** Symmetric mean absolute percentage error, 0..200. */
  smape: measured(z.number().min(0).max(200).nullable(), { unit: '%' }),
  /** Mean of the sMAPE and MASE ratios to Naive2: below 1 is better than naive. */
  owa: measured(z.number().min(0).nullable(), { unit: '1' }),
  /** Mean pinball loss over the levels, in the forecast's unit; null for methods without bands. */
  pinball: z.number().min(0).nullable(),
  /** Mean scaled interval score of the 95 % band; null for methods without bands. */
  msis: measured(z.number().min(0).nullable(), { unit: '1' }),
})
export type ForecastError = z.infer<typeof ForecastError>

/** `model` the forecast itself · `naive` the last value · `seasonal-naive` the value one season ago · `naive2` the last value, deseasonalised. */
export const ForecastMethod = openEnum(['model', 'naive', 'seasonal-naive', 'naive2'])
export type ForecastMethod = z.infer<typeof ForecastMethod>

export const MethodError = ForecastError.extend({ method: ForecastMethod })
export type MethodError = z.infer<typeof MethodError>

/** Errors of the model in one part of the horizon, which ends with step `toStep`. */
export const ThirdError = ForecastError.extend({
  third: HorizonThird,
  fromStep: z.int().min(1),
  toStep: z.int().min(1),
})
export type ThirdError = z.infer<typeof ThirdError>

/** What the model would have said on earlier days, each time from what was known by then, against what came. */
export const ForecastBacktest = z.object({
  forecastId: ForecastId,
  model: ForecastModel,
  unit: UnitOfMeasure,
  granularity: Granularity,
  /** Rolling origins: each is a forecast made from the history before it. */
  origins: z.object({ count: z.int().min(1), first: Instant, last: Instant, everySteps: z.int().min(1) }),
  horizonSteps: z.int().min(1),
  /** The model first, then what it has to beat. */
  methods: z.array(MethodError),
  thirds: z.array(ThirdError),
  calibration: z.array(Calibration),
  /** Origins with the largest errors, so that they can be looked at. */
  worst: z.array(z.object({ origin: Instant, smape: measured(z.number().min(0).max(200), { unit: '%' }) })),
})
export type ForecastBacktest = z.infer<typeof ForecastBacktest>
