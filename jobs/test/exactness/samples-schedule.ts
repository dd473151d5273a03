import { type Sample, SourceError } from '@tieback/adapters'
import { listQuarantine, type StorePool } from '@tieback/store'
import {
  catchUpSamples,
  discoverSource,
  type IngestContext,
  ingestSamples,
  registerSource,
  rereadDays,
  rereadSamples,
  startCatchUp,
} from '../../src/index.ts'
import { believedOf } from './believed.ts'
import { Crash, createCrashingPool } from './crashing-pool.ts'
import { Histories, judgeCurrent, judgeVersions, type Version } from './history.ts'
import { createRandom, type Random } from './random.ts'
import { ScriptedHistorian, seriesKeys } from './scripted-historian.ts'

const { signal } = new AbortController()
const every = { discoverS: 600, productionS: 60, hourlyS: 60, samplesS: 60, lookBackS: 3_600 }
const minuteMs = 60_000
/** Early enough for all of it to lie in one day of UTC, so that few partitions are made. */
const startMs = Date.parse('2026-03-12T02:30:00.000Z')
const allDays = { from: '2026-03-11', to: '2026-03-14' }

const textOf = ({ value, quality, reason }: Pick<Sample, 'value' | 'quality' | 'reason'>): string =>
  JSON.stringify([value, quality, reason])

/** How a job treats samples that the source has no more: adds what there is, or makes the span what the source has. */
type Manner = 'adds' | 'replaces'

/** One seed's life of a small historian, from its first sample to the last check. */
export class SamplesSchedule {
  private readonly random: Random
  private readonly pool: StorePool
  private readonly site: ScriptedHistorian
  private readonly model = new Histories()
  /** Samples that were there as soon as they were made. */
  private readonly onTime = new Set<string>()
  /** Nothing more is stored: what there is has to arrive. */
  private isEnding = false
  private nowMs = startMs
  private writtenToMs = startMs - 20 * minuteMs

  constructor(pool: StorePool, seed: number) {
    this.random = createRandom(seed)
    this.pool = pool
    this.site = new ScriptedHistorian(`historian-${seed}`, this.random)
  }

  /** Lives through the schedule. What is wrong is thrown; the message says at which step. */
  async run(): Promise<void> {
    await registerSource(this.contextOf(this.pool), { source: this.site.asSource(), every })
    await this.until((context) => discoverSource(context, this.site.namespace, signal))
    // From its first read on nothing of a series may be lost; how far back that one reaches is another matter.
    this.store()
    await this.until((context) => ingestSamples(context, this.site.namespace, signal))
    const steps = this.random.whole(4, 7)
    for (let step = 0; step < steps; step += 1) {
      this.store()
      for (let changes = this.random.whole(0, 4); changes > 0; changes -= 1) this.change()
      await this.work()
      // Now and then nobody reads for so long that the past has to be caught up with.
      this.nowMs += this.random.chance(0.15)
        ? this.random.whole(12, 170) * minuteMs
        : this.random.whole(1, 5) * minuteMs
    }
    await this.end()
  }

  // What happens at the source.

  /** New samples of every series up to now, each about a minute after the one before. */
  private store(): void {
    for (let at = this.writtenToMs; at < this.nowMs - minuteMs; at += minuteMs) {
      for (const key of seriesKeys)
        if (this.random.chance(0.8)) this.onTime.add(this.put(key, at + this.random.whole(0, 50_000)))
      this.writtenToMs = at + minuteMs
    }
  }

  /** Gives the model's key. */
  private put(key: string, atMs: number): string {
    const { random } = this
    const isState = random.chance(0.05)
    const sample: Sample = {
      sourceKey: key,
      at: new Date(atMs),
      value: isState ? null : random.whole(1, 1_000_000) / 7,
      quality: isState ? 'bad' : random.pick(['good', 'uncertain'] as const),
      reason: isState ? 'Bad Input' : null,
    }
    this.site.samples.get(key)?.set(atMs, sample)
    this.model.put(`${key} ${atMs}`, textOf(sample), false)
    return `${key} ${atMs}`
  }

  private change(): void {
    const { random, site } = this
    const kind = random.next()
    const key = random.pick(seriesKeys)
    const stored = [...(site.samples.get(key)?.keys() ?? [])].filter((atMs) => atMs > this.nowMs - 55 * minuteMs)
    if (kind < 0.35) this.put(key, this.nowMs - random.whole(2 * minuteMs, 50 * minuteMs))
    else if (kind < 0.65 && stored.length > 0) this.put(key, random.pick(stored))
    else if (kind < 0.9 && stored.length > 0) this.remove(key, random.pick(stored))
    else if (site.unknown.has(key)) site.unknown.delete(key)
    else if (random.chance(0.5)) site.unknown.add(key)
  }

  private remove(key: string, atMs: number): void {
    this.site.samples.get(key)?.delete(atMs)
    this.model.put(`${key} ${atMs}`, null, false)
  }

  // What Tieback does.

  private contextOf(pool: StorePool): IngestContext {
    const source = this.site.asSource()
    return {
      pool,
      sources: new Map([[source.id, { source, every }]]),
      clock: { now: () => new Date(this.nowMs) },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      cache: { invalidate: () => undefined },
      settings: { dailyHistoryDays: 20, hourlyHistoryDays: 2, sampleKeepDays: 7 },
      stopping: signal,
    }
  }

  /** Tries a job: the process may die at any statement, the source may break off at any page. True when it ended well. */
  private async attempt(job: (context: IngestContext) => Promise<unknown>, crashes = 0.4): Promise<boolean> {
    const { random, site } = this
    const crash = { atStatement: random.whole(1, 30), isAnswerLost: random.chance(0.5) }
    const pool = random.chance(crashes) ? createCrashingPool(this.pool, crash) : this.pool
    site.breaksAfter = random.chance(0.1) ? random.whole(0, 6) : null
    site.takeAnswered()
    try {
      await job(this.contextOf(pool))
      return true
    } catch (error) {
      if (error instanceof Crash || error instanceof SourceError) return false
      throw error
    } finally {
      site.breaksAfter = null
    }
  }

  private async until(job: (context: IngestContext) => Promise<unknown>): Promise<void> {
    while (!(await this.attempt(job, 0.15))) {
      this.nowMs += minuteMs
      if (!this.isEnding) this.store()
    }
  }

  private async work(): Promise<void> {
    const kind = this.random.next()
    if (kind < 0.6) await this.step('ingest', 'adds', (context, id) => ingestSamples(context, id, signal))
    else if (kind < 0.75) await this.step('catch up', 'adds', catchUpWhole)
    else if (kind < 0.95) await this.step('reread', 'replaces', (context, id) => rereadSamples(context, id, signal))
    else await this.step('backfill', 'replaces', (context, id) => rereadDays(context, id, allDays, signal))
  }

  private async step(
    name: string,
    manner: Manner,
    job: (context: IngestContext, sourceId: string) => Promise<unknown>,
  ): Promise<void> {
    if (await this.attempt((context) => job(context, this.site.namespace))) this.settle(manner)
    await this.judge(name)
  }

  /** What the source answered in a job that ended well is what is believed. */
  private settle(manner: Manner): void {
    for (const { sourceKeys, range } of this.site.takeAnswered()) {
      for (const { key } of this.model.all()) {
        const [series = '', at = ''] = key.split(' ')
        const atMs = Number(at)
        if (!sourceKeys.includes(series) || atMs < range.start.getTime() || atMs >= range.end.getTime()) continue
        if (manner === 'replaces' || this.site.samples.get(series)?.has(atMs) === true) this.model.settle(key)
      }
    }
  }

  /** Holds the table against the model. */
  private async judge(step: string): Promise<void> {
    const versions = await readSampleVersions(this.pool, this.site.namespace)
    const known = new Set(this.model.all().map(({ key }) => key))
    const wrong = this.model.all().flatMap((history) => {
      const own = versions.get(history.key) ?? []
      return [judgeCurrent(history, believedOf(own)) ?? [], judgeVersions(history, own)].flat()
    })
    for (const key of versions.keys()) if (!known.has(key)) wrong.push(`${key}: whose?`)
    if (wrong.length > 0) throw new Error(`${this.site.namespace}, ${step}: ${wrong.slice(0, 5).join('; ')}`)
  }

  /** Once nothing is refused any more, the ordinary jobs alone bring all that the source has of the last hour; the rest comes when it is asked for. */
  private async end(): Promise<void> {
    const id = this.site.namespace
    this.site.unknown.clear()
    this.nowMs += 5 * minuteMs
    this.store()
    this.isEnding = true
    await this.until((context) => ingestSamples(context, id, signal))
    await this.until((context) => catchUpWhole(context, id))
    await this.until((context) => rereadSamples(context, id, signal))
    for (const { key } of this.model.all()) {
      if (Number(key.split(' ')[1]) >= this.nowMs - 55 * minuteMs) this.model.settle(key)
      // However long a series was refused or nobody read: what came on time has been taken in, in one of its states.
      else if (this.onTime.has(key)) this.requireAny(key)
    }
    await this.judge('last reread')
    await this.until((context) => rereadDays(context, id, allDays, signal))
    for (const { key } of this.model.all()) this.model.settle(key)
    await this.judge('end')
    const { rows } = await listQuarantine(this.pool, { sourceId: id, isResolved: false, limit: 10, cursor: null })
    const others = rows.filter(({ dataset }) => dataset !== 'streams')
    if (others.length > 0) throw new Error(`${id}: ${others[0]?.message ?? ''}`)
  }

  private requireAny(key: string): void {
    const history = this.model.of(key)
    const first = history.contents.findIndex((content) => content !== null)
    history.certain = Math.max(history.certain, first)
  }
}

async function catchUpWhole(context: IngestContext, sourceId: string): Promise<void> {
  const state = startCatchUp()
  while (await catchUpSamples(context, sourceId, state, signal));
}

interface SampleRow {
  source_key: string
  at: Date
  value: number | null
  quality: Sample['quality']
  reason: string | null
  known_from: Date
  known_to: Date | number
}

/** Every version of every sample of a historian, oldest first, by series and instant. */
async function readSampleVersions(pool: StorePool, sourceId: string): Promise<Map<string, Version[]>> {
  const { rows } = await pool.query<SampleRow>(
    `select signal.source_key, s.at, s.value, s.quality, s.reason, s.known_from, s.known_to
     from sample s join signal on signal.id = s.signal_id where signal.source_id = $1 order by s.known_from, s.ordinal`,
    [sourceId],
  )
  const byKey = Map.groupBy(rows, ({ source_key: series, at }) => `${series} ${at.getTime()}`)
  return new Map(
    Array.from(byKey, ([key, own]) => [
      key,
      own.map((row, index) => {
        const toMs = typeof row.known_to === 'number' ? row.known_to : row.known_to.getTime()
        const isFollowed = own[index + 1]?.known_from.getTime() === toMs
        return {
          content: textOf(row),
          fromMs: row.known_from.getTime(),
          toMs,
          isWithdrawn: toMs !== Infinity && !isFollowed,
        }
      }),
    ]),
  )
}
