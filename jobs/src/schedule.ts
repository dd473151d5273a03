import { BackfillHourly } from './backfill-hourly/backfill-hourly.job.ts'
import { BackfillProduction } from './backfill-production/backfill-production.job.ts'
import { CatchUpSamples } from './catch-up-samples/catch-up-samples.job.ts'
import type { ConfiguredSource, JobContext } from './context.ts'
import { DetectQuality, detectQualityEveryS } from './detect-quality/detect-quality.job.ts'
import { DiscoverSource } from './discover-source/discover-source.job.ts'
import { IngestDailySeries } from './ingest-daily-series/ingest-daily-series.job.ts'
import { IngestHourly } from './ingest-hourly/ingest-hourly.job.ts'
import { IngestProduction } from './ingest-production/ingest-production.job.ts'
import { IngestSamples } from './ingest-samples/ingest-samples.job.ts'
import { type JobDefinition, jobKey } from './job.ts'
import { PruneSamples } from './prune-samples/prune-samples.job.ts'
import { RereadSamples } from './reread-samples/reread-samples.job.ts'
import { WindowProduction } from './window-production/window-production.job.ts'

const pruneEveryMs = 3_600_000

/** Between looks at whether the window of a source of record has been read again today, s. */
const windowLookEveryS = 900

/** Between looks at whether a production day of a historian's series is over, s. */
const daysLookEveryS = 900

/** Between looks at whether series are behind, s: soon after an outage, and cheap while there was none. */
const catchUpEveryS = 60

/** Between readings of the last hours of samples again, unless the source says otherwise, s. */
const lookBackEveryS = 1_800

/** A job that is to run again and again. */
interface Schedule {
  readonly definition: JobDefinition
  /** The source's id, or `all`. */
  readonly key: string
  readonly data: object
  readonly everyMs: number
}

type Scheduling = Pick<JobContext, 'queue' | 'sources'>

function recurringJobs({ source, every }: ConfiguredSource): Schedule[] {
  if (every === null) return []
  const of = (definition: JobDefinition, everyS: number): Schedule => ({
    definition,
    key: source.id,
    data: { sourceId: source.id },
    everyMs: everyS * 1_000,
  })
  return [
    of(DiscoverSource, every.discoverS),
    ...(source.production === undefined
      ? []
      : [of(IngestProduction, every.productionS), of(WindowProduction, windowLookEveryS)]),
    ...(source.series === undefined
      ? []
      : [
          of(IngestSamples, every.samplesS),
          of(IngestHourly, every.hourlyS),
          of(IngestDailySeries, daysLookEveryS),
          of(CatchUpSamples, catchUpEveryS),
          of(RereadSamples, every.lookBackEveryS ?? lookBackEveryS),
          of(DetectQuality, detectQualityEveryS),
        ]),
  ]
}

const listExpected = ({ sources }: Scheduling): Schedule[] => [
  { definition: PruneSamples, key: 'all', data: {}, everyMs: pruneEveryMs },
  ...[...sources.values()].flatMap(recurringJobs),
]

const keyOf = ({ definition, key }: Schedule): string => jobKey(definition.name, key)

/** Puts schedules into the queue, and has each source among them read from its description on. */
async function putSchedules({ queue, sources }: Scheduling, schedules: readonly Schedule[]): Promise<void> {
  for (const { definition, key, data, everyMs } of schedules) await queue.schedule(definition, key, data, everyMs)
  const touched = new Set(schedules.map(({ key }) => key))
  for (const sourceId of sources.keys())
    if (touched.has(sourceId)) await queue.add(DiscoverSource, sourceId, { sourceId })
}

/** Puts every source's jobs on their schedule, and ends the schedules of sources that are gone. */
export async function scheduleJobs(context: Scheduling): Promise<void> {
  const expected = listExpected(context)
  await putSchedules(context, expected)
  await context.queue.retainSchedules(expected.map(keyOf))
}

/**
 * Puts back the schedules that the queue has lost, as a Redis does that comes back empty; resolves with their keys.
 * The others are left alone: to put one again would push its next run away.
 */
export async function restoreSchedules(context: Scheduling): Promise<string[]> {
  const there = await context.queue.listSchedules()
  const missing = listExpected(context).filter((schedule) => !there.has(keyOf(schedule)))
  await putSchedules(context, missing)
  return missing.map(keyOf)
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
    await queue.add(IngestDailySeries, source.id, data)
  }
}
