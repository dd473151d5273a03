import { z } from 'zod'
import {
  CargoRef,
  EquityShare,
  GeographicPosition,
  GradeRef,
  Laycan,
  LogisticsReading,
  LogisticsUnits,
  PipelineRef,
  TankRef,
  TerminalRef,
  VesselRef,
} from '../logistics.ts'
import { measured } from '../measured.ts'
import { NodeRef } from '../nodes/schemas.ts'
import { openEnum } from '../open-enum.ts'
import { Quality } from '../quality.ts'
import { InstantQuantiles } from '../quantiles.ts'
import { Instant } from '../time.ts'
import { Berth } from './berths.ts'
import { Endurance } from './endurance.ts'
import { StockProjection } from './projection.ts'
import { Tank } from './tanks.ts'

export const TerminalKind = openEnum(['tank-farm', 'cavern', 'floating-storage', 'lng', 'gas-plant', 'other'])
export type TerminalKind = z.infer<typeof TerminalKind>

export const Terminal = TerminalRef.extend({
  kind: TerminalKind,
  /** UN/LOCODE, five characters; null where the place has none. */
  locode: z
    .string()
    .regex(/^[A-Z]{2}[A-Z2-9]{3}$/)
    .nullable(),
  position: GeographicPosition.nullable(),
  /** The clock that laycans and berthing hours are written in. */
  timeZone: z.string().min(1),
  /** Owners of the tanks; the owners of what is in them are told with each grade. */
  owners: z.array(EquityShare),
  pipelines: z.array(PipelineRef),
  /** The production nodes whose oil arrives here. */
  supplies: z.array(NodeRef),
})
export type Terminal = z.infer<typeof Terminal>

/**
 * What lies in the tanks that are in service; a tank out of service counts neither as stock nor as space.
 * Null where a tank's reading is missing: a sum without it would look like free space.
 */
export const StockPosition = z.object({
  /** Oldest reading that the sums need. */
  at: Instant.nullable(),
  /** The worst of the readings. */
  quality: Quality,
  stock: z.number().nullable(),
  /** What no pump can reach: level below the outlet, or the roof on its legs. */
  deadStock: z.number().min(0),
  /** Settling, being sampled, or off specification. */
  held: z.number().min(0),
  /** stock − deadStock − held, at least 0. */
  available: z.number().min(0).nullable(),
  maxOperating: z.number().min(0),
  /** Σ (maxOperating − stock) by tank, each at least 0. Free volume, never a height. */
  ullageVolume: z.number().min(0).nullable(),
  /** Part of `ullageVolume` that can be filled now: without tanks that load, settle or are kept to switch to. */
  usableUllageVolume: z.number().min(0).nullable(),
  /** Σ (maxOperating − minOperating) by tank. */
  workingCapacity: z.number().min(0),
})
export type StockPosition = z.infer<typeof StockPosition>

/** The cargo that loads next, and when. */
export const NextLifting = z.object({
  cargo: CargoRef,
  grade: GradeRef,
  vessel: VesselRef.nullable(),
  /** Nominated. */
  volume: z.number().min(0),
  laycan: Laycan,
  loadingStart: InstantQuantiles.nullable(),
})
export type NextLifting = z.infer<typeof NextLifting>

/** The grades together are `stock`; `endurance` is that of the grade which runs full first. */
export const TerminalSummary = z.object({
  terminal: Terminal,
  stock: StockPosition,
  endurance: Endurance,
  nextLifting: NextLifting.nullable(),
})
export type TerminalSummary = z.infer<typeof TerminalSummary>

export const TerminalList = z.object({
  units: LogisticsUnits,
  /** By name. */
  terminals: z.array(TerminalSummary),
  nextCursor: z.string().nullable(),
})
export type TerminalList = z.infer<typeof TerminalList>

/** `adjustment` is a gauge corrected or water drained: stock that moved without a receipt or a lifting. */
export const MovementKind = openEnum(['receipt', 'lifting', 'transfer-in', 'transfer-out', 'adjustment'])
export type MovementKind = z.infer<typeof MovementKind>

/** A volume that entered (positive) or left (negative) a grade's tanks, or will. */
export const Movement = z.object({
  kind: MovementKind,
  /** `actual` has been measured, `running` has begun, `planned` has not. */
  phase: openEnum(['actual', 'running', 'planned']),
  grade: GradeRef,
  start: Instant,
  /** Exclusive; of a running movement, its expected end. */
  end: Instant,
  volume: z.number(),
  quality: Quality,
  tanks: z.array(TankRef),
  pipeline: PipelineRef.nullable(),
  cargo: CargoRef.nullable(),
})
export type Movement = z.infer<typeof Movement>

/** Stock over what has passed of the range: opening + receipts − liftings + adjustments + unaccounted = closing. */
export const StockBalance = z.object({
  from: Instant,
  /** Exclusive; not later than the newest reading. */
  to: Instant,
  opening: z.number().nullable(),
  receipts: z.number().nullable(),
  liftings: z.number().nullable(),
  /** Signed, transfers between grades among them. */
  adjustments: z.number().nullable(),
  closing: z.number().nullable(),
  /** What closes it; null where anything else is. */
  unaccounted: z.number().nullable(),
})
export type StockBalance = z.infer<typeof StockBalance>

/** One owner's part of a grade. */
export const OwnerStock = EquityShare.extend({
  stock: z.number().nullable(),
  /** Lifted − entitled since the agreement's start: positive is over-lifted. */
  overLift: z.number().nullable(),
})
export type OwnerStock = z.infer<typeof OwnerStock>

export const GradeStock = z.object({
  grade: GradeRef,
  /** At 15 °C, whatever the units: it turns volumes into masses. Null where no sample says. */
  density: measured(z.number().positive().nullable(), { unit: 'kg/m3', reference: 'metric' }),
  stock: StockPosition,
  owners: z.array(OwnerStock),
  endurance: Endurance,
  balance: StockBalance,
  /** Null where it cannot be made; `projectionRefused` says why. */
  projection: StockProjection.nullable(),
  projectionRefused: openEnum(['no-stock-reading', 'no-receipt-forecast', 'range-in-the-past']).nullable(),
})
export type GradeStock = z.infer<typeof GradeStock>

/** What is on its way: it belongs to the shippers, and to no tank. */
export const TerminalLinefill = z.object({ pipeline: PipelineRef, grade: GradeRef, volume: LogisticsReading })
export type TerminalLinefill = z.infer<typeof TerminalLinefill>

export const TerminalOperations = z.object({
  units: LogisticsUnits,
  terminal: Terminal,
  from: Instant,
  /** Exclusive. */
  to: Instant,
  tanks: z.array(Tank),
  berths: z.array(Berth),
  /** All grades together. */
  stock: StockPosition,
  grades: z.array(GradeStock),
  /** Oldest first. */
  movements: z.array(Movement),
  linefill: z.array(TerminalLinefill),
})
export type TerminalOperations = z.infer<typeof TerminalOperations>
