import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Drops raw samples that are older than they are kept. Hourly statistics and daily facts stay. */
export const PruneSamples = defineJob({ name: 'prune-samples', Data: z.object({}), attempts: 3, backoffMs: 60_000 })
