import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Fills in the hourly past of a historian's series, newest first, a day of hours in each run that is recorded. */
export const BackfillHourly = defineJob({
  name: 'backfill-hourly',
  Data: z.object({ sourceId: z.string().min(1) }),
  attempts: 10,
  backoffMs: 5_000,
})
