import type { Source } from '@tieback/adapters'
import type { CacheTag } from '@tieback/contracts'
import type { StorePool } from '@tieback/store'
import type { JobQueue } from './queue.ts'

/** One line of the log. The server passes its pino logger; a test passes a list. */
export interface JobLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Seconds between runs of each kind of job of one source. */
export interface SourceSchedule {
  readonly discoverS: number
  readonly productionS: number
  readonly hourlyS: number
  readonly samplesS: number
  /** Production days that are read again once each day, for what was deleted at the source; left out: 45. */
  readonly windowDays?: number
  /** How far back samples are read again, for what came late, was corrected or deleted at the source; left out: two hours. */
  readonly lookBackS?: number
  /** How often they are; left out: every half hour. */
  readonly lookBackEveryS?: number
}

/** A source as it is configured here: the adapter's instance and how often it is asked. */
export interface ConfiguredSource {
  readonly source: Source
  /** Null: nothing is scheduled, it comes when somebody imports it. */
  readonly every: SourceSchedule | null
}

/** Hears what was written, so that no cached answer outlives it for long. */
export interface CacheInvalidation {
  /** Makes answers with these tags void; called after the commit. Doesn't wait, and never fails: what has to be tried again is tried behind. */
  invalidate(tags: readonly CacheTag[]): void
}

export interface IngestSettings {
  /** Production days. */
  readonly dailyHistoryDays: number
  /** Days of hours. */
  readonly hourlyHistoryDays: number
  readonly sampleKeepDays: number
}

/** What every run stands on. Dependencies come in; nothing is fetched from a global. */
export interface IngestContext {
  readonly pool: StorePool
  readonly sources: ReadonlyMap<string, ConfiguredSource>
  readonly clock: { now(): Date }
  readonly log: JobLog
  readonly cache: CacheInvalidation
  readonly settings: IngestSettings
  /** Aborts as soon as the process is asked to stop: work that goes on for long ends at its next pause. */
  readonly stopping: AbortSignal
}

/** What a worker stands on besides: the queue, for what follows from a run. */
export interface JobContext extends IngestContext {
  readonly queue: JobQueue
}

/** The source of a job. Throws when the job outlived its source's configuration. */
export function getSource(context: IngestContext, sourceId: string): ConfiguredSource {
  const configured = context.sources.get(sourceId)
  if (configured === undefined) throw new Error(`source ${sourceId} is not configured any more`)
  return configured
}
