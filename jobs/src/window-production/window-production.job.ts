import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Reads the newest weeks of a source of record again, once each production day: for what was deleted or changed without a stamp. */
export const WindowProduction = defineJob({
  name: 'window-production',
  Data: z.object({ sourceId: z.string().min(1) }),
  attempts: 3,
  backoffMs: 60_000,
})
