import { z } from 'zod'
import { GradeRef, LogisticsReading, TankRef } from '../logistics.ts'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'
import { Instant } from '../time.ts'

/** A height above the datum plate, or below the reference point where the name says ullage. */
export const LevelReading = LogisticsReading.extend({ value: measured(z.number().nullable(), { unit: 'm' }) })
export type LevelReading = z.infer<typeof LevelReading>

export const TemperatureReading = LogisticsReading.extend({
  value: measured(z.number().nullable(), { unit: 'degC' }),
})
export type TemperatureReading = z.infer<typeof TemperatureReading>

/** `out-of-service` counts as zero, both as stock and as space. */
export const TankService = openEnum(['in-service', 'standby', 'out-of-service'])
export type TankService = z.infer<typeof TankService>

export const TankActivity = openEnum([
  'idle',
  'receiving',
  'loading',
  'receiving-and-loading',
  'transferring',
  'settling',
  'sampling',
  'draining-water',
  'cleaning',
])
export type TankActivity = z.infer<typeof TankActivity>

export const Tank = TankRef.extend({
  /** Null while empty and assigned to none. */
  grade: GradeRef.nullable(),
  service: TankService,
  /** Why it is not in service, in the terminal's words. */
  serviceNote: z.string().nullable(),
  /** When it is expected back; null while in service, and where nobody has said. */
  inServiceAt: Instant.nullable(),
  activity: TankActivity,
  /** Of the geometry. */
  shellCapacity: z.number().positive(),
  /** Highest that may be filled: below the overfill alarms. */
  maxOperating: z.number().positive(),
  /** Lowest that may be pumped to. */
  minOperating: z.number().min(0),
  deadStock: z.number().min(0),
  /** Of the liquid. */
  level: LevelReading,
  /** Of the empty space above the liquid: reference height − level. */
  ullageHeight: LevelReading,
  temperature: TemperatureReading,
  /** As the strapping table gives it at the tank's temperature, free water included: total observed volume. */
  observedVolume: LogisticsReading,
  freeWater: LogisticsReading,
  /** Net standard volume: what stock and ullage are counted in. */
  stock: LogisticsReading,
  available: z.number().min(0).nullable(),
  ullageVolume: z.number().min(0).nullable(),
})
export type Tank = z.infer<typeof Tank>
