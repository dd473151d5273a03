import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Makes a namespace's totals again from a day on, a chunk of days in each run that is recorded: for when the hierarchy changed under figures that did not. */
export const RollUp = defineJob({
  name: 'roll-up',
  Data: z.object({ sourceId: z.string().min(1), grain: z.enum(['day', 'month']), from: z.iso.date() }),
  attempts: 3,
  backoffMs: 5_000,
})
