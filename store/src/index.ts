export type { Pool as StorePool } from 'pg'
export * from './types.ts'
export {
  appendAuditEntry,
  appendIfChanged,
  type AuditEntryInput,
  type AuditFilter,
  type AuditRow,
  countAuditEntries,
  listAuditEntries,
  readAuditEntries,
} from './audit.repository.ts'
export type { ChainFault, ChainReport } from './audit-chain.ts'
export { type AuditCheckpoint, keyIdOf } from './audit-checkpoint.ts'
export { addCheckpoint, findNewestCheckpoint, readAuditHead } from './audit-checkpoint.repository.ts'
export { type AuditRights, readAuditRights } from './audit-rights.ts'
export { verifyAuditLog } from './audit-verify.ts'
export { canonicalJson } from './canonical-json.ts'
export { type StoreTransaction, withTransaction } from './transaction.ts'
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
export {
  readDailySeries,
  writeDailySeries,
  type DailySeriesInput,
  type DailySeriesRow,
} from './daily-series.repository.ts'
export { InvalidCursor, readChanges } from './change.repository.ts'
export {
  readDeferments,
  readDefermentsTouched,
  readStandingDeferments,
  withdrawDeferments,
  writeDeferments,
} from './deferment.repository.ts'
export type { StandingEvent } from './event-withdraw.ts'
export { openForApplication } from './embedded/application-role.ts'
export {
  findEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded/embedded-postgres.ts'
export {
  factKeyText,
  hasUnapprovedFacts,
  readDataRange,
  readFacts,
  readLastTouched,
  readLatestDays,
  readStandingFacts,
  type StandingFact,
  withdrawFacts,
  writeFacts,
} from './fact.repository.ts'
export { readHourly, writeHourly } from './hourly.repository.ts'
export {
  addFreshness,
  deleteFreshnessBefore,
  freshnessStep,
  freshnessStepsS,
  readFreshness,
  type FreshnessRow,
} from './freshness.repository.ts'
export {
  deleteRunsBefore,
  failInterruptedRuns,
  finishRun,
  listRuns,
  type RunQuery,
  type RunPage,
  type SourceRunRow,
  startRun,
} from './ingest-run.repository.ts'
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
export {
  describeWhollyRefused,
  groupQuarantine,
  listQuarantine,
  quarantine,
  type QuarantineFilter,
  type QuarantineGroupRow,
  refuseAgain,
  type RefusedAgain,
  resolveQuarantine,
  resolveReadSeries,
  resolveUnseen,
} from './quarantine.repository.ts'
export {
  type QualityMarkInput,
  type QualityMarkPage,
  type QualityMarkQuery,
  type QualityMarkRow,
  readQualityMarks,
  replaceQualityMarks,
} from './quality-mark.repository.ts'
export { readDayFacts, readLinks, type DatedLink, type DayFactRow } from './roll-up.repository.ts'
export {
  dropSamplesBefore,
  readLatestSamples,
  readSamples,
  readUsualWaits,
  replaceSamples,
  type ReplaceCounts,
  type SampleSpan,
  writeSamples,
} from './sample.repository.ts'
export {
  listMissingDays,
  listUnreadSeries,
  type MissingDays,
  noteMissingDays,
  restMissingDays,
  settleMissingDays,
} from './series-backfill.repository.ts'
export {
  advanceSeries,
  hasSamplesKnownSince,
  listReadSeries,
  listSampleGaps,
  listSeriesMarks,
  noteNewestSamples,
  readLeastMark,
  type SampleGap,
  type SeriesAdvance,
  type SeriesMark,
} from './series-watermark.repository.ts'
export {
  hasSamples,
  readHourlyArrays,
  readSampleArrays,
  type StoredHours,
  type StoredSamples,
} from './series-arrays.ts'
export type { SeriesQuery } from './packed-series.ts'
export { packSampleDays } from './sample-days.ts'
export { listenToSessions, type SessionListener } from './session.channel.ts'
export {
  claimRenewal,
  createSession,
  deleteOverSessions,
  type EndedSession,
  endSessions,
  findSessions,
  listSessions,
  renewSession,
  type SessionChoice,
  type SessionGrant,
  type SessionInput,
  type SessionRow,
  useSession,
} from './session.repository.ts'
export {
  beginSignIn,
  deleteOverSignIns,
  type PendingSignIn,
  spendLogoutToken,
  takeSignIn,
} from './sign-in.repository.ts'
export { findSignal, listSignals, writeSignals } from './signal.repository.ts'
export {
  clearSourceFailure,
  listSourceFailures,
  noteSourceFailure,
  retainSourceFailures,
  type SourceFailure,
} from './source-failure.repository.ts'
export {
  deleteTrafficBefore,
  readSourceTraffic,
  type SourceTrafficRow,
  type TrafficReport,
  writeSourceTraffic,
} from './source-traffic.repository.ts'
export { readSources, readSourceStandings, upsertSource, writeSourceState } from './source.repository.ts'
export { advanceWatermark, readBackfill, readWatermark, writeBackfill } from './watermark.repository.ts'
export {
  readLatestAcceptedWellTests,
  readStandingWellTests,
  readWellTests,
  readWellTestsTouched,
  withdrawWellTests,
  writeWellTests,
} from './well-test.repository.ts'
export {
  listWireChanges,
  readWireSchemas,
  recordWireShapes,
  type WireSchemaRow,
  type WireShapeInput,
} from './wire-schema.repository.ts'
export {
  deleteCommitsBefore,
  deleteResolvedQuarantineBefore,
  deleteStandingsBefore,
  thinSourceStatesBefore,
} from './prune.repository.ts'
