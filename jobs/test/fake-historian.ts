import {
  type Page,
  type RefusedRow,
  type Sample,
  type SeriesReader,
  type Source,
  SourceError,
  type SourceSignal,
  type Summary,
  type TimeRange,
  type WireShape,
} from '@tieback/adapters'
import { resolveAsOf, readSamples, upsertCalendar, withKnowledge, writeNodes } from '@tieback/store'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import type { CacheTag, SourceLimits } from '@tieback/contracts'
import { discoverSource, type IngestContext, registerSource, type SourceSchedule } from '../src/index.ts'

const { signal } = new AbortController()

export const every: SourceSchedule = { discoverS: 600, productionS: 60, hourlyS: 60, samplesS: 5 }

/** An archive that a test fills and spoils as it likes, behind the port of a historian. */
export class FakeHistorian {
  readonly id = 'historian'
  /** Values by series and instant, ms; several of one instant in their order. */
  readonly archive = new Map<string, Map<number, (number | null)[]>>()
  readonly signals: SourceSignal[] = []
  readonly refused = new Set<string>()
  /** Samples that the archive holds and can't give, by series, as instants in ms. */
  readonly broken = new Map<string, Set<number>>()
  /** Spans that were asked for, by `recorded` or `summaries`, with their series. */
  readonly asked: {
    what: 'recorded' | 'summaries'
    keys: readonly string[]
    range: TimeRange
    stepS: number | null
  }[] = []
  shapes: WireShape[] = []
  samplesPerPage = 100
  /** Calls answered before the next one fails; null: none fails. */
  failsAfterPages: number | null = null
  failure: SourceError = new SourceError('unavailable', 'historian', 'The archive is away.')
  quietUntil: Date | null = null
  limits: SourceLimits | null = null
  calls = 0
  subscribe: SeriesReader['subscribe'] = undefined
  /** Runs before an answer is given, once the question is known. */
  onRead: (range: TimeRange) => Promise<void> = () => Promise.resolve()

  addSeries(sourceKey: string, more: Partial<SourceSignal> = {}): void {
    this.archive.set(sourceKey, new Map())
    this.signals.push({
      sourceKey,
      node: { namespace: 'field', keyKind: 'object-id', value: 'W1' },
      name: sourceKey,
      quantity: 'oil_production',
      unit: 'm3/d',
      reference: 'metric',
      basis: null,
      interpolation: 'linear',
      expectedPeriodS: 5,
      ...more,
    })
  }

  put(sourceKey: string, at: Date, ...values: (number | null)[]): void {
    this.archive.get(sourceKey)?.set(at.getTime(), values)
  }

  /** One sample every so many seconds of [from, to); its value is its minute since 1970. */
  fill(sourceKey: string, from: Date, to: Date, everyS: number): void {
    for (let at = from.getTime(); at < to.getTime(); at += everyS * 1_000) {
      this.put(sourceKey, new Date(at), at / 60_000)
    }
  }

  asSource(): Source {
    const { subscribe } = this
    return {
      id: this.id,
      name: 'Historian',
      kind: 'pi-web-api',
      namespace: 'field',
      check: () => {
        this.#failOr()
        return Promise.resolve({ product: 'Archive', version: '7' })
      },
      discover: () => Promise.resolve({ calendar: null, nodes: [], signals: this.signals, refused: [] }),
      series: {
        readRecorded: (keys, range) => this.#readRecorded(keys, range),
        readSummaries: (keys, range, stepS) => this.#readSummaries(keys, range, stepS),
        ...(subscribe === undefined ? {} : { subscribe }),
      },
      ...(this.limits === null ? {} : { limits: this.limits, readCalls: () => ({ ...noCalls, calls: this.calls }) }),
      takeWireShapes: () => this.shapes.splice(0),
      quietUntil: (now) => (this.quietUntil !== null && this.quietUntil > now ? this.quietUntil : null),
      close: () => Promise.resolve(),
    }
  }

  #failOr(): void {
    if (this.failsAfterPages === null) return
    if (this.failsAfterPages === 0) throw this.failure
    this.failsAfterPages -= 1
  }

  async *#readRecorded(keys: readonly string[], range: TimeRange): AsyncGenerator<Page<Sample>> {
    this.asked.push({ what: 'recorded', keys, range, stepS: null })
    this.calls += 1
    const refused: RefusedRow[] = keys.filter((key) => this.refused.has(key)).map(refuse)
    if (refused.length > 0) yield { rows: [], refused, updatedTo: null }
    const isBroken = ({ sourceKey, at }: Sample): boolean => this.broken.get(sourceKey)?.has(at.getTime()) === true
    const all = keys.filter((key) => !this.refused.has(key)).flatMap((key) => this.#samplesOf(key, range))
    const samples = all.filter((sample) => !isBroken(sample))
    const unread = all.filter(isBroken).map(refuseSample)
    if (unread.length > 0) yield { rows: [], refused: unread, updatedTo: null }
    await this.onRead(range)
    for (let start = 0; start < samples.length; start += this.samplesPerPage) {
      this.#failOr()
      yield { rows: samples.slice(start, start + this.samplesPerPage), refused: [], updatedTo: null }
    }
  }

  #samplesOf(sourceKey: string, { start, end }: TimeRange): Sample[] {
    return [...(this.archive.get(sourceKey) ?? [])]
      .filter(([at]) => at >= start.getTime() && at < end.getTime())
      .sort(([a], [b]) => a - b)
      .flatMap(([at, values]) =>
        values.map((value): Sample => {
          const [quality, reason] = value === null ? (['bad', 'No Data'] as const) : (['good', null] as const)
          return { sourceKey, at: new Date(at), value, quality, reason }
        }),
      )
  }

  async *#readSummaries(keys: readonly string[], range: TimeRange, stepS: number): AsyncGenerator<Page<Summary>> {
    this.asked.push({ what: 'summaries', keys, range, stepS })
    this.#failOr()
    const rows = keys.flatMap((key) => this.#summariesOf(key, range, stepS))
    yield await Promise.resolve({
      rows,
      refused: keys.filter((key) => this.refused.has(key)).map(refuse),
      updatedTo: null,
    })
  }

  #summariesOf(sourceKey: string, { start, end }: TimeRange, stepS: number): Summary[] {
    if (this.refused.has(sourceKey)) return []
    const rows: Summary[] = []
    for (let at = start.getTime(); at < end.getTime(); at += stepS * 1_000) {
      const step = { start: new Date(at), end: new Date(at + stepS * 1_000) }
      const values = this.#samplesOf(sourceKey, step).flatMap(({ value }) => (value === null ? [] : [value]))
      const has = values.length > 0
      rows.push({
        sourceKey,
        start: step.start,
        average: has ? values.reduce((sum, value) => sum + value, 0) / values.length : null,
        minimum: has ? Math.min(...values) : null,
        maximum: has ? Math.max(...values) : null,
        last: values.at(-1) ?? null,
        goodShare: has ? 1 : 0,
        count: values.length,
      })
    }
    return rows
  }
}

const noCalls = {
  calls: 0,
  failed: 0,
  retried: 0,
  rateLimited: 0,
  inFlight: 0,
  waiting: 0,
  breaker: 'closed',
  breakerUntil: null,
} as const

const refuse = (key: string): RefusedRow => ({
  dataset: 'streams',
  key,
  reason: 'unmapped-signal',
  message: `${key} can't be read.`,
  row: { tag: key },
})

const refuseSample = ({ sourceKey, at }: Sample): RefusedRow => ({
  ...refuse(sourceKey),
  key: `${sourceKey} ${at.toISOString()}`,
  reason: 'wrong-shape',
  subject: { objectId: sourceKey, day: null },
})

export interface HistorianSite {
  readonly context: IngestContext
  readonly database: TestDatabase
  readonly historian: FakeHistorian
  readonly logged: readonly string[]
  readonly invalidated: CacheTag[]
  advance(seconds: number): void
  now(): Date
  knownNow(): Promise<Date>
  discover(): Promise<void>
  /** What the store has of a series by its source's key: values by instant, as ISO text. */
  stored(sourceKey: string, asOf?: Date): Promise<Record<string, (number | null)[]>>
  /** What the archive has in a span, in the same shape. */
  archived(sourceKey: string, from: Date, to: Date): Record<string, (number | null)[]>
  idOf(sourceKey: string): Promise<string>
  dispose(): Promise<void>
}

type Values = Record<string, (number | null)[]>

const collect = (samples: Iterable<readonly [atMs: number, value: number | null]>): Values => {
  const values: Values = {}
  for (const [atMs, value] of samples) (values[new Date(atMs).toISOString()] ??= []).push(value)
  return values
}

/** A store with one well in Oslo, whose days start at six, and a historian that a test fills. */
export async function startHistorianSite(start = new Date('2026-03-12T09:00:00.000Z')): Promise<HistorianSite> {
  let now = start
  const database = await startTestDatabase()
  const { pool } = database
  const historian = new FakeHistorian()
  const logged: string[] = []
  const invalidated: CacheTag[] = []
  const logAs = (level: string) => (_fields: object, message: string) => void logged.push(`${level} ${message}`)
  const configured = { source: historian.asSource(), every }
  const context: IngestContext = {
    pool,
    sources: new Map([['historian', configured]]),
    clock: { now: () => now },
    log: { info: logAs('info'), warn: logAs('warn'), error: logAs('error') },
    cache: { invalidate: (tags) => void invalidated.push(...tags) },
    stopping: new AbortController().signal,
    settings: { dailyHistoryDays: 20, hourlyHistoryDays: 20, sampleKeepDays: 30 },
  }
  await registerSource(context, configured)
  await withKnowledge(pool, { sourceId: 'historian', runId: null, cause: 'test' }, async (tx) => {
    await upsertCalendar(tx, { id: 'oslo', rules: [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }] })
    const well = { objectId: 'W1', kind: 'well', name: 'W1', code: null, parentObjectId: null, wellType: null } as const
    const nodes = [{ ...well, validFrom: null, validTo: null, attributes: {} }]
    await writeNodes(tx, { namespace: 'field', calendarId: 'oslo', nodes })
  })
  const knownNow = async (): Promise<Date> => {
    const resolved = await resolveAsOf(pool, null)
    if ('inFuture' in resolved) throw new Error('the newest knowledge is in the future')
    return resolved.asOf
  }
  const idOf = async (sourceKey: string): Promise<string> => {
    const { rows } = await pool.query<{ id: string }>('select id from signal where source_key = $1', [sourceKey])
    return rows[0]?.id ?? 'not discovered'
  }
  return {
    context,
    database,
    historian,
    logged,
    invalidated,
    advance: (seconds) => {
      now = new Date(now.getTime() + seconds * 1_000)
    },
    now: () => now,
    knownNow,
    discover: async () => {
      await discoverSource(context, 'historian', signal)
    },
    stored: async (sourceKey, asOf) => {
      const [from, to] = [new Date('2000-01-01T00:00:00Z'), new Date('2100-01-01T00:00:00Z')]
      const query = { signalId: await idOf(sourceKey), from, to, asOf: asOf ?? (await knownNow()) }
      const { at, value } = await readSamples(pool, query)
      return collect(at.map((atMs, index) => [atMs, value[index] ?? null] as const))
    },
    archived: (sourceKey, from, to) =>
      collect(
        [...(historian.archive.get(sourceKey) ?? [])]
          .filter(([at]) => at >= from.getTime() && at < to.getTime())
          .sort(([a], [b]) => a - b)
          .flatMap(([at, values]) => values.map((value) => [at, value] as const)),
      ),
    idOf,
    dispose: () => database.dispose(),
  }
}
