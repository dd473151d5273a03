import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Reads what a source knows of nodes, links, names, calendar and series. */
export const DiscoverSource = defineJob({
  name: 'discover-source',
  Data: z.object({ sourceId: z.string().min(1) }),
  attempts: 8,
  backoffMs: 1_000,
})
