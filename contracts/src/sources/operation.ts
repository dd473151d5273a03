import { z } from 'zod'
import { namedText } from '../common-responses.ts'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'
import { DayLabel, Instant } from '../time.ts'

/** `closed` calls go out · `open` calls are refused at once until `until` · `half-open` one probe is out. */
export const BreakerState = openEnum(['closed', 'open', 'half-open'])
export type BreakerState = z.infer<typeof BreakerState>

/** Local clock times between which background work leaves a source alone; over midnight where `to` is before `from`. */
export const QuietHours = z.object({
  from: z.string().regex(/^\d\d:\d\d$/),
  to: z.string().regex(/^\d\d:\d\d$/),
  timeZone: z.string().min(1),
})
export type QuietHours = z.infer<typeof QuietHours>

/** How calls to one source are bounded: its settings as they are in force. */
export const SourceLimits = z.object({
  /** Longest wait for one answer. */
  timeoutMs: z.int().positive(),
  /** Tries of one call in all, the first among them. */
  attempts: z.int().positive(),
  /** Longest wait before the next try; each is drawn between nothing and twice as much as the one before. */
  retryDelayMsMax: z.int().positive(),
  /** Failures in a row after which calls are refused. */
  breakerFailures: z.int().positive(),
  /** How long they are refused before one probe goes out. */
  breakerOpenMs: z.int().positive(),
  /** Calls under way at a time. */
  concurrency: z.int().positive(),
  /** Calls a second, over time; null: no bound. */
  callsPerS: z.number().positive().nullable(),
  /** Calls that may go out at once after a pause; null: no bound. */
  burst: z.int().positive().nullable(),
  quietHours: z.array(QuietHours),
})
export type SourceLimits = z.infer<typeof SourceLimits>

/** What a source's calls have come to of late, over all processes that call it. */
export const SourceTraffic = z.object({
  /** The end of what is told of. */
  at: Instant,
  breaker: BreakerState,
  /** When the next probe may go out; null unless `open`. */
  until: Instant.nullable(),
  /** Calls in the last minute, tries counted one by one. */
  callsPerMin: z.number().min(0),
  /** Of these, those that failed. */
  failedPerMin: z.number().min(0),
  retriedPerMin: z.number().min(0),
  /** Refused by the source with a wait. */
  rateLimitedPerMin: z.number().min(0),
  inFlight: z.int().min(0),
  /** Calls that wait for their turn. */
  waiting: z.int().min(0),
})
export type SourceTraffic = z.infer<typeof SourceTraffic>

/** From a sample's own instant to its being readable here, over the last hour; upper ends of a histogram's steps. */
export const Freshness = z.object({
  samples: z.int().min(1),
  p50S: measured(z.number().min(0), { unit: 's' }),
  p95S: measured(z.number().min(0), { unit: 's' }),
  p99S: measured(z.number().min(0), { unit: 's' }),
})
export type Freshness = z.infer<typeof Freshness>

/** The shape of one dataset's rows on the wire, as it was last met. */
export const WireSchema = z.object({
  dataset: z.string().min(1),
  /** Counts the shapes met, from 1. */
  version: z.int().min(1),
  /** Since when rows look like this. */
  since: Instant,
  /** What differs from the version before, such as `choke: number → string`; empty at version 1. */
  changes: z.array(z.string().min(1)),
})
export type WireSchema = z.infer<typeof WireSchema>

/** Who can mend a refused row: `mapping` whoever keeps the site mapping · `source` whoever keeps the source · `tieback` its makers. */
export const QuarantineOwner = openEnum(['mapping', 'source', 'tieback'])
export type QuarantineOwner = z.infer<typeof QuarantineOwner>

export const QuarantineRow = z.object({
  id: z.string().min(1),
  dataset: z.string().min(1),
  /** Names the row within its dataset. */
  key: z.string().min(1),
  reason: z.string().min(1),
  /** What is wrong and what to do. */
  message: z.string().min(1),
  owner: QuarantineOwner,
  firstSeen: Instant,
  lastSeen: Instant,
  /** How often it was refused. */
  times: z.int().min(1),
  /** The row as the source sent it, as JSON text: it may hold anything. */
  row: z.string().min(1),
})
export type QuarantineRow = z.infer<typeof QuarantineRow>

/** Refused rows that share dataset and reason. */
export const QuarantineGroup = z.object({
  dataset: z.string().min(1),
  reason: z.string().min(1),
  owner: QuarantineOwner,
  count: z.int().min(1),
  firstSeen: Instant,
  lastSeen: Instant,
  /** The one refused last. */
  sample: QuarantineRow,
})
export type QuarantineGroup = z.infer<typeof QuarantineGroup>

/** Read a span of production days again, whatever was read before. */
export const StartBackfill = z.object({
  from: DayLabel,
  /** Exclusive. */
  to: DayLabel,
})
export type StartBackfill = z.infer<typeof StartBackfill>

/** Which refused rows to map again; all of the source where nothing is said. */
export const ReplayQuarantine = z.object({
  dataset: namedText(64).optional(),
  reason: namedText(64).optional(),
  ids: z.array(namedText(64)).min(1).max(1_000).optional(),
})
export type ReplayQuarantine = z.infer<typeof ReplayQuarantine>
