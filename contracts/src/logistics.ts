import { z } from 'zod'
import { measured } from './measured.ts'
import { openEnum } from './open-enum.ts'
import { Quality } from './quality.ts'
import { UnitOfMeasure } from './quantity.ts'
import { stableId } from './stable-id.ts'
import { DayLabel, Instant } from './time.ts'

export const TerminalId = stableId('terminal')
export type TerminalId = z.infer<typeof TerminalId>
export const TankId = stableId('tank')
export type TankId = z.infer<typeof TankId>
export const BerthId = stableId('berth')
export type BerthId = z.infer<typeof BerthId>
export const GradeId = stableId('grade')
export type GradeId = z.infer<typeof GradeId>
export const CargoId = stableId('cargo')
export type CargoId = z.infer<typeof CargoId>
export const VesselId = stableId('vessel')
export type VesselId = z.infer<typeof VesselId>
export const PipelineId = stableId('pipeline')
export type PipelineId = z.infer<typeof PipelineId>

const name = z.string().min(1)

export const TerminalRef = z.object({ id: TerminalId, name })
export type TerminalRef = z.infer<typeof TerminalRef>
export const TankRef = z.object({ id: TankId, name })
export type TankRef = z.infer<typeof TankRef>
export const BerthRef = z.object({ id: BerthId, name })
export type BerthRef = z.infer<typeof BerthRef>
export const PipelineRef = z.object({ id: PipelineId, name })
export type PipelineRef = z.infer<typeof PipelineRef>

/** What is stored and shipped; blends of one product may still not be mixed, so stock is counted by grade. */
export const Product = openEnum(['crude', 'condensate', 'ngl', 'lpg', 'lng', 'gas', 'other'])
export type Product = z.infer<typeof Product>

export const GradeRef = z.object({ id: GradeId, name, product: Product })
export type GradeRef = z.infer<typeof GradeRef>

/** `reference` is the number that the lifter and the terminal write on their papers. */
export const CargoRef = z.object({ id: CargoId, reference: z.string().min(1) })
export type CargoRef = z.infer<typeof CargoRef>

/** The last digit checks the others: the sum of each times 7, 6, 5, 4, 3, 2, modulo 10 (IMO resolution A.1117). */
const hasImoCheckDigit = (imo: string) =>
  [7, 6, 5, 4, 3, 2].reduce((sum, weight, index) => sum + weight * Number(imo[index]), 0) % 10 === Number(imo[6])

/** The seven digits that a hull keeps for life, whatever its name, flag and owner. */
export const ImoNumber = z
  .string()
  .regex(/^\d{7}$/)
  .refine(hasImoCheckDigit, { error: 'expected an IMO number whose last digit checks the others' })
export type ImoNumber = z.infer<typeof ImoNumber>

/** A ship's radio identity; it changes with the flag. The first digit of a ship's is the region, 2 to 7. */
export const Mmsi = z.string().regex(/^[2-7]\d{8}$/)
export type Mmsi = z.infer<typeof Mmsi>

/** `imo` is null for what has none, such as a barge; then only our own id identifies it. */
export const VesselRef = z.object({ id: VesselId, name, imo: ImoNumber.nullable() })
export type VesselRef = z.infer<typeof VesselRef>

/** A company's part of a terminal, a stock or a cargo; the parts of one thing add up to 1. */
export const EquityShare = z.object({
  company: name,
  share: measured(z.number().gt(0).max(1), { unit: '1' }),
})
export type EquityShare = z.infer<typeof EquityShare>

/** WGS 84. */
export const GeographicPosition = z.object({
  latitude: measured(z.number().min(-90).max(90), { unit: 'deg' }),
  longitude: measured(z.number().min(-180).max(180), { unit: 'deg' }),
})
export type GeographicPosition = z.infer<typeof GeographicPosition>

/** The units of all volumes and all rates of one answer. Volumes are net standard: without free water, sediment and water. */
export const LogisticsUnits = z.object({ volume: UnitOfMeasure, rate: UnitOfMeasure })
export type LogisticsUnits = z.infer<typeof LogisticsUnits>

/** A volume or a rate in the answer's `units`, or in the unit that its field names: when it was read and how far to trust it. `at` is null where nothing was ever read. */
export const LogisticsReading = z.object({ value: z.number().nullable(), at: Instant.nullable(), quality: Quality })
export type LogisticsReading = z.infer<typeof LogisticsReading>

/** A probability, 0..1. */
export const Probability = measured(z.number().min(0).max(1), { unit: '1' })
export type Probability = z.infer<typeof Probability>

/**
 * When something will have happened for the first time, with a probability of 10, 50 and 90 %.
 * Null: not within the horizon with that probability, which is no promise for the time after.
 */
export const FirstInstantQuantiles = z.object({
  p10: Instant.nullable(),
  p50: Instant.nullable(),
  p90: Instant.nullable(),
})
export type FirstInstantQuantiles = z.infer<typeof FirstInstantQuantiles>

/** A calendar day on the clock of a terminal, midnight to midnight; not a production day. */
export const LocalDay = DayLabel.describe('A calendar day on the clock of a terminal, midnight to midnight')
export type LocalDay = z.infer<typeof LocalDay>

/**
 * Laydays and cancelling: the days in which the vessel has to be ready. Both days belong to it, as traders write it;
 * `start` and `end` are the same as half-open instants.
 */
export const Laycan = z.object({
  firstDay: LocalDay,
  /** Inclusive. */
  lastDay: LocalDay,
  timeZone: z.string().min(1),
  start: Instant,
  /** Midnight after `lastDay`. */
  end: Instant,
})
export type Laycan = z.infer<typeof Laycan>

/** What "arrived" means: an estimate without it can be hours apart from another. */
export const ArrivalReference = openEnum(['pilot-station', 'anchorage', 'berth'])
export type ArrivalReference = z.infer<typeof ArrivalReference>

/** The model that an estimate came from, so that it can be judged and made again. */
export const EstimateModel = z.object({ name: z.string().min(1), version: z.string().min(1) })
export type EstimateModel = z.infer<typeof EstimateModel>
