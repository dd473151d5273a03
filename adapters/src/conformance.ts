import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type {
  DayRange,
  Page,
  ProductionReader,
  ProductionRequest,
  ProductionRow,
  Sample,
  SeriesReader,
  Source,
  SourceNode,
  Summary,
  TimeRange,
} from './port.ts'
import { SourceError, type SourceErrorCode } from './source-error.ts'

/** The ways in which a server behind a source can be told to fail, and what each must become. */
const expectedCodes = {
  offline: 'unavailable',
  'bad-gateway-page': 'unavailable',
  'login-page': 'unauthorized',
  unauthorized: 'unauthorized',
  'rate-limited': 'rate_limited',
  malformed: 'bad_payload',
  drift: 'bad_payload',
} as const satisfies Record<string, SourceErrorCode>
export type SourceFault = keyof typeof expectedCodes
const faults = Object.keys(expectedCodes) as SourceFault[] // Safe: the keys of a constant.

interface Harness {
  /** From now on the server fails in this way; `rate-limited` asks for a wait. Undefined where there is no server. */
  readonly fail?: (fault: SourceFault) => Promise<void>
  readonly dispose: () => Promise<void>
}

export interface SeriesHarness extends Harness {
  readonly source: Source & { readonly series: SeriesReader }
  /** The same source, set to ask for as little as it can at a time. */
  readonly smallPages: Source & { readonly series: SeriesReader }
  /** Series that each have three samples or more in `range`. */
  readonly keys: readonly string[]
  readonly range: TimeRange
  /** A range before the first sample. */
  readonly emptyRange: TimeRange
  readonly unknownKey: string
}

export interface ProductionHarness extends Harness {
  readonly source: Source & { readonly production: ProductionReader }
  /** The same source, set to ask for as little as it can at a time; the source itself where pages can't be set. */
  readonly smallPages: Source & { readonly production: ProductionReader }
  /** Days, or months, that have figures: three or more. */
  readonly days: DayRange
}

const hourMs = 3_600_000

const signal = () => AbortSignal.timeout(60_000)

async function collect<Row>(
  pages: AsyncIterable<Page<Row>>,
): Promise<{ rows: Row[]; refused: string[]; updatedTo: Date | null }> {
  const all = { rows: [] as Row[], refused: [] as string[], updatedTo: null as Date | null }
  for await (const page of pages) {
    all.rows.push(...page.rows)
    all.refused.push(...page.refused.map(({ key }) => key))
    if (page.updatedTo !== null && (all.updatedTo === null || page.updatedTo > all.updatedTo))
      all.updatedTo = page.updatedTo
  }
  return all
}

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  )
  return error instanceof SourceError ? error.code : `not a SourceError: ${String(error)}`
}

/** What every source with series must do. The harness is made anew for each case. */
export function describeSeriesSource(name: string, createHarness: () => Promise<SeriesHarness>): void {
  describe(`${name} as a source of series`, () => {
    const harness = useHarness(createHarness)
    const readAll = async () => {
      await readSamples(harness())
      await readSteps(harness())
    }
    itReadsSamples(harness)
    itBoundsItsReads(harness)
    itIsADoor(harness, readAll)
  })
}

/** What every source of production figures must do. The harness is made anew for each case. */
export function describeProductionSource(name: string, createHarness: () => Promise<ProductionHarness>): void {
  describe(`${name} as a source of production`, () => {
    const harness = useHarness(createHarness)
    itDiscoversNodes(harness)
    itReadsFigures(harness)
    itIsADoor(harness, () => readDays(harness()))
  })
}

function useHarness<Kind extends Harness>(createHarness: () => Promise<Kind>): () => Kind {
  let harness: Kind | null = null
  beforeEach(async () => {
    harness = await createHarness()
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await harness?.dispose()
    harness = null
  })
  return () => {
    if (harness === null) throw new Error('the harness exists only within a case')
    return harness
  }
}

const readSamples = ({ source, keys, range }: SeriesHarness, over: TimeRange = range) =>
  collect(source.series.readRecorded(keys, over, signal()))

/** Hourly statistics of the first six hours. */
const readSteps = ({ source, keys, range }: SeriesHarness) => {
  const { start } = range
  return collect(
    source.series.readSummaries(keys, { start, end: new Date(start.getTime() + 6 * hourMs) }, 3_600, signal()),
  )
}

function itReadsSamples(harness: () => SeriesHarness): void {
  it('discovers the series it can read', async () => {
    const { signals } = await harness().source.discover(signal())
    expect(harness().keys.length).toBeGreaterThan(1)
    expect(signals.map(({ sourceKey }) => sourceKey)).toEqual(expect.arrayContaining([...harness().keys]))
  })

  it('includes the start and excludes the end', async () => {
    const [key = ''] = harness().keys
    const ofKey = async (over?: TimeRange) =>
      (await readSamples(harness(), over)).rows.filter(({ sourceKey }) => sourceKey === key)
    const whole = await ofKey()
    const [first = 0, , third = 0] = new Set(whole.map(({ at }) => at.getTime()))
    const part = await ofKey({ start: new Date(first), end: new Date(third) })
    expect(part).toEqual(whole.filter(({ at }) => at.getTime() >= first && at.getTime() < third))
    expect(part.length).toBeGreaterThan(0)
  })

  it('gives each series oldest first', async () => {
    const { rows } = await readSamples(harness())
    for (const samples of Map.groupBy(rows, ({ sourceKey }) => sourceKey).values()) {
      const instants = samples.map(({ at }) => at.getTime())
      expect(instants).toEqual(instants.toSorted((a, b) => a - b))
    }
    expect(new Set(rows.map(({ sourceKey }) => sourceKey))).toEqual(new Set(harness().keys))
  })

  it('gives the same samples in small pages as in one', async () => {
    const paged = await readSamples({ ...harness(), source: harness().smallPages })
    expect(sortSamples(paged.rows)).toEqual(sortSamples((await readSamples(harness())).rows))
    expect(paged.refused).toEqual([])
  })

  it('gives each sample once over two ranges that meet', async () => {
    const { start, end } = harness().range
    const middle = new Date((start.getTime() + end.getTime()) / 2)
    const before = await readSamples(harness(), { start, end: middle })
    const after = await readSamples(harness(), { start: middle, end })
    expect(sortSamples([...before.rows, ...after.rows])).toEqual(sortSamples((await readSamples(harness())).rows))
  })

  it('keeps samples without a number, with the reason', async () => {
    for (const { value, quality, reason } of (await readSamples(harness())).rows) {
      const isUsable = quality !== 'bad' && quality !== 'missing'
      expect({ hasValue: value !== null, hasReason: reason !== null }).toEqual({
        hasValue: isUsable,
        hasReason: !isUsable,
      })
    }
  })

  it('summarises each series once a step, aligned to the start', async () => {
    const { rows } = await readSteps(harness())
    const start = harness().range.start.getTime()
    for (const key of harness().keys) {
      const steps = rows.filter(({ sourceKey }) => sourceKey === key)
      expect(steps.map((step) => (step.start.getTime() - start) / hourMs)).toEqual([0, 1, 2, 3, 4, 5])
      for (const step of steps) expectSound(step)
    }
  })
}

function itBoundsItsReads(harness: () => SeriesHarness): void {
  it('gives nothing for an empty range and for one without samples', async () => {
    const { start } = harness().range
    expect(await readSamples(harness(), { start, end: start })).toEqual({ rows: [], refused: [], updatedTo: null })
    expect((await readSamples(harness(), harness().emptyRange)).rows).toEqual([])
  })

  it('refuses an unknown series and reads the others', async () => {
    const { unknownKey, keys } = harness()
    const { rows, refused } = await readSamples({ ...harness(), keys: [unknownKey, ...keys] })
    expect(refused).toEqual([unknownKey])
    expect(new Set(rows.map(({ sourceKey }) => sourceKey))).toEqual(new Set(keys))
  })

  it('refuses a range of more than 31 days', async () => {
    const { start } = harness().range
    const attempt = readSamples(harness(), { start, end: new Date(start.getTime() + 32 * 24 * hourMs) })
    await expect(attempt).rejects.toThrow(RangeError)
  })

  it('hears an abort before the first page and between pages', async () => {
    const { smallPages, keys, range } = harness()
    await expectAborts((inner) => smallPages.series.readRecorded(keys, range, inner))
  })
}

const readFigures = ({ source }: ProductionHarness, request: ProductionRequest) =>
  collect(source.production.readProduction(request, signal()))

const readDays = async (harness: ProductionHarness, days: DayRange = harness.days) =>
  (await readFigures(harness, { days })).rows

function itDiscoversNodes(harness: () => ProductionHarness): void {
  it('discovers a tree whose every parent is there and whose versions do not overlap', async () => {
    const { nodes, calendar } = await harness().source.discover(signal())
    const ids = new Set(nodes.map(({ objectId }) => objectId))
    expect(nodes.filter(({ parentObjectId }) => parentObjectId !== null && !ids.has(parentObjectId))).toEqual([])
    expect(calendar?.rules[0]?.validFrom).toBeNull()
    for (const versions of Map.groupBy(nodes, ({ objectId }) => objectId).values())
      expect(overlaps(versions)).toEqual([])
  })

  it('gives figures of nodes it discovered, each once, in the days asked for', async () => {
    const rows = await readDays(harness())
    const { from, to } = harness().days
    const ids = new Set((await harness().source.discover(signal())).nodes.map(({ objectId }) => objectId))
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ objectId }) => !ids.has(objectId))).toEqual([])
    expect(rows.filter(({ day }) => day < from || day >= to)).toEqual([])
    expect(new Set(rows.map(keyOf)).size).toBe(rows.length)
  })
}

function itReadsFigures(harness: () => ProductionHarness): void {
  it('gives each figure once over two ranges of days that meet', async () => {
    const { from, to } = harness().days
    const whole = await readDays(harness())
    const days = [...new Set(whole.map(({ day }) => day))].toSorted()
    const middle = days[Math.floor(days.length / 2)] ?? to
    const halves = [
      ...(await readDays(harness(), { from, to: middle })),
      ...(await readDays(harness(), { from: middle, to })),
    ]
    expect(days.length).toBeGreaterThan(2)
    expect(sortRows(halves)).toEqual(sortRows(whole))
  })

  it('gives null with quality missing or bad, and a number with any other', async () => {
    for (const { value, quality } of await readDays(harness())) {
      expect(value === null).toBe(quality === 'missing' || quality === 'bad')
    }
  })

  it('gives nothing for no days', async () => {
    const { from } = harness().days
    expect(await readDays(harness(), { from, to: from })).toEqual([])
  })

  it('gives what changed since an instant, that instant included', async () => {
    const { updatedTo } = await readFigures(harness(), { days: harness().days })
    expect(updatedTo).not.toBeNull()
    const since = updatedTo ?? new Date(Number.NaN)
    expect((await readFigures(harness(), { updatedSince: since })).rows.length).toBeGreaterThan(0)
    expect((await readFigures(harness(), { updatedSince: new Date('2999-01-01T00:00:00Z') })).rows).toEqual([])
  })

  it('gives the same figures however small its pages are', async () => {
    const paged = await readDays({ ...harness(), source: harness().smallPages })
    expect(sortRows(paged)).toEqual(sortRows(await readDays(harness())))
  })

  it('gives events and tests that end after they start', async () => {
    const { production } = harness().source
    const events = await collect(production.readDeferments({ days: harness().days }, signal()))
    const tests = await collect(production.readWellTests({ days: harness().days }, signal()))
    expect([...events.rows, ...tests.rows].filter(({ start, end }) => end !== null && end <= start)).toEqual([])
    expect(events.rows.filter(({ lossShare }) => lossShare < 0 || lossShare > 1)).toEqual([])
  })

  it('hears an abort before the first page and between pages', async () => {
    const { smallPages, days } = harness()
    await expectAborts((inner) => smallPages.production.readProduction({ days }, inner))
  })
}

/** Failures, closing and the promise to write nothing: the same for every source. */
function itIsADoor(harness: () => Harness & { readonly source: Source }, read: () => Promise<unknown>): void {
  it('says who answers', async () => {
    expect((await harness().source.check(signal())).product).not.toBe('')
  })

  it('sends nothing but GET', async () => {
    const sent = vi.spyOn(globalThis, 'fetch')
    const { source } = harness()
    await source.check(signal())
    await source.discover(signal())
    await read()
    expect(sent.mock.calls.filter(([, init]) => (init?.method ?? 'GET') !== 'GET' || init?.body !== undefined)).toEqual(
      [],
    )
  })

  it('closes twice, and after a failed check', async () => {
    const { source, fail } = harness()
    await fail?.('offline')
    if (fail !== undefined) await expect(source.check(signal())).rejects.toThrow(SourceError)
    await source.close()
    await source.close()
  })

  it.each(faults)('sorts the failure %s in check, discover and read', async (fault) => {
    const { source, fail } = harness()
    if (fail === undefined) return
    await fail(fault)
    const expected = expectedCodes[fault]
    expect([
      await codeOf(source.check(signal())),
      await codeOf(source.discover(signal())),
      await codeOf(read()),
    ]).toEqual([expected, expected, expected])
  })

  it('passes on the wait that a rate limit asks for', async () => {
    const { source, fail } = harness()
    if (fail === undefined) return
    await fail('rate-limited')
    await expect(source.check(signal())).rejects.toMatchObject({
      retryAfterMs: expect.any(Number) as number,
      isRetryable: true,
    })
  })
}

async function expectAborts(read: (inner: AbortSignal) => AsyncIterable<Page<unknown>>): Promise<void> {
  await expect(collect(read(AbortSignal.abort()))).rejects.toThrow(/abort/i)
  const controller = new AbortController()
  const pages = read(controller.signal)[Symbol.asyncIterator]()
  expect((await pages.next()).done).toBe(false)
  controller.abort()
  const rest = async () => {
    while ((await pages.next()).done !== true);
  }
  await expect(rest()).rejects.toThrow(/abort/i)
}

function sortSamples(samples: readonly Sample[]): Sample[] {
  return samples.toSorted((a, b) => a.sourceKey.localeCompare(b.sourceKey) || a.at.getTime() - b.at.getTime())
}

const keyOf = ({ objectId, day, quantity, measure }: ProductionRow) => `${objectId}/${day}/${quantity}/${measure}`

function sortRows(rows: readonly ProductionRow[]): ProductionRow[] {
  return rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

function overlaps(versions: readonly SourceNode[]): SourceNode[] {
  const sorted = versions.toSorted((a, b) => (a.validFrom ?? '').localeCompare(b.validFrom ?? ''))
  return sorted.filter((version, index) => {
    const before = sorted[index - 1]
    return before !== undefined && (before.validTo === null || before.validTo > (version.validFrom ?? ''))
  })
}

function expectSound({ average, minimum, maximum, goodShare, count }: Summary): void {
  expect(goodShare).toBeGreaterThanOrEqual(0)
  expect(goodShare).toBeLessThanOrEqual(1)
  expect(count).toBeGreaterThanOrEqual(0)
  expect([average, minimum, maximum].every((value) => (value === null) === (goodShare === 0))).toBe(true)
  if (average === null || minimum === null || maximum === null) return
  const tolerance = 1e-6 * Math.max(1, Math.abs(average))
  expect(average).toBeGreaterThanOrEqual(minimum - tolerance)
  expect(average).toBeLessThanOrEqual(maximum + tolerance)
}
