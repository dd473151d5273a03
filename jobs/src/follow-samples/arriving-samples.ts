import { setTimeout as wait } from 'node:timers/promises'
import type { Sample } from '@tieback/adapters'
import { noteNewestSamples, type SampleInput, type SeriesMark, writeSamples } from '@tieback/store'
import { FreshnessCount } from '../ingest/freshness-count.ts'
import { samplesStream } from '../ingest/read-span.ts'
import type { Run } from '../ingest/run-record.ts'

/** Samples held while a write is under way; whoever brings more waits for it. */
const rowsHeldMax = 20_000

/** Least time between two writes, ms: each is a commit that stays on record, voids answers, and makes other writers wait. */
const writeEveryMs = 1_000

/**
 * Writes samples that arrive by themselves: at once where none were written of late, else together with all that come meanwhile.
 * They come in no sure order, and one that comes twice is the same. Marks stay: what has been missed in between is the polling's to find.
 */
export class ArrivingSamples {
  readonly #run: Run
  readonly #idOf: ReadonlyMap<string, string>
  readonly #newestMs: Map<string, number>
  readonly #freshness = new FreshnessCount()
  #held = new Map<string, SampleInput>()
  #draining: Promise<void> | null = null
  #failure: Error | null = null
  #wroteAt = -Infinity
  /** Aborts once nothing more is to come, which the last samples needn't wait for. */
  readonly #ending = new AbortController()

  constructor(run: Run, series: readonly SeriesMark[]) {
    this.#run = run
    this.#idOf = new Map(series.map(({ sourceKey, signalId }) => [sourceKey, signalId]))
    this.#newestMs = new Map(
      series.flatMap(({ signalId, newestAt }) => (newestAt === null ? [] : [[signalId, newestAt.getTime()]])),
    )
  }

  /** Takes samples in. Throws what became of an earlier write. */
  async take(samples: readonly Sample[]): Promise<void> {
    for (const { sourceKey, at, value, quality, reason } of samples) {
      const signalId = this.#idOf.get(sourceKey)
      if (signalId === undefined) continue
      this.#held.set(`${signalId} ${String(at.getTime())}`, { signalId, at, value, quality, reason })
    }
    if (this.#held.size > 0) this.#draining ??= this.#drain()
    if (this.#held.size >= rowsHeldMax) await this.#draining
    if (this.#failure !== null) throw this.#failure
  }

  /** Waits until all is written that was taken. */
  async finish(): Promise<void> {
    this.#ending.abort()
    await this.#draining
    if (this.#failure !== null) throw this.#failure
  }

  async #drain(): Promise<void> {
    try {
      while (this.#held.size > 0) {
        await this.#pause()
        const rows = [...this.#held.values()]
        this.#held = new Map()
        await this.#write(rows)
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error))
    } finally {
      this.#draining = null
    }
  }

  async #pause(): Promise<void> {
    const leftMs = this.#wroteAt + writeEveryMs - performance.now()
    if (leftMs > 0) await wait(leftMs, undefined, { signal: this.#ending.signal }).catch(() => undefined)
    this.#wroteAt = performance.now()
  }

  async #write(rows: readonly SampleInput[]): Promise<void> {
    const fresh = rows.filter(({ signalId, at }) => at.getTime() > (this.#newestMs.get(signalId) ?? -Infinity))
    for (const { signalId, at } of fresh) {
      this.#newestMs.set(signalId, Math.max(at.getTime(), this.#newestMs.get(signalId) ?? -Infinity))
    }
    const newest = new Map(fresh.map(({ signalId }) => [signalId, new Date(this.#newestMs.get(signalId) ?? 0)]))
    await this.#run.write('samples', async (tx) => {
      const counts = await writeSamples(tx, rows)
      if (newest.size > 0) await noteNewestSamples(tx, samplesStream, newest)
      return counts
    })
    this.#freshness.add(
      fresh.map(({ at }) => at.getTime()),
      this.#run.context.clock.now(),
    )
    await this.#freshness.store(this.#run)
  }
}
