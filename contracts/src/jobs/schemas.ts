import { z } from 'zod'
import { namedText } from '../common-responses.ts'
import { openEnum } from '../open-enum.ts'
import { IngestRun } from '../sources/schemas.ts'
import { Instant } from '../time.ts'

/** `waiting` for a worker · `active` · `delayed` until its next try · `succeeded` · `failed` for good. */
export const JobState = openEnum(['waiting', 'active', 'delayed', 'succeeded', 'failed'])
export type JobState = z.infer<typeof JobState>

/** One piece of work, as the queue names it. */
export const JobId = namedText(200)
export type JobId = z.infer<typeof JobId>

/** One piece of work in the queue. */
export const Job = z.object({
  id: JobId,
  /** Such as `ingest-samples`. */
  name: z.string().min(1),
  /** Null: it is about no single source. */
  sourceId: z.string().min(1).nullable(),
  state: JobState,
  addedAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  /** When a delayed job is tried again. */
  nextTryAt: Instant.nullable(),
  /** Tries made so far. */
  attempts: z.int().min(0),
  attemptsMax: z.int().min(1),
  /** Why the last try failed; null where none did. */
  message: z.string().nullable(),
  /** What it came to, in words; null until it has succeeded, and where there is nothing to say. */
  outcome: z.string().nullable(),
})
export type Job = z.infer<typeof Job>

export const JobCounts = z.object({
  waiting: z.int().min(0),
  active: z.int().min(0),
  delayed: z.int().min(0),
  failed: z.int().min(0),
})
export type JobCounts = z.infer<typeof JobCounts>

export const JobList = z.object({
  /** Where the queue is kept. */
  backend: openEnum(['postgres', 'redis']),
  counts: JobCounts,
  /** Newest first. */
  jobs: z.array(Job),
})
export type JobList = z.infer<typeof JobList>

/** One run of a source's job, as it was recorded. */
export const Run = IngestRun.extend({ sourceId: z.string().min(1) })
export type Run = z.infer<typeof Run>

export const RunList = z.object({
  /** Newest first. */
  runs: z.array(Run),
  nextCursor: z.string().nullable(),
})
export type RunList = z.infer<typeof RunList>
