import { DayLabel } from '@tieback/contracts'
import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Reads a span of production days again, whatever was read before. */
export const BackfillDays = defineJob({
  name: 'backfill-days',
  Data: z.object({
    sourceId: z.string().min(1),
    from: DayLabel,
    /** Exclusive. */
    to: DayLabel,
  }),
  attempts: 5,
  backoffMs: 5_000,
})
export type BackfillDaysData = z.infer<typeof BackfillDays.Data>
