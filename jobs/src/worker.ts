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
import { scheduleJobs } from './schedule.ts'

/** Jobs that run at once in one process: each waits for a source or for Postgres most of its time. */
const concurrency = 4

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

/** Schedules every source's jobs and carries them out until stopped. */
export async function startJobs(context: JobContext): Promise<RunningWorker> {
  const bindings = listBindings(context).map((binding) => oneAtATime(context, binding))
  const worker = context.queue.work(bindings, concurrency, (job, error) => {
    context.log.warn({ job, err: error.message }, 'job failed')
  })
  await scheduleJobs(context)
  return worker
}
