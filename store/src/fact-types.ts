import type { Coverage, DayLabel, Measure, Quality, Quantity, RecordStatus } from '@tieback/contracts'

/** What every read of facts and dimensions is held to: only what was known at this instant. */
export interface Known {
  readonly asOf: Date
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
  readonly counts: {
    readonly new: number
    readonly restated: number
    readonly status: number
    readonly withdrawn: number
  }
  readonly nextCursor: string | null
}
