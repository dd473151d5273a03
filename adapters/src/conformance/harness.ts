import { afterEach, beforeEach } from 'vitest'
import type { DayRange, Page, ProductionReader, SeriesReader, Source, TimeRange } from '../port.ts'
import { SourceError } from '../source-error.ts'
import type { SourceFault } from './source-faults.ts'

export interface SentRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly body: string
}

/** A proxy that every call of a source goes through, keeps what it saw, and can fail in the server's stead. */
export interface Front {
  readonly requests: readonly SentRequest[]
  /** Requests under way at the same time, at most. */
  readonly inFlightMost: number
  /** From now on the server fails in this way, or takes each request and says nothing. */
  fail(fault: SourceFault | 'silent'): Promise<void>
}

/** What every suite needs. A source that calls nobody has no front. */
export interface Harness {
  readonly source: Source
  readonly front?: Front
  /** Whether some of its reads go out as a batch, which is a POST. */
  readonly sendsBatches?: boolean
  readonly dispose: () => Promise<void>
}

/** Reads all that a source has of what the suite is about. */
export type ReadAll = (signal: AbortSignal) => Promise<unknown>

export type SeriesSource = Source & { readonly series: SeriesReader }
export type ProductionSource = Source & { readonly production: ProductionReader }

/** One archived value as a server sends it: a state is a text here. */
export interface ServedSample {
  /** UTC with 0 to 7 decimals, such as `2025-10-30T06:00:00.1234567Z`. */
  readonly at: string
  readonly value: number | string | boolean
}

export interface ServedSeries {
  readonly source: SeriesSource
  /** Reads at most ten samples at a time. */
  readonly smallPages: SeriesSource
  readonly key: string
  readonly dispose: () => Promise<void>
}

/** So many samples or more of a server that makes them up as it is asked. */
export interface EndlessSeries extends Omit<ServedSeries, 'key' | 'smallPages'> {
  readonly keys: readonly string[]
  readonly range: TimeRange
}

export interface SeriesHarness extends Harness {
  readonly source: SeriesSource
  /** The same source, set to ask for as little as it can at a time. */
  readonly smallPages: SeriesSource
  /** Series that each have three samples or more in `range`. */
  readonly keys: readonly string[]
  readonly range: TimeRange
  /** A range before the first sample. */
  readonly emptyRange: TimeRange
  readonly unknownKey: string
  /** The time that the source and its server go by. */
  readonly now: Date
  /** A source whose server has exactly these samples of one series, and sends them in this order. */
  readonly serve?: (samples: readonly ServedSample[]) => Promise<ServedSeries>
  readonly serveEndless?: (samples: number) => Promise<EndlessSeries>
}

/** One figure as a source's table has it, also what isn't a number; null where the cell is empty. */
export interface ServedFigure {
  readonly day: string
  readonly value: number | string | null
}

export interface ServedProduction {
  readonly source: ProductionSource
  readonly dispose: () => Promise<void>
}

export interface EndlessProduction extends ServedProduction {
  readonly days: DayRange
  /** What the source remembers of one reading at most, to tell old rows from new ones. */
  readonly heldBytesMax?: number
}

export interface ProductionHarness extends Harness {
  readonly source: ProductionSource
  /** The same source, set to ask for as little as it can at a time; the source itself where pages can't be set. */
  readonly smallPages: ProductionSource
  /** Days, or months, that have figures: three or more. */
  readonly days: DayRange
  /** A source whose table has exactly these figures of one node, one quantity and nothing else, in this order. */
  readonly serve?: (figures: readonly ServedFigure[]) => Promise<ServedProduction>
  readonly serveEndless?: (figures: number) => Promise<EndlessProduction>
}

/** The harness of the case that runs, made anew for each. */
export function useHarness<Kind extends Harness>(createHarness: () => Promise<Kind>): () => Kind {
  let harness: Kind | null = null
  beforeEach(async () => {
    harness = await createHarness()
  })
  afterEach(async () => {
    await harness?.dispose()
    harness = null
  })
  return () => {
    if (harness === null) throw new Error('the harness exists only within a case')
    return harness
  }
}

export const hourMs = 3_600_000

export const patience = () => AbortSignal.timeout(60_000)

export interface Collected<Row> {
  readonly rows: Row[]
  /** Keys of what was refused. */
  readonly refused: string[]
  readonly reasons: string[]
  readonly updatedTo: Date | null
}

export async function collect<Row>(pages: AsyncIterable<Page<Row>>): Promise<Collected<Row>> {
  const all = { rows: [] as Row[], refused: [] as string[], reasons: [] as string[], updatedTo: null as Date | null }
  for await (const { rows, refused, updatedTo } of pages) {
    for (const row of rows) all.rows.push(row)
    all.refused.push(...refused.map(({ key }) => key))
    all.reasons.push(...refused.map(({ reason }) => reason))
    if (updatedTo !== null && (all.updatedTo === null || updatedTo > all.updatedTo)) all.updatedTo = updatedTo
  }
  return all
}

export async function codeOf(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  )
  return error instanceof SourceError ? error.code : `not a SourceError: ${String(error)}`
}
