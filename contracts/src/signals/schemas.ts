import { z } from 'zod'
import { Signal } from '../nodes/schemas.ts'
import { Quality } from '../quality.ts'
import { UnitOfMeasure } from '../quantity.ts'
import { Instant } from '../time.ts'

/** Samples as columns of one length, oldest first. A null value is a gap: draw nothing across it. */
export const SampleColumns = z.object({
  at: z.array(Instant),
  value: z.array(z.number().nullable()),
  quality: z.array(Quality),
})
export type SampleColumns = z.infer<typeof SampleColumns>

export const SignalSamples = z.object({
  signal: Signal,
  unit: UnitOfMeasure,
  from: Instant,
  to: Instant,
  /** `recorded` as the source archived them; `hourly` averages, where raw samples are no longer kept. */
  resolution: z.enum(['recorded', 'hourly']),
  /** How many samples the range holds; more than were sent when the answer was reduced (extremes and gaps are kept). */
  count: z.int().min(0),
  samples: SampleColumns,
})
export type SignalSamples = z.infer<typeof SignalSamples>
