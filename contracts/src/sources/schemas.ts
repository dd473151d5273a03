import { z } from 'zod'
import { namedText } from '../common-responses.ts'
import { SourceState } from '../envelope.ts'
import { DayLabel, Instant } from '../time.ts'
import { measured } from '../measured.ts'
import { openEnum } from '../open-enum.ts'
import { Freshness, SourceLimits, SourceTraffic, WireSchema } from './operation.ts'

/** A configured source, as its site named it. */
export const SourceId = namedText(64)
export type SourceId = z.infer<typeof SourceId>

export const SourceKind = openEnum(['pi-web-api', 'energy-components', 'files'])
export type SourceKind = z.infer<typeof SourceKind>

export const IngestRun = z.object({
  id: z.string().min(1),
  job: z.string().min(1),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
  status: z.enum(['running', 'succeeded', 'failed']),
  read: z.int().min(0),
  written: z.int().min(0),
  unchanged: z.int().min(0),
  quarantined: z.int().min(0),
  message: z.string().nullable(),
})
export type IngestRun = z.infer<typeof IngestRun>

export const Watermark = z.object({
  stream: z.string().min(1),
  /** Everything before this instant has been read. */
  completeTo: Instant,
})
export type Watermark = z.infer<typeof Watermark>

/** How far the past has been filled in, newest days first; null once complete or where there is nothing to fill. */
export const Backfill = z.object({
  stream: z.string().min(1),
  reachedDay: DayLabel,
  untilDay: DayLabel,
  doneShare: z.number().min(0).max(1),
})
export type Backfill = z.infer<typeof Backfill>

export const Source = SourceState.extend({
  name: z.string().min(1),
  kind: SourceKind,
  lastRunAt: Instant.nullable(),
  lastSuccessAt: Instant.nullable(),
  /** Seconds between runs; null for imports. */
  expectedEveryS: measured(z.number().positive(), { unit: 's' }).nullable(),
  /** Rows written in the last 24 hours. */
  rowsLastDay: z.int().min(0),
  /** Refused rows that nobody has dealt with. */
  quarantined: z.int().min(0),
  watermarks: z.array(Watermark),
  backfills: z.array(Backfill),
  recentRuns: z.array(IngestRun),
  /** How its calls are bounded; null for files. */
  limits: SourceLimits.nullable(),
  /** How its calls fare; null where nobody calls it, and with `asOf`: it passes. */
  traffic: SourceTraffic.nullable(),
  /** How old samples are when they arrive; null without samples, and with `asOf`. */
  freshness: Freshness.nullable(),
  /** The shape of its rows, by dataset. */
  schemas: z.array(WireSchema),
})
export type Source = z.infer<typeof Source>
