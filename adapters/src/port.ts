import type {
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
  Unit,
  WellType,
} from '@tieback/contracts'

/** Half-open [start, end), UTC. */
export interface TimeRange {
  readonly start: Date
  readonly end: Date
}

/** Half-open [from, to) in production days (or first days of months) of the source's calendar. */
export interface DayRange {
  readonly from: DayLabel
  readonly to: DayLabel
}

/** How a source names a node: an opaque id that survives renaming, or a name that people may change. */
export interface NodeKey {
  readonly namespace: string
  readonly keyKind: 'object-id' | 'code' | 'name'
  readonly value: string
}

/** A node as its system of record describes it over one span of production days; a later version is a further row. */
export interface SourceNode {
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

export interface SourceSignal {
  /** What the source calls the series, such as a PI tag's name. */
  readonly sourceKey: string
  readonly node: NodeKey
  readonly name: string
  readonly quantity: Quantity
  readonly unit: Unit
  readonly reference: ReferenceCondition | null
  readonly basis: PressureBasis | null
  readonly interpolation: 'linear' | 'step'
  readonly expectedPeriodS: number | null
}

/** One dated rule of a site calendar; the last whose `validFrom` is not after a day holds for it. */
export interface SourceCalendarRule {
  readonly validFrom: DayLabel | null
  readonly timeZone: string
  /** `HH:MM` */
  readonly dayStart: string
}

export interface SourceCalendar {
  readonly id: string
  readonly rules: readonly SourceCalendarRule[]
}

/** What a source knows of the world. A source of record gives nodes and its calendar, a historian gives signals. */
export interface Discovery {
  readonly calendar: SourceCalendar | null
  readonly nodes: readonly SourceNode[]
  readonly signals: readonly SourceSignal[]
  readonly refused: readonly RefusedRow[]
  /** Series of the source that its mapping names none of: left alone, not refused. */
  readonly unmatchedSignals?: number
}

/** One figure of one node, in the canonical unit of its quantity (volumes m3 at metric reference, pressure bar gauge, temperature degC). */
export interface ProductionRow {
  readonly objectId: string
  readonly grain: 'day' | 'month'
  /** Production day, or first day of the month. */
  readonly day: DayLabel
  readonly quantity: Quantity
  readonly measure: Measure
  /** Null with quality `missing` or `bad` only. */
  readonly value: number | null
  readonly quality: Quality
  readonly status: RecordStatus
  readonly note: string | null
  /** Remarks on the row that don't refuse it, such as `negative-volume`. */
  readonly flags: readonly string[]
}

export interface DefermentEvent {
  readonly eventId: string
  readonly objectId: string
  readonly start: Date
  /** Null while it runs. */
  readonly end: Date | null
  readonly category: DefermentCategory
  readonly reason: string
  readonly planned: boolean
  /** Set on the children of a group event. Only leaves are counted. */
  readonly parentEventId: string | null
  /** Share of the potential that is lost while the event lasts: 1 is shut in. */
  readonly lossShare: number
}

export interface WellTest {
  readonly testId: string
  readonly objectId: string
  readonly start: Date
  readonly end: Date
  readonly status: 'planned' | 'performed' | 'accepted' | 'rejected'
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

/** A row that can't be taken in. It goes to quarantine whole, and can be replayed. */
export interface RefusedRow {
  readonly dataset: string
  /** Identifies the row within its dataset, so that reading it twice refuses it once. */
  readonly key: string
  readonly reason: RefusalReason
  /** What is wrong and what to do. */
  readonly message: string
  readonly row: unknown
}

export type RefusalReason =
  | 'invalid-value'
  | 'invalid-day'
  | 'impossible-hours'
  | 'unknown-unit'
  | 'unmapped-node'
  | 'unmapped-signal'
  | 'ambiguous'
  | 'invalid-event'
  | 'wrong-shape'

/** One page of a source's answer. `updatedTo` is the largest update stamp seen, for the watermark. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly refused: readonly RefusedRow[]
  readonly updatedTo: Date | null
}

/** Either what changed since an instant (inclusive), or all of a span of days. */
export type ProductionRequest = { readonly updatedSince: Date } | { readonly days: DayRange }

/** One archived value. `value` is null where the source stored a state, not a number; `reason` then says which. */
export interface Sample {
  readonly sourceKey: string
  readonly at: Date
  readonly value: number | null
  readonly quality: Quality
  readonly reason: string | null
}

/** Statistics of one series over [start, start + step). Values are null in a step without good data. */
export interface Summary {
  readonly sourceKey: string
  readonly start: Date
  readonly average: number | null
  readonly minimum: number | null
  readonly maximum: number | null
  readonly last: number | null
  /** 0..1 of the step's time. */
  readonly goodShare: number
  /** Samples behind it; a historian that weights by time gives its seconds of good data. */
  readonly count: number
}

/** Pages of daily and monthly production from a system of record. */
export interface ProductionReader {
  /**
   * Figures of every node, page by page.
   *
   * throws  SourceError
   * cost    one request per page and dataset; `signal` is heard between pages
   */
  readProduction(request: ProductionRequest, signal: AbortSignal): AsyncIterable<Page<ProductionRow>>
  /** Events that overlap the days, or that changed since. */
  readDeferments(request: ProductionRequest, signal: AbortSignal): AsyncIterable<Page<DefermentEvent>>
  readWellTests(request: ProductionRequest, signal: AbortSignal): AsyncIterable<Page<WellTest>>
}

/** Archived samples and their statistics from a historian. Values in the signal's declared unit. */
export interface SeriesReader {
  /**
   * Archived samples of each series, oldest first within a series.
   *
   * sourceKeys  as `discover` gave them; an unknown one is refused in its page, the others go on
   * range       half-open, at most 31 days
   */
  readRecorded(sourceKeys: readonly string[], range: TimeRange, signal: AbortSignal): AsyncIterable<Page<Sample>>
  /** Statistics by step of elapsed time, aligned to `range.start`. */
  readSummaries(
    sourceKeys: readonly string[],
    range: TimeRange,
    stepS: number,
    signal: AbortSignal,
  ): AsyncIterable<Page<Summary>>
}

/**
 * A read-only door to one configured source. What not every source can do is an optional member,
 * so a caller who forgets to ask doesn't compile.
 */
export interface Source {
  readonly id: string
  readonly name: string
  readonly kind: SourceKind
  /** The space its object ids live in; two sources of one namespace speak of the same nodes. */
  readonly namespace: string
  /**
   * Says who answers and in which version; writes nothing.
   * throws  SourceError
   */
  check(signal: AbortSignal): Promise<{ readonly product: string; readonly version: string | null }>
  discover(signal: AbortSignal): Promise<Discovery>
  readonly production?: ProductionReader
  readonly series?: SeriesReader
  /** Safe to call twice, and after a failed check. */
  close(): Promise<void>
}
