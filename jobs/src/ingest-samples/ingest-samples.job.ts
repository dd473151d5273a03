import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Reads the newest archived samples of a historian's series. */
export const IngestSamples = defineJob({
  name: 'ingest-samples',
  Data: z.object({ sourceId: z.string().min(1) }),
  attempts: 1,
  backoffMs: 1_000,
})
