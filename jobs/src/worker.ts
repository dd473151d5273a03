import { retainSourceFailures, withJobLock } from '@tieback/store'
import { BackgroundSlots } from './background-slots.ts'
import { backfillDaysBinding } from './backfill-days/backfill-days.worker.ts'
import { backfillHourlyBinding } from './backfill-hourly/backfill-hourly.worker.ts'
import { backfillProductionBinding } from './backfill-production/backfill-production.worker.ts'
import { catchUpSamplesBinding } from './catch-up-samples/catch-up-samples.worker.ts'
import { checkSourceBinding } from './check-source/check-source.worker.ts'
import type { JobContext } from './context.ts'
import { detectQualityBinding } from './detect-quality/detect-quality.worker.ts'
import { discoverSourceBinding } from './discover-source/discover-source.worker.ts'
import { followSources } from './follow-samples/follow-samples.ts'
import { ingestDailySeriesBinding } from './ingest-daily-series/ingest-daily-series.worker.ts'
import { ingestHourlyBinding } from './ingest-hourly/ingest-hourly.worker.ts'
import { ingestProductionBinding } from './ingest-production/ingest-production.worker.ts'
import { ingestSamplesBinding } from './ingest-samples/ingest-samples.worker.ts'
import { pruneSamplesBinding } from './prune-samples/prune-samples.worker.ts'
import type { JobBinding, RunningWorker } from './queue.ts'
import { heedQuietHours } from './quiet-hours.ts'
import { reportTraffic } from './report-traffic.ts'
import { rereadSamplesBinding } from './reread-samples/reread-samples.worker.ts'
import { replayQuarantineBinding } from './replay-quarantine/replay-quarantine.worker.ts'
import { rollUpBinding } from './roll-up/roll-up.worker.ts'
import { windowProductionBinding } from './window-production/window-production.worker.ts'
import { restoreSchedules, scheduleJobs } from './schedule.ts'

/**
 * Jobs that run at once in one process, and how many of them may be filling in the past: each waits for a source or for Postgres most
 * of its time. Each holds a connection for its lock, and so does following; a pool of ten, the least there may be, leaves four.
 */
const concurrency = 5
const backgroundSlots = 3

/** Of these, how many may run for hours: the last slot is for what comes round again and is soon done. */
const longSlots = 2

/** Between looks at whether the queue still has the schedules, ms. */
const lookEveryMs = 60_000

function listBindings(context: JobContext): JobBinding[] {
  const slots = new BackgroundSlots(backgroundSlots)
  const recurring = (binding: JobBinding) => slots.share(heedQuietHours(context, binding, { comesAgain: true }))
  const long = new BackgroundSlots(longSlots)
  const filling = (binding: JobBinding, comesAgain: boolean) =>
    long.share(slots.share(heedQuietHours(context, binding, { comesAgain })))
  return [
    ingestProductionBinding(context),
    ingestSamplesBinding(context),
    ingestHourlyBinding(context),
    checkSourceBinding(context),
    replayQuarantineBinding(context),
    pruneSamplesBinding(context),
    // Everything else waits for it, so it takes no slot.
    heedQuietHours(context, discoverSourceBinding(context), { comesAgain: true }),
    recurring(windowProductionBinding(context)),
    filling(catchUpSamplesBinding(context), true),
    recurring(rereadSamplesBinding(context)),
    filling(ingestDailySeriesBinding(context), true),
    filling(backfillProductionBinding(context), false),
    filling(backfillHourlyBinding(context), false),
    filling(backfillDaysBinding(context), false),
    // These two ask no source.
    slots.share(rollUpBinding(context)),
    slots.share(detectQualityBinding(context)),
  ]
}

/** One job of one source at a time over all processes: a run that takes longer than its interval isn't overtaken by the next. */
function oneAtATime(context: JobContext, { definition, handle }: JobBinding): JobBinding {
  return {
    definition,
    handle: async (data, signal) => {
      const key = `${definition.name} ${JSON.stringify(data)}`
      const done = await withJobLock(context.pool, key, async () => ({ result: await handle(data, signal) }))
      return done === undefined ? 'another run of it was under way' : done.result
    },
  }
}

/** Keeps every source's jobs on their schedule: put whole at first, and put back where the queue has lost them. */
function keepSchedules(context: JobContext): { look(): void; stop(): void } {
  let isPut = false
  let isLooking = false
  let isStopped = false
  const put = async (): Promise<void> => {
    if (isPut) {
      const restored = await restoreSchedules(context)
      if (restored.length > 0) context.log.warn({ restored }, 'the queue had lost schedules; they are put back')
    } else {
      await scheduleJobs(context)
      await forgetFailures(context)
      isPut = true
    }
  }
  const look = (): void => {
    // One look at a time: while the queue is away the last one waits, and goes on when it answers.
    if (isLooking || isStopped) return
    isLooking = true
    put()
      .catch((error: unknown) => {
        if (!isStopped) context.log.warn({ err: String(error) }, 'schedules could not be put; they are tried again')
      })
      .finally(() => {
        isLooking = false
      })
  }
  const timer = setInterval(look, lookEveryMs)
  return {
    look,
    stop: () => {
      isStopped = true
      clearInterval(timer)
    },
  }
}

/** Forgets failures of jobs that are no longer there, as after an update: they will never succeed, and their source would stay down. */
async function forgetFailures(context: JobContext): Promise<void> {
  const names = listBindings(context).map(({ definition }) => definition.name)
  for (const id of context.sources.keys()) await retainSourceFailures(context.pool, id, names)
}

/** Schedules every source's jobs and carries them out until stopped. A queue that is away is waited for. */
export function startJobs(context: JobContext): RunningWorker {
  const { queue, log } = context
  const bindings = listBindings(context).map((binding) => oneAtATime(context, binding))
  const worker = queue.work(bindings, concurrency, (job, error) => {
    log.warn({ job, err: error.message }, 'job failed')
  })
  const schedules = keepSchedules(context)
  queue.watch({
    lost: (error) => log.warn({ queue: queue.backend, err: error.message }, 'queue unavailable'),
    found: () => {
      log.info({ queue: queue.backend }, 'queue answers')
      schedules.look()
    },
  })
  schedules.look()
  const traffic = reportTraffic(context)
  const following = followSources(context)
  return {
    stop: async (graceMs) => {
      schedules.stop()
      traffic.stop()
      await Promise.all([following.stop(), worker.stop(graceMs)])
    },
  }
}
