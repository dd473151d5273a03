import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Reads what a historian's series came to over each production day, the newest first, and fills in the past behind it. */
export const IngestDailySeries = defineJob({
  name: 'ingest-daily-series',
  Data: z.object({ sourceId: z.string().min(1) }),
  attempts: 3,
  backoffMs: 5_000,
})
