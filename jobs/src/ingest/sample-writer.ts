import type { Sample } from '@tieback/adapters'
import { type KnowledgeTx, type SampleInput, type SeriesMark, writeSamples } from '@tieback/store'
import { FreshnessCount } from './freshness-count.ts'
import type { Run } from './run.ts'

/** Rows of one write: a commit costs as much as some thousand of them, and other writers wait for it. */
const rowsPerWrite = 20_000

/** What has come of one series and isn't written: its last instant, since further samples of that instant may be on the next page. */
interface Tail {
  atMs: number
  rows: SampleInput[]
}

/** One series as it is being read. */
interface Reading {
  readonly signalId: string
  readonly tail: Tail
  /** Samples after this one have not been here before, ms; they tell how fresh samples arrive. */
  freshAfterMs: number
  newestMs: number
}

/**
 * Writes samples as their pages come, some ten thousand at a time. One write goes on while the next pages are read, and who
 * brings more than that waits: however far behind Postgres is, two writes' worth is held.
 *
 * isLive  counts how fresh the samples are; left out for the past, where they are as old as they are
 */
export class SampleWriter {
  readonly #run: Run
  readonly #freshness: FreshnessCount | null
  readonly #readings: ReadonlyMap<string, Reading>
  #rows: SampleInput[] = []
  #freshAt: number[] = []
  #writing: Promise<void> = Promise.resolve()

  constructor(run: Run, series: readonly SeriesMark[], { isLive }: { isLive: boolean }) {
    this.#run = run
    this.#freshness = isLive ? new FreshnessCount() : null
    this.#readings = new Map(series.map((mark) => [mark.sourceKey, toReading(mark)]))
  }

  /** Takes a page's samples in, oldest first within each series; those of unknown series are left out. */
  async take(samples: readonly Sample[]): Promise<void> {
    let start = 0
    while (start < samples.length) {
      const sourceKey = samples[start]?.sourceKey ?? ''
      let end = start + 1
      while (end < samples.length && samples[end]?.sourceKey === sourceKey) end += 1
      const reading = this.#readings.get(sourceKey)
      if (reading !== undefined) this.#takeSeries(reading, samples, start, end)
      start = end
    }
    if (this.#rows.length >= rowsPerWrite) await this.#startWrite()
  }

  /** Writes all that is left, and whatever `write` keeps beside it in the same transaction. */
  async finish(write?: (tx: KnowledgeTx) => Promise<void>): Promise<void> {
    for (const { tail } of this.#readings.values()) for (const row of tail.rows.splice(0)) this.#rows.push(row)
    await this.#writing
    const [rows, freshAt] = this.#takeBatch()
    await this.#writeRows(rows, freshAt, write)
    await this.#freshness?.store(this.#run)
  }

  /** Waits for the write under way, whatever becomes of it: for whoever gives up in between. */
  async settle(): Promise<void> {
    await this.#writing.catch(() => undefined)
  }

  /** The newest sample that came of each series which was asked for, ms; left out where none came. */
  newest(): Map<string, Date> {
    const found = [...this.#readings.values()].filter(({ newestMs }) => newestMs > -Infinity)
    return new Map(found.map(({ signalId, newestMs }) => [signalId, new Date(newestMs)]))
  }

  #takeSeries(reading: Reading, samples: readonly Sample[], start: number, end: number): void {
    const { signalId, tail } = reading
    for (let index = start; index < end; index += 1) {
      // Safe: start and end are within the page.
      const { at, value, quality, reason } = samples[index] as Sample
      const atMs = at.getTime()
      if (atMs !== tail.atMs) this.#release(tail, atMs)
      tail.rows.push({ signalId, at, value, quality, reason })
      if (this.#freshness !== null && atMs > reading.freshAfterMs) {
        this.#freshAt.push(atMs)
        reading.freshAfterMs = atMs
      }
      if (atMs > reading.newestMs) reading.newestMs = atMs
    }
  }

  /** Lets the rows of an instant go, now that a later one has come. */
  #release(tail: Tail, atMs: number): void {
    for (const row of tail.rows) this.#rows.push(row)
    tail.rows.length = 0
    tail.atMs = atMs
  }

  async #startWrite(): Promise<void> {
    await this.#writing
    const [rows, freshAt] = this.#takeBatch()
    this.#writing = this.#writeRows(rows, freshAt)
    // Heard by whoever waits for it next; until then it must not count as unheard.
    this.#writing.catch(() => undefined)
  }

  #takeBatch(): [rows: SampleInput[], freshAt: number[]] {
    const batch: [SampleInput[], number[]] = [this.#rows, this.#freshAt]
    this.#rows = []
    this.#freshAt = []
    return batch
  }

  async #writeRows(
    rows: readonly SampleInput[],
    freshAt: readonly number[],
    write?: (tx: KnowledgeTx) => Promise<void>,
  ): Promise<void> {
    if (rows.length === 0) {
      if (write !== undefined) await this.#run.keep(write)
      return
    }
    this.#run.context.stopping.throwIfAborted()
    await this.#run.write('samples', async (tx) => {
      const counts = await writeSamples(tx, rows)
      await write?.(tx)
      return counts
    })
    this.#freshness?.add(freshAt, this.#run.context.clock.now())
  }
}

function toReading({ signalId, completeTo, newestAt }: SeriesMark): Reading {
  // A series read for the first time brings its past: none of that is late.
  const freshAfterMs = newestAt?.getTime() ?? completeTo?.getTime() ?? Infinity
  return { signalId, tail: { atMs: NaN, rows: [] }, freshAfterMs, newestMs: -Infinity }
}
