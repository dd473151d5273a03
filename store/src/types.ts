import type {
  DayLabel,
  DefermentCategory,
  NodeKind,
  PressureBasis,
  Quality,
  Quantity,
  ReferenceCondition,
  Unit,
  WellType,
} from '@tieback/contracts'
import type { Pool, PoolClient } from 'pg'

export type * from './fact-types.ts'
export type * from './ingest-types.ts'

/** Anything that queries can be sent through: the pool, or the client of a transaction. */
export type Db = Pool | PoolClient

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

/** What an instrument can show, in its series' unit. */
export interface InstrumentRange {
  readonly low: number
  readonly high: number
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
  /** Left out, or null: not known. */
  readonly instrument?: InstrumentRange | null
}

export interface SignalRow extends SignalInput {
  readonly id: string
  readonly sourceId: string
  readonly instrument: InstrumentRange | null
  readonly lastSampleAt: Date | null
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
  /** Has children, whether they overlap what was asked for or not: it is their sum, and must not be counted beside them. */
  readonly isGroup: boolean
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
