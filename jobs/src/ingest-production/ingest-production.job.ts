import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Reads what changed in a source of record since the last run, and the days that are still open. */
export const IngestProduction = defineJob({
  name: 'ingest-production',
  Data: z.object({ sourceId: z.string().min(1) }),
  attempts: 3,
  backoffMs: 2_000,
})
