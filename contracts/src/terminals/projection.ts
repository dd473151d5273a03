import { z } from 'zod'
import { BandedNumber } from '../advice.ts'
import { CargoRef, EstimateModel, FirstInstantQuantiles, Probability } from '../logistics.ts'
import { measured } from '../measured.ts'
import { QuantileColumns } from '../quantiles.ts'
import { Instant } from '../time.ts'

/** Steps of an answered projection. It is reckoned in steps of an hour at most, whatever is answered. */
export const ProjectionStep = z.enum(['hour', 'six-hours', 'day'])
export type ProjectionStep = z.infer<typeof ProjectionStep>

/** When stock first exceeds the most that may be filled, were production not cut. */
export const TankTop = z.object({
  at: FirstInstantQuantiles,
  /** That it happens within the horizon. */
  probability: Probability,
})
export type TankTop = z.infer<typeof TankTop>

/** The first cargo whose nominated volume may not be available when its loading is due to start. */
export const CargoShort = z.object({
  cargo: CargoRef,
  nominated: z.number().min(0),
  /** When loading is due to start, by the median of the vessel's arrival. */
  dueAt: Instant,
  /** Available then. */
  available: BandedNumber,
  /** When the nominated volume will be available. */
  readyAt: FirstInstantQuantiles,
  probability: Probability,
})
export type CargoShort = z.infer<typeof CargoShort>

/**
 * Stock over time with its uncertainty: receipts as forecast, liftings when their vessels arrive. Columns are as long as `at`.
 * It is not held at the lines: the part above `maxOperating` is what production would have to be cut by.
 */
export const StockProjection = z.object({
  issuedAt: Instant,
  model: EstimateModel,
  step: ProjectionStep,
  /** The step that it was reckoned in. */
  simulatedStep: measured(z.number().positive().max(1), { unit: 'h' }),
  at: z.array(Instant).min(1),
  stock: QuantileColumns,
  /** Expected in the step that begins here. */
  receipts: z.array(z.number().min(0)),
  liftings: z.array(z.number().min(0)),
  /** Moves when a tank leaves or enters service. */
  maxOperating: z.array(z.number().min(0)),
  deadStock: z.array(z.number().min(0)),
  tankTop: TankTop,
  /** Null where every cargo of the horizon is there with a probability of 95 % or more. */
  cargoShort: CargoShort.nullable(),
  /** Smallest distance to the lines over the horizon, of the median: negative is beyond. */
  marginToMaxOperatingMin: z.number(),
  marginToDeadStockMin: z.number(),
})
export type StockProjection = z.infer<typeof StockProjection>
