import { z } from 'zod'
import { ForecastId } from '../advice.ts'
import { ForecastModel, ForecastRefusal } from '../forecasts/schemas.ts'
import { measured } from '../measured.ts'
import { NodeRef } from '../nodes/schemas.ts'
import { Coverage, Quality, RecordStatus } from '../quality.ts'
import { QuantileColumns } from '../quantiles.ts'
import { Measure, Quantity, UnitOfMeasure, VolumeQuantity } from '../quantity.ts'
import { DayLabel, Granularity, Instant } from '../time.ts'
import { UnitSystem } from '../units.ts'

/** Why a figure is not given although some inputs are there. */
export const Refusal = z.object({
  reason: z.literal('not-enough-data'),
  coverage: z.number().min(0).max(1),
  threshold: z.number().min(0).max(1),
})
export type Refusal = z.infer<typeof Refusal>

/** One number with what is needed to trust it. Null is not zero: `value` is null when there is none, and `refused` says so when it was withheld. */
export const Figure = z.object({
  value: z.number().nullable(),
  quality: Quality,
  /** Lowest status of the inputs; null without inputs. */
  status: RecordStatus.nullable(),
  coverage: Coverage.nullable(),
  refused: Refusal.nullable(),
})
export type Figure = z.infer<typeof Figure>

/** One quantity over a range: what was, was meant to be, and could have been. `delta` is actual − plan. */
export const Kpi = z.object({
  quantity: VolumeQuantity,
  unit: UnitOfMeasure,
  /** Which measure `actual` is: `allocated` where there is one, else `measured`. */
  actualMeasure: Measure.nullable(),
  actual: Figure,
  plan: Figure,
  potential: Figure,
  delta: z.number().nullable(),
  /** delta ÷ plan; null where plan is null or zero. */
  deltaShare: z.number().nullable(),
})
export type Kpi = z.infer<typeof Kpi>

/** A step of the time axis. Half-open; `hours` is 23 or 25 on days when the clocks change. */
export const Period = z.object({
  label: z.string().min(1),
  start: Instant,
  end: Instant,
  hours: measured(z.number().min(0), { unit: 'h' }),
})
export type Period = z.infer<typeof Period>

/** One line of a chart: columns as long as `periods`. In hourly answers a volume is given as a rate per day. */
export const PerformanceSeries = z.object({
  quantity: Quantity,
  measure: Measure,
  unit: UnitOfMeasure,
  values: z.array(z.number().nullable()),
  quality: z.array(Quality),
  status: z.array(RecordStatus.nullable()),
  /** Share of the expected behind each value, 0..1; null where nothing was expected. */
  coverage: z.array(z.number().min(0).max(1).nullable()),
})
export type PerformanceSeries = z.infer<typeof PerformanceSeries>

export const ChildPerformance = z.object({
  node: NodeRef,
  kpi: Kpi,
  /** Actual by day, 14 days ending with the range, in the unit of `kpi`; by month where the source has no days. */
  sparkline: z.array(z.number().nullable()),
})
export type ChildPerformance = z.infer<typeof ChildPerformance>

/** The newest forecast of one quantity over the periods beside it. Either `quantiles` or `refused` is null. */
export const PerformanceForecastSeries = z.object({
  forecastId: ForecastId,
  issuedAt: Instant,
  model: ForecastModel,
  quantity: VolumeQuantity,
  unit: UnitOfMeasure,
  /** Columns as long as the periods; null beyond the forecast's horizon. */
  quantiles: QuantileColumns.nullable(),
  refused: ForecastRefusal.nullable(),
})
export type PerformanceForecastSeries = z.infer<typeof PerformanceForecastSeries>

/** What is expected after the range's last fact, at the answer's own granularity. */
export const PerformanceForecast = z.object({
  periods: z.array(Period),
  /** The main quantity first. */
  series: z.array(PerformanceForecastSeries),
})
export type PerformanceForecast = z.infer<typeof PerformanceForecast>

export const Performance = z.object({
  node: NodeRef,
  from: DayLabel,
  /** Exclusive. */
  to: DayLabel,
  granularity: Granularity,
  unitSystem: UnitSystem,
  periods: z.array(Period),
  /** The main quantity first. */
  kpis: z.array(Kpi),
  series: z.array(PerformanceSeries),
  /** By size of the loss against plan, largest first. Empty for wells. */
  children: z.array(ChildPerformance),
  /** Null unless it was asked for, which only hubs take; `series` is empty where nothing is forecast. */
  forecast: PerformanceForecast.nullable(),
})
export type Performance = z.infer<typeof Performance>
