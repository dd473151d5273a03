import { z } from 'zod'
import { BerthRef, CargoRef, GradeRef } from '../logistics.ts'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'
import { Instant } from '../time.ts'

export const BerthKind = openEnum(['jetty', 'single-point-mooring', 'buoy', 'side-by-side', 'other'])
export type BerthKind = z.infer<typeof BerthKind>

export const BerthState = openEnum(['available', 'reserved', 'occupied', 'weather', 'tide', 'daylight', 'maintenance'])
export type BerthState = z.infer<typeof BerthState>

/** A stretch of the berth's calendar. Half-open; windows of a berth follow one another without gaps or overlaps. */
export const BerthWindow = z.object({
  from: Instant,
  to: Instant,
  state: BerthState,
  cargo: CargoRef.nullable(),
  note: z.string().nullable(),
})
export type BerthWindow = z.infer<typeof BerthWindow>

export const Berth = BerthRef.extend({
  kind: BerthKind,
  grades: z.array(GradeRef),
  loadingRateMax: z.number().positive(),
  lengthOverallMax: measured(z.number().positive().nullable(), { unit: 'm' }),
  draughtMax: measured(z.number().positive().nullable(), { unit: 'm' }),
  displacementMax: measured(z.number().positive().nullable(), { unit: 't' }),
  /** From `from` to `to` of the answer. */
  availability: z.array(BerthWindow),
})
export type Berth = z.infer<typeof Berth>
