import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Maps refused rows of a source again under the mapping of today; all of them where nothing narrows it. */
export const ReplayQuarantine = defineJob({
  name: 'replay-quarantine',
  Data: z.object({
    sourceId: z.string().min(1),
    dataset: z.string().min(1).optional(),
    reason: z.string().min(1).optional(),
    ids: z.array(z.string().min(1)).min(1).max(1_000).optional(),
  }),
  attempts: 3,
  backoffMs: 5_000,
})
export type ReplayQuarantineData = z.infer<typeof ReplayQuarantine.Data>
