import { BackfillHourly } from './backfill-hourly/backfill-hourly.job.ts'
import { BackfillProduction } from './backfill-production/backfill-production.job.ts'
import type { ConfiguredSource, JobContext } from './context.ts'
import { DiscoverSource } from './discover-source/discover-source.job.ts'
import { IngestHourly } from './ingest-hourly/ingest-hourly.job.ts'
import { IngestProduction } from './ingest-production/ingest-production.job.ts'
import { IngestSamples } from './ingest-samples/ingest-samples.job.ts'
import { type JobDefinition, jobKey } from './job.ts'
import { PruneSamples } from './prune-samples/prune-samples.job.ts'

const pruneEveryMs = 3_600_000

interface Scheduled {
  readonly definition: JobDefinition
  readonly everyS: number
}

function recurringJobs({ source, every }: ConfiguredSource): Scheduled[] {
  return [
    { definition: DiscoverSource, everyS: every.discoverS },
    ...(source.production === undefined ? [] : [{ definition: IngestProduction, everyS: every.productionS }]),
    ...(source.series === undefined
      ? []
      : [
          { definition: IngestSamples, everyS: every.samplesS },
          { definition: IngestHourly, everyS: every.hourlyS },
        ]),
  ]
}

/** Puts every source's jobs on their schedule, and ends the schedules of sources that are gone. */
export async function scheduleJobs(context: JobContext): Promise<void> {
  const kept = [jobKey(PruneSamples.name, 'all')]
  await context.queue.schedule(PruneSamples, 'all', {}, pruneEveryMs)
  for (const [sourceId, configured] of context.sources) {
    for (const { definition, everyS } of recurringJobs(configured)) {
      await context.queue.schedule(definition, sourceId, { sourceId }, everyS * 1_000)
      kept.push(jobKey(definition.name, sourceId))
    }
    await context.queue.add(DiscoverSource, sourceId, { sourceId })
  }
  await context.queue.retainSchedules(kept)
}

/** Starts what can run now that a source's nodes and series are known: the live front first, the past behind it. */
export async function startIngest({ queue }: JobContext, { source }: ConfiguredSource): Promise<void> {
  const data = { sourceId: source.id }
  if (source.production !== undefined) {
    await queue.add(IngestProduction, source.id, data)
    await queue.add(BackfillProduction, source.id, data)
  }
  if (source.series !== undefined) {
    await queue.add(IngestSamples, source.id, data)
    await queue.add(IngestHourly, source.id, data)
    await queue.add(BackfillHourly, source.id, data)
  }
}
