import { z } from 'zod'
import { EstimateModel, GradeRef, LogisticsReading, LogisticsUnits, PipelineRef, TerminalRef } from '../logistics.ts'
import { measured } from '../measured.ts'
import { NodeRef } from '../nodes/schemas.ts'
import { openEnum } from '../open-enum.ts'
import { InstantQuantiles } from '../quantiles.ts'
import { Instant } from '../time.ts'
import { LinePack } from './line-pack.ts'

export const PipelineFluid = openEnum(['oil', 'gas', 'multiphase', 'water', 'co2'])
export type PipelineFluid = z.infer<typeof PipelineFluid>

export const DeliveryPointId = z
  .string()
  .max(64)
  .regex(/^delivery-[a-z0-9]+$/)
export type DeliveryPointId = z.infer<typeof DeliveryPointId>

/** Where something leaves the line. */
export const DeliveryPoint = z.object({
  id: DeliveryPointId,
  name: z.string().min(1),
  /** Null where it ends in none of ours. */
  terminal: TerminalRef.nullable(),
  distanceFromInlet: measured(z.number().min(0), { unit: 'm' }),
  /** What a liquid fills between the inlet and here; null for gas, whose volume is a matter of pressure. */
  volumeFromInlet: z.number().min(0).nullable(),
})
export type DeliveryPoint = z.infer<typeof DeliveryPoint>

export const Pipeline = PipelineRef.extend({
  fluid: PipelineFluid,
  /** The nodes that inject at the inlet. */
  suppliedBy: z.array(NodeRef),
  length: measured(z.number().positive(), { unit: 'm' }),
  innerDiameter: measured(z.number().positive(), { unit: 'm' }),
  /** π ÷ 4 · innerDiameter² · length: of the steel, at no condition. */
  geometricVolume: measured(z.number().positive(), { unit: 'm3' }),
  /** In the order that the flow passes them; the last is the outlet. */
  deliveryPoints: z.array(DeliveryPoint).min(1),
})
export type Pipeline = z.infer<typeof Pipeline>

/**
 * How arrivals are found. `cumulative-volume` a parcel arrives when the volume ahead of it has left, so it stands still when the flow does ·
 * `line-pack` gas has no parcels, its inventory moves with the pressure · `configured-delay` a time that the site gave, where holdup lets
 * nothing better be said · `none`.
 */
export const PipelineMethod = z.object({
  name: openEnum(['cumulative-volume', 'line-pack', 'configured-delay', 'none']),
  /** A sentence to show beside the number. */
  statement: z.string().min(1),
  model: EstimateModel,
})
export type PipelineMethod = z.infer<typeof PipelineMethod>

/** What goes in and comes out now, and the rate at which the line is expected to move. */
export const PipelineFlow = z.object({
  inlet: LogisticsReading,
  outlet: LogisticsReading,
  /** 10, 50 and 90 % of the truth lie below, as a mean until the last parcel has arrived; null where no forecast is there. */
  expected: z.object({ p10: z.number().min(0), p50: z.number().min(0), p90: z.number().min(0) }).nullable(),
})
export type PipelineFlow = z.infer<typeof PipelineFlow>

/** When a parcel passes a delivery point. */
export const ParcelArrival = z.object({
  deliveryPoint: DeliveryPointId,
  /** `arriving`: its front has passed and its end has not. `stopped`: the line does not move, so nothing can be said. */
  state: openEnum(['on-the-way', 'arriving', 'passed', 'stopped']),
  /** Between its front and the point; 0 once the front has passed. */
  volumeToGo: z.number().min(0),
  /** Null once passed, and while stopped. */
  front: InstantQuantiles.nullable(),
  end: InstantQuantiles.nullable(),
})
export type ParcelArrival = z.infer<typeof ParcelArrival>

/** A batch in the line: first in, first out. Positions are cumulative volumes from the inlet, not lengths. */
export const Parcel = z.object({
  id: z
    .string()
    .max(64)
    .regex(/^parcel-[a-z0-9]+$/),
  /** The shipper's or the dispatcher's batch number. */
  reference: z.string().min(1),
  grade: GradeRef,
  shipper: z.string().min(1),
  /** Of the whole batch, as injected or nominated. */
  volume: z.number().positive(),
  /** What of it is between inlet and outlet now: frontVolume − endVolume. */
  volumeInLine: z.number().min(0),
  /** The front stands at this volume from the inlet; at the outlet it is the linefill. */
  frontVolume: z.number().min(0),
  /** 0 while it is still being injected. */
  endVolume: z.number().min(0),
  injectedFrom: Instant,
  /** Null while it is still being injected. */
  injectedTo: Instant.nullable(),
  /** Mixed with the batch behind; null where it is not reckoned. */
  interfaceVolume: z.number().min(0).nullable(),
  arrivals: z.array(ParcelArrival),
})
export type Parcel = z.infer<typeof Parcel>

/** What fills an oil line: constant but for pressure and temperature, and the shippers' property. */
export const Linefill = z.object({
  at: Instant,
  volume: z.number().positive(),
  /** Parts of `volume`, which they add up to. */
  byShipper: z.array(z.object({ shipper: z.string().min(1), volume: z.number().min(0) })),
  /** From a parcel's injection to its delivery at the expected rate, linefill ÷ rate; null where nothing moves. */
  transit: measured(z.number().min(0).nullable(), { unit: 'h' }),
  /** Next to be delivered first. Their volumes in line add up to `volume`. */
  parcels: z.array(Parcel),
})
export type Linefill = z.infer<typeof Linefill>

/** A pipeline and when what is in it arrives. */
export const PipelineEta = z.object({
  units: LogisticsUnits,
  pipeline: Pipeline,
  method: PipelineMethod,
  issuedAt: Instant,
  flow: PipelineFlow,
  /** Of liquids; null for gas. */
  linefill: Linefill.nullable(),
  /** Of gas; null for liquids. */
  linePack: LinePack.nullable(),
  /** From inlet to outlet where only a delay is configured; null with the other methods. */
  configuredDelay: measured(z.number().min(0).nullable(), { unit: 'h' }),
})
export type PipelineEta = z.infer<typeof PipelineEta>
