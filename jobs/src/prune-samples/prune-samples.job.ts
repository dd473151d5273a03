import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Drops raw samples, runs, and what was measured of sources, once it is older than it is kept. Hourly statistics and daily facts stay. */
export const PruneSamples = defineJob({ name: 'prune-samples', Data: z.object({}), attempts: 3, backoffMs: 60_000 })
