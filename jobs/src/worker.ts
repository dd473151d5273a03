import { withJobLock } from '@tieback/store'
import { backfillHourlyBinding } from './backfill-hourly/backfill-hourly.worker.ts'
import { backfillProductionBinding } from './backfill-production/backfill-production.worker.ts'
import type { JobContext } from './context.ts'
import { discoverSourceBinding } from './discover-source/discover-source.worker.ts'
import { ingestHourlyBinding } from './ingest-hourly/ingest-hourly.worker.ts'
import { ingestProductionBinding } from './ingest-production/ingest-production.worker.ts'
import { ingestSamplesBinding } from './ingest-samples/ingest-samples.worker.ts'
import { pruneSamplesBinding } from './prune-samples/prune-samples.worker.ts'
import type { JobBinding, RunningWorker } from './queue.ts'
import { rollUpBinding } from './roll-up/roll-up.worker.ts'
import { restoreSchedules, scheduleJobs } from './schedule.ts'

/** Jobs that run at once in one process: each waits for a source or for Postgres most of its time. */
const concurrency = 4

/** Between looks at whether the queue still has the schedules, ms. */
const lookEveryMs = 60_000

function listBindings(context: JobContext): JobBinding[] {
  return [
    discoverSourceBinding(context),
    ingestProductionBinding(context),
    backfillProductionBinding(context),
    ingestSamplesBinding(context),
    ingestHourlyBinding(context),
    backfillHourlyBinding(context),
    rollUpBinding(context),
    pruneSamplesBinding(context),
  ]
}

/** One job of one source at a time over all processes: a run that takes longer than its interval isn't overtaken by the next. */
function oneAtATime(context: JobContext, { definition, handle }: JobBinding): JobBinding {
  return {
    definition,
    handle: async (data, signal) =>
      await withJobLock(context.pool, `${definition.name} ${JSON.stringify(data)}`, () => handle(data, signal)),
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
  return {
    stop: async (graceMs) => {
      schedules.stop()
      await worker.stop(graceMs)
    },
  }
}
