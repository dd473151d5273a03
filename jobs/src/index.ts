export {
  type CacheInvalidation,
  type ConfiguredSource,
  type IngestContext,
  type IngestSettings,
  type JobContext,
  type JobLog,
  type SourceSchedule,
} from './context.ts'
export { FailingJobs } from './ingest/failing-jobs.ts'
export { importSource, type ImportResult, registerSource } from './import-source.ts'
export { discoverSource } from './discover-source/discover-source.worker.ts'
export { ingestHourly } from './ingest-hourly/ingest-hourly.worker.ts'
export { ingestDays, ingestProduction } from './ingest-production/ingest-production.worker.ts'
export { ingestSamples } from './ingest-samples/ingest-samples.worker.ts'
export { backfillProduction } from './backfill-production/backfill-production.worker.ts'
export { backfillHourly } from './backfill-hourly/backfill-hourly.worker.ts'
export { rollUp } from './roll-up/roll-up.worker.ts'
export { createJobQueue, type JobQueue, type RunningWorker } from './queue.ts'
export { startJobs } from './worker.ts'
