import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Asks a source who answers, and says so; writes nothing but how the source stands. */
export const CheckSource = defineJob({
  name: 'check-source',
  Data: z.object({ sourceId: z.string().min(1) }),
  attempts: 1,
  backoffMs: 1_000,
})
export type CheckSourceData = z.infer<typeof CheckSource.Data>
