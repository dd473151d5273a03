import type { DayLabel, SourceKind, SourceStatus } from '@tieback/contracts'

export interface SourceInput {
  readonly id: string
  readonly name: string
  readonly kind: SourceKind
  readonly namespace: string
  /** Seconds between runs; null for imports. */
  readonly expectedEveryS: number | null
}

export interface SourceStateInput {
  readonly status: SourceStatus
  /** Newest instant that the source's data reach; null before the first success. */
  readonly dataAsOf: Date | null
  readonly message: string | null
}

export interface RunStart {
  readonly sourceId: string
  readonly job: string
}

export interface RunOutcome {
  readonly status: 'succeeded' | 'failed'
  readonly read: number
  readonly written: number
  readonly unchanged: number
  readonly quarantined: number
  readonly message: string | null
}

export interface RunRow {
  readonly id: string
  readonly job: string
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly status: 'running' | 'succeeded' | 'failed'
  readonly read: number
  readonly written: number
  readonly unchanged: number
  readonly quarantined: number
  readonly message: string | null
}

export interface WatermarkRow {
  readonly stream: string
  /** Everything before this instant has been read. */
  readonly completeTo: Date
  readonly detail: Readonly<Record<string, unknown>>
}

/** Filling in the past, newest days first: from `fromDay` down to `untilDay`, `reachedDay` is the oldest day done. */
export interface BackfillRow {
  readonly stream: string
  readonly fromDay: DayLabel
  readonly reachedDay: DayLabel
  readonly untilDay: DayLabel
}

export interface RefusedInput {
  readonly dataset: string
  readonly key: string
  readonly reason: string
  readonly message: string
  readonly row: unknown
  /** What the row is about, where it could be told. */
  readonly subject?: { readonly objectId: string; readonly day: DayLabel | null }
}

export interface QuarantineRow extends Omit<RefusedInput, 'subject'> {
  readonly id: string
  readonly sourceId: string
  readonly firstSeen: Date
  readonly lastSeen: Date
  readonly times: number
  readonly resolvedAt: Date | null
}

/** How a source stands: what every answer says of those it rests on. */
export interface SourceStanding extends SourceInput {
  readonly state: SourceStateInput
  readonly lastSuccessAt: Date | null
}

export interface SourceRow extends SourceStanding {
  readonly lastRunAt: Date | null
  readonly rowsLastDay: number
  /** Refused rows that nobody has dealt with. */
  readonly quarantined: number
  readonly watermarks: readonly WatermarkRow[]
  /** Only those that still run; `doneShare` in 0..1. */
  readonly backfills: readonly (BackfillRow & { readonly doneShare: number })[]
  /** Newest first, at most ten. */
  readonly recentRuns: readonly RunRow[]
}
