export type { Pool as StorePool } from 'pg'
export * from './types.ts'
export { type CacheMoveListener, listenToCacheMoves } from './cache-generation.channel.ts'
export {
  acknowledgeMoves,
  type CacheGenerations,
  type CachePosition,
  countSilentMembers,
  joinCache,
  leaveCache,
  moveGenerations,
} from './cache-generation.repository.ts'
export { readCalendars, upsertCalendar } from './calendar.repository.ts'
export { InvalidCursor, readChanges } from './change.repository.ts'
export { readDeferments, writeDeferments } from './deferment.repository.ts'
export {
  findEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded/embedded-postgres.ts'
export { readDataRange, readFacts, readLatestDays, withdrawFacts, writeFacts } from './fact.repository.ts'
export { readHourly, writeHourly } from './hourly.repository.ts'
export { failInterruptedRuns, finishRun, startRun } from './ingest-run.repository.ts'
export { withJobLock } from './job-lock.ts'
export { resolveAsOf, withKnowledge } from './knowledge.ts'
export { migrate } from './migrate.ts'
export { nodeIdOf, signalIdOf } from './node-id.ts'
export {
  aliasKeyText,
  findNode,
  readAliases,
  readNodeIds,
  readTree,
  resolveAliases,
  writeNodes,
} from './node.repository.ts'
export { checkStore, createStorePool, type StorePoolOptions } from './pool.ts'
export { listQuarantine, quarantine, resolveQuarantine } from './quarantine.repository.ts'
export { readDayFacts, readLinks, type DatedLink, type DayFactRow } from './roll-up.repository.ts'
export { dropSamplesBefore, readLatestSamples, readSamples, writeSamples } from './sample.repository.ts'
export { findSignal, listSignals, writeSignals } from './signal.repository.ts'
export { readSources, readSourceStandings, upsertSource, writeSourceState } from './source.repository.ts'
export { advanceWatermark, readBackfill, readWatermark, writeBackfill } from './watermark.repository.ts'
export { readLatestAcceptedWellTests, readWellTests, writeWellTests } from './well-test.repository.ts'
