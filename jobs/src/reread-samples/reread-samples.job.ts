import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Reads the last hours of every series again, for samples that came late, were corrected or deleted. */
export const RereadSamples = defineJob({
  name: 'reread-samples',
  Data: z.object({ sourceId: z.string().min(1) }),
  attempts: 2,
  backoffMs: 10_000,
})
