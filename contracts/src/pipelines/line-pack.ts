import { z } from 'zod'
import { LogisticsReading } from '../logistics.ts'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'
import { InstantQuantiles } from '../quantiles.ts'
import { UnitOfMeasure } from '../quantity.ts'
import { Instant } from '../time.ts'

/** How long the pack lasts. `hours` is null while it does not fall (`not-limiting`) and where an input is missing (`unknown`). */
export const SurvivalTime = z.object({
  state: openEnum(['limiting', 'not-limiting', 'unknown']),
  hours: measured(z.number().min(0).nullable(), { unit: 'h' }),
  /** Supply and demand that it is reckoned with. */
  supply: z.number().min(0).nullable(),
  demand: z.number().min(0).nullable(),
  /** In the names of the answer, to be shown beside the number. */
  formula: z.string().min(1),
})
export type SurvivalTime = z.infer<typeof SurvivalTime>

/**
 * The gas in a line. It is not constant: what goes in and does not come out raises the pressure, so a trip upstream is seen at the outlet as a
 * falling pressure, hours before a falling rate. Volumes are at the reference condition of `units`.
 */
export const LinePack = z.object({
  at: Instant,
  /** Of every pressure here; absolute, because the formula is. */
  pressureUnit: UnitOfMeasure,
  inletPressure: LogisticsReading,
  outletPressure: LogisticsReading,
  /** ⅔ · (p1 + p2 − p1 · p2 ÷ (p1 + p2)). */
  meanPressure: z.number().min(0).nullable(),
  meanTemperature: measured(z.number().nullable(), { unit: 'degC' }),
  /** z of the gas at that pressure and temperature. */
  compressibility: measured(z.number().positive().nullable(), { unit: '1' }),
  /** geometricVolume · (meanPressure ÷ p_ref) · (T_ref ÷ T) ÷ z. */
  pack: z.number().min(0).nullable(),
  /** With the line at the most that it may be operated at. */
  packMax: z.number().min(0),
  /** With the outlet at the least that is accepted there. */
  packMin: z.number().min(0),
  /** packMax − packMin: what there is to play with. */
  usablePackMax: z.number().min(0),
  /** pack − packMin, at least 0: what there is of it now. */
  usablePack: z.number().min(0).nullable(),
  /** Change of the pack: positive while it fills. Part of the balance: inlet − outlet − this is what is unaccounted. */
  packRate: z.number().nullable(),
  /** Outlet at its least, if flows stay as they are. */
  atPresentFlows: SurvivalTime,
  /** The same if the largest supply trips now. */
  withoutLargestSupply: SurvivalTime,
  /** When the outlet's pressure falls below its least, as flows are forecast; null where it is not expected to. */
  outletBelowMin: InstantQuantiles.nullable(),
})
export type LinePack = z.infer<typeof LinePack>
