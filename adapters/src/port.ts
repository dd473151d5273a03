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
  SourceLimits,
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
  /** What the instrument can show, in `unit`; left out where the source doesn't say. */
  readonly instrument?: { readonly low: number; readonly high: number }
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
  /**
   * What the row is about, where it could be told: such a figure isn't gone from its source, only not understood. Of one sample the
   * object is its series, by the source's key.
   */
  readonly subject?: { readonly objectId: string; readonly day: DayLabel | null }
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
  | 'future-sample'
  | 'mass-withdrawal'

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

/** A row out of quarantine, as it was refused. */
export interface HeldRow {
  readonly dataset: string
  readonly key: string
  readonly row: unknown
}

/** What a held row comes to under the mapping of today. */
export interface RemappedRow {
  readonly production: readonly ProductionRow[]
  readonly deferments: readonly DefermentEvent[]
  readonly wellTests: readonly WellTest[]
  readonly refused: readonly RefusedRow[]
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
  /** Maps a refused row again, asking nobody; null where the dataset isn't one of this reader's, so that only reading again helps. */
  readonly remap?: (row: HeldRow) => RemappedRow | null
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
  /** Values at even steps from `range.start`, as the source makes them up between samples; for looking, not for keeping. */
  readonly readInterpolated?: (
    sourceKeys: readonly string[],
    range: TimeRange,
    stepS: number,
    signal: AbortSignal,
  ) => AsyncIterable<Page<Sample>>
  /** The samples that a drawing of so many intervals needs, extremes among them; for looking, not for keeping. */
  readonly readPlot?: (
    sourceKeys: readonly string[],
    range: TimeRange,
    intervals: number,
    signal: AbortSignal,
  ) => AsyncIterable<Page<Sample>>
  /** The newest archived sample of each series, which may lie ahead where the series is a forecast. */
  readonly readLatest?: (sourceKeys: readonly string[], signal: AbortSignal) => AsyncIterable<Page<Sample>>
  /**
   * Samples as they arrive, in no sure order, until aborted. What came before, between and after is the caller's to read.
   *
   * throws  SourceError `unavailable` when the connection is lost: open it again and read what is missing;
   *         `not_found` where this server doesn't offer it: poll instead
   */
  readonly subscribe?: (sourceKeys: readonly string[], signal: AbortSignal) => AsyncIterable<Page<Sample>>
}

/** What the rows of one dataset look like on the wire: name → JSON type, several types joined by ` | `. */
export interface WireShape {
  readonly dataset: string
  readonly fields: Readonly<Record<string, string>>
}

/** What calls to a source have come to since it was made; counters only grow. */
export interface CallCounts {
  readonly calls: number
  readonly failed: number
  readonly retried: number
  readonly rateLimited: number
  readonly inFlight: number
  /** Calls that wait for their turn. */
  readonly waiting: number
  readonly breaker: 'closed' | 'open' | 'half-open'
  /** When the next probe may go out; null unless `open`. */
  readonly breakerUntil: Date | null
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
  /** How its calls are bounded; left out where nothing is called, as for files. */
  readonly limits?: SourceLimits
  readonly readCalls?: () => CallCounts
  /** The instant until which background work is to leave the source alone; null: it may go on. */
  readonly quietUntil?: (now: Date) => Date | null
  /** Shapes of rows met since the last call of this, newest of each dataset. */
  readonly takeWireShapes?: () => readonly WireShape[]
  /** Safe to call twice, and after a failed check. */
  close(): Promise<void>
}
