import type { Page, RefusedRow } from '@tieback/adapters'
import type { CacheTag } from '@tieback/contracts'
import {
  advanceWatermark,
  type BackfillRow,
  type KnowledgeTx,
  quarantine,
  readSourceStandings,
  withKnowledge,
  writeBackfill,
  writeSourceState,
} from '@tieback/store'
import type { IngestContext } from '../context.ts'

/** One run of one source's job under way: where it is written down, and what it did so far. */
export class Run {
  readonly context: IngestContext
  readonly sourceId: string
  readonly job: string
  readonly runId: string
  read = 0
  written = 0
  unchanged = 0
  quarantined = 0

  constructor(context: IngestContext, sourceId: string, job: string, runId: string) {
    this.context = context
    this.sourceId = sourceId
    this.job = job
    this.runId = runId
  }

  /** Writes in one knowledge transaction of this run, and counts what it says it wrote; `tag` names what that is. */
  async write<Result extends { written: number; unchanged: number }>(
    tag: CacheTag,
    write: (tx: KnowledgeTx) => Promise<Result>,
  ): Promise<Result> {
    const { result, knownAt } = await this.note(write)
    if (knownAt !== null) this.context.cache.invalidate([tag])
    this.written += result.written
    this.unchanged += result.unchanged
    return result
  }

  /** Counts a page, keeps what it refused, and gives the rest. */
  async take<Row>(page: Page<Row>): Promise<readonly Row[]> {
    this.read += page.rows.length + page.refused.length
    await this.refuse(page.refused)
    return page.rows
  }

  /** Keeps where reading has come to, beside the rows it brought or without any; it counts as nothing written. */
  async keep(write: (tx: KnowledgeTx) => Promise<unknown>): Promise<void> {
    await this.note(write)
  }

  /** Notes that everything of a stream before an instant has been read. */
  async advance(stream: string, completeTo: Date): Promise<void> {
    await this.note((tx) => advanceWatermark(tx, this.sourceId, { stream, completeTo, detail: {} }))
  }

  /** Notes how far back the past has been filled in. */
  async reachBack(backfill: BackfillRow): Promise<void> {
    await this.note((tx) => writeBackfill(tx, this.sourceId, backfill))
  }

  /** How the source stands after this run; true when it has turned by it. `dataAsOf` null keeps what is known of its reach. */
  async noteState(state: {
    status: 'ok' | 'lagging' | 'down'
    dataAsOf: Date | null
    message: string | null
  }): Promise<boolean> {
    const { result } = await this.note(async (tx) => {
      const before = (await readSourceStandings(tx.client, { asOf: tx.knownAt })).find(({ id }) => id === this.sourceId)
      await writeSourceState(tx, this.sourceId, state)
      return { hasTurned: before?.state.status !== state.status }
    })
    // How far a source reaches moves with every run: answers that tell of it may be as old as they are fresh.
    if (result.hasTurned) this.context.cache.invalidate(['sources'])
    return result.hasTurned
  }

  /** Keeps refused rows with their reason. The same row refused again is counted there, not kept twice. */
  async refuse(rows: readonly RefusedRow[]): Promise<void> {
    if (rows.length === 0) return
    const { result } = await this.note((tx) => quarantine(tx, this.sourceId, rows))
    // A row that is refused again and again is no news, and must not void every answer each time.
    if (result.added > 0) this.context.cache.invalidate(['sources'])
    this.quarantined += rows.length
  }

  private async note<Result>(
    write: (tx: KnowledgeTx) => Promise<Result>,
  ): Promise<{ result: Result; knownAt: Date | null }> {
    const { context, sourceId, runId, job } = this
    return await withKnowledge(context.pool, { sourceId, runId, cause: job }, write)
  }
}

/** What a finished run did. */
export type RunCounts = Pick<Run, 'read' | 'written' | 'unchanged' | 'quarantined'>
