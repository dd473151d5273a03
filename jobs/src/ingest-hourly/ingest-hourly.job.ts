import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Reads the hourly statistics of a historian's series up to the last whole hour. */
export const IngestHourly = defineJob({
  name: 'ingest-hourly',
  Data: z.object({ sourceId: z.string().min(1) }),
  attempts: 3,
  backoffMs: 2_000,
})
