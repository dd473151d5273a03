export {
  type CacheInvalidation,
  type ConfiguredSource,
  type IngestContext,
  type IngestSettings,
  type JobContext,
  type JobLog,
  type SourceSchedule,
} from './context.ts'
export { importSource, type ImportResult, registerSource } from './import-source.ts'
export { detectQuality } from './detect-quality/detect-quality.worker.ts'
export { discoverSource } from './discover-source/discover-source.worker.ts'
export { ingestHourly } from './ingest-hourly/ingest-hourly.worker.ts'
export { ingestDays, ingestProduction } from './ingest-production/ingest-production.worker.ts'
export { ingestSamples } from './ingest-samples/ingest-samples.worker.ts'
export { catchUpSamples, startCatchUp } from './catch-up-samples/catch-up-samples.worker.ts'
export { rereadSamples } from './reread-samples/reread-samples.worker.ts'
export {
  backfillDailySeries,
  ingestDailySeries,
  readMissingDailySeries,
} from './ingest-daily-series/ingest-daily-series.worker.ts'
export { rereadDays } from './backfill-days/backfill-days.worker.ts'
export { checkSource } from './check-source/check-source.worker.ts'
export { backfillProduction } from './backfill-production/backfill-production.worker.ts'
export { backfillHourly, readMissingHours } from './backfill-hourly/backfill-hourly.worker.ts'
export { type ReplayFilter, replayQuarantine, type ReplayResult } from './replay-quarantine/replay-quarantine.worker.ts'
export { windowProduction } from './window-production/window-production.worker.ts'
export { rollUp } from './roll-up/roll-up.worker.ts'
export { BackfillDays, type BackfillDaysData } from './backfill-days/backfill-days.job.ts'
export { CheckSource, type CheckSourceData } from './check-source/check-source.job.ts'
export { ReplayQuarantine, type ReplayQuarantineData } from './replay-quarantine/replay-quarantine.job.ts'
export { createJobQueue, type JobQueue, type RunningWorker } from './queue.ts'
export { type JobQuery, type QueuedCounts, type QueuedJob } from './queue-jobs.ts'
export { startJobs } from './worker.ts'
