import type {
  Coverage,
  DayLabel,
  DefermentCategory,
  Measure,
  NodeKind,
  PressureBasis,
  Quality,
  Quantity,
  RecordStatus,
  ReferenceCondition,
  SourceKind,
  SourceStatus,
  Unit,
  WellType,
} from '@tieback/contracts'
import type { Pool, PoolClient } from 'pg'

/** Anything that queries can be sent through: the pool, or the client of a transaction. */
export type Db = Pool | PoolClient

/** What every read of facts and dimensions is held to: only what was known at this instant. */
export interface Known {
  readonly asOf: Date
}

/** Why a knowledge transaction is made; the commit row keeps it. */
export interface KnowledgeOrigin {
  /** Null only for what no source brought, such as totals added again after a rule changed. */
  readonly sourceId: string | null
  readonly runId: string | null
  /** A short phrase such as `daily volumes`. */
  readonly cause: string
}

/** A transaction that writes knowledge. All that it writes becomes known at the one instant `knownAt`. */
export interface KnowledgeTx {
  readonly client: PoolClient
  readonly knownAt: Date
  readonly sourceId: string | null
  readonly runId: string | null
  /** Set by the writers once a row was written; without it no commit is recorded. */
  changed: boolean
}

export interface CalendarInput {
  readonly id: string
  readonly rules: readonly {
    readonly validFrom: DayLabel | null
    readonly timeZone: string
    /** `HH:MM` */
    readonly dayStart: string
  }[]
}

/** One version of a node, as the source port describes it. Several rows of one `objectId` are its versions by validity. */
export interface NodeInput {
  readonly objectId: string
  readonly kind: NodeKind
  readonly name: string
  readonly code: string | null
  readonly parentObjectId: string | null
  readonly wellType: WellType | null
  /** Half-open; null: since ever, for ever. */
  readonly validFrom: DayLabel | null
  readonly validTo: DayLabel | null
  readonly attributes: Readonly<Record<string, string>>
}

/** A node that could not be written as given, and what to do about it. */
export interface RefusedNode {
  readonly objectId: string
  readonly reason: 'kind-changed' | 'overlapping-versions' | 'unknown-parent'
  readonly message: string
}

/** Counts nodes, not versions. A node with `unknown-parent` is written without its parent; the other refused ones are not written. */
export interface NodeWriteResult {
  readonly written: number
  readonly unchanged: number
  readonly refused: readonly RefusedNode[]
}

export interface TreeRow {
  readonly id: string
  readonly kind: NodeKind
  readonly name: string
  readonly code: string | null
  readonly parentId: string | null
  readonly wellType: WellType | null
  readonly calendarId: string
  readonly namespace: string
  readonly objectId: string
  readonly attributes: Readonly<Record<string, string>>
}

export interface AliasKey {
  readonly namespace: string
  readonly keyKind: 'object-id' | 'code' | 'name'
  readonly value: string
}

export interface AliasRow extends AliasKey {
  readonly validFrom: DayLabel | null
  readonly validTo: DayLabel | null
}

export interface SignalInput {
  readonly nodeId: string
  readonly sourceKey: string
  readonly name: string
  readonly quantity: Quantity
  readonly unit: Unit
  readonly reference: ReferenceCondition | null
  readonly basis: PressureBasis | null
  readonly interpolation: 'linear' | 'step'
  readonly expectedPeriodS: number | null
}

export interface SignalRow extends SignalInput {
  readonly id: string
  readonly sourceId: string
  readonly lastSampleAt: Date | null
}

/** `day` facts are keyed by production day, `month` facts by the first day of the month. */
export type Grain = 'day' | 'month'

/** Whether a source gave the fact or it was added up from the facts below. */
export type FactOrigin = 'source' | 'roll-up'

export interface FactKey {
  readonly nodeId: string
  readonly day: DayLabel
  readonly quantity: Quantity
  readonly measure: Measure
}

/** One figure in the canonical unit of its quantity. */
export interface FactInput extends FactKey {
  readonly value: number | null
  readonly quality: Quality
  /** Required of a fact of origin `source`; null for a total without inputs. */
  readonly status: RecordStatus | null
  /** Null for a fact of origin `source`. */
  readonly coverage: Coverage | null
  readonly origin: FactOrigin
  readonly note: string | null
  /** Slugs such as `negative-volume`. */
  readonly flags: readonly string[]
}

export interface FactRow extends FactInput {
  /** Null for totals: they rest on whatever sources their inputs came from. */
  readonly sourceId: string | null
  readonly knownFrom: Date
}

export interface FactWriteResult {
  /** New versions stored. */
  readonly written: number
  /** Rows that said what was already known. */
  readonly unchanged: number
  /** Of `written`, those that moved a number that was there before. */
  readonly restated: number
  /** Totals that were left out because the source itself gave that figure. */
  readonly keptFromSource: number
  /** Each node and day with a new version, once. */
  readonly touched: readonly TouchedDay[]
}

export interface TouchedDay {
  readonly nodeId: string
  readonly day: DayLabel
}

export interface WithdrawResult {
  readonly withdrawn: number
  readonly touched: readonly TouchedDay[]
}

export interface FactQuery extends Known {
  readonly grain: Grain
  readonly nodeIds: readonly string[] | 'all'
  /** Half-open [from, to). */
  readonly from: DayLabel
  readonly to: DayLabel
  readonly quantities?: readonly Quantity[]
  readonly measures?: readonly Measure[]
}

/** First and last day (or month) with a value; `finest` is `day` as soon as one daily value is there. */
export interface DataRange {
  readonly firstDay: DayLabel
  readonly lastDay: DayLabel
  readonly finest: Grain
}

export interface LatestDay {
  readonly nodeId: string
  readonly day: DayLabel
  readonly grain: Grain
}

/** `restated` the number moved · `status` only its status did · `withdrawn` the source no longer has it. */
export type ChangeRowKind = 'restated' | 'status' | 'withdrawn'

export interface ChangeRow extends FactKey {
  readonly knownAt: Date
  readonly kind: ChangeRowKind
  readonly grain: Grain
  readonly before: number | null
  readonly after: number | null
  readonly statusBefore: RecordStatus
  readonly statusAfter: RecordStatus | null
  /** The source's own note on the newer version. */
  readonly note: string | null
  readonly sourceId: string
}

export interface ChangeQuery extends Known {
  /** Exclusive. */
  readonly since: Date
  readonly nodeIds?: readonly string[]
  readonly limit: number
  readonly cursor: string | null
}

export interface ChangePage {
  /** Newest first; facts of origin `source` alone. */
  readonly changes: readonly ChangeRow[]
  /** Over the whole span (since, asOf], not the page. A value where there was none before is `new`. */
  readonly counts: { readonly new: number; readonly restated: number; readonly status: number; readonly withdrawn: number }
  readonly nextCursor: string | null
}

export interface WriteCounts {
  readonly written: number
  readonly unchanged: number
}

/** Statistics of one series over one hour of UTC, in the signal's unit. */
export interface HourlyInput {
  readonly signalId: string
  readonly hour: Date
  readonly average: number | null
  readonly minimum: number | null
  readonly maximum: number | null
  readonly last: number | null
  /** 0..1 of the hour's time. */
  readonly goodShare: number
  readonly count: number
}

export type HourlyRow = HourlyInput

export interface SampleInput {
  readonly signalId: string
  readonly at: Date
  /** In the signal's unit; null where the source stored a state. */
  readonly value: number | null
  readonly quality: Quality
  readonly reason: string | null
}

export type SampleRow = SampleInput

/** Samples of one series as columns of one length, oldest first; `at` in milliseconds since 1970. */
export interface SampleColumns {
  readonly at: readonly number[]
  readonly value: readonly (number | null)[]
  readonly quality: readonly Quality[]
}

export interface DefermentInput {
  readonly eventId: string
  readonly nodeId: string
  readonly start: Date
  /** Null while it runs. */
  readonly end: Date | null
  readonly category: DefermentCategory
  readonly reason: string
  readonly planned: boolean
  readonly parentEventId: string | null
  /** Share of the potential that is lost while the event lasts: 1 is shut in. */
  readonly lossShare: number
}

export interface DefermentRow extends DefermentInput {
  readonly sourceId: string
}

export type WellTestStatus = 'planned' | 'performed' | 'accepted' | 'rejected'

export interface WellTestInput {
  readonly testId: string
  readonly nodeId: string
  readonly start: Date
  readonly end: Date
  readonly status: WellTestStatus
  readonly validFrom: DayLabel | null
  /** m3/d at metric reference. */
  readonly oilRate: number | null
  readonly gasRate: number | null
  readonly waterRate: number | null
  /** % open */
  readonly choke: number | null
  /** bar gauge */
  readonly wellheadPressure: number | null
}

export interface WellTestRow extends WellTestInput {
  readonly sourceId: string
}

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
}

export interface QuarantineRow extends RefusedInput {
  readonly id: string
  readonly sourceId: string
  readonly firstSeen: Date
  readonly lastSeen: Date
  readonly times: number
  readonly resolvedAt: Date | null
}

export interface SourceRow extends SourceInput {
  readonly state: SourceStateInput
  readonly lastRunAt: Date | null
  readonly lastSuccessAt: Date | null
  readonly rowsLastDay: number
  /** Refused rows that nobody has dealt with. */
  readonly quarantined: number
  readonly watermarks: readonly WatermarkRow[]
  /** Only those that still run; `doneShare` in 0..1. */
  readonly backfills: readonly (BackfillRow & { readonly doneShare: number })[]
  /** Newest first, at most ten. */
  readonly recentRuns: readonly RunRow[]
}
