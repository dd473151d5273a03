import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Reads what series have missed while their source or this product was away, oldest first, a chunk in each run that is recorded. */
export const CatchUpSamples = defineJob({
  name: 'catch-up-samples',
  Data: z.object({ sourceId: z.string().min(1) }),
  attempts: 3,
  backoffMs: 5_000,
})
