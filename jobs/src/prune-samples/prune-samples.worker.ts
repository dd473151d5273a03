import { dropSamplesBefore } from '@tieback/store'
import type { JobContext } from '../context.ts'
import { bindJob } from '../queue.ts'
import { PruneSamples } from './prune-samples.job.ts'

const dayMs = 86_400_000

export const pruneSamplesBinding = (context: JobContext) =>
  bindJob(PruneSamples, async () => {
    const days = await dropSamplesBefore(
      context.pool,
      new Date(context.clock.now().getTime() - context.settings.sampleKeepDays * dayMs),
    )
    if (days > 0) context.cache.invalidate(['samples'])
  })
