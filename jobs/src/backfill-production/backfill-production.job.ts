import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Fills in the past of a source of record, newest first, a chunk of production days in each run that is recorded. */
export const BackfillProduction = defineJob({
  name: 'backfill-production',
  Data: z.object({ sourceId: z.string().min(1) }),
  attempts: 10,
  backoffMs: 5_000,
})
