import { type Page, type RefusedRow, SourceError } from '@tieback/adapters'
import type { CacheTag } from '@tieback/contracts'
import {
  advanceWatermark,
  type BackfillRow,
  finishRun,
  type KnowledgeTx,
  quarantine,
  readSourceStandings,
  startRun,
  withKnowledge,
  writeBackfill,
  writeSourceState,
} from '@tieback/store'
import { UnrecoverableError } from 'bullmq'
import { getSource, type IngestContext } from '../context.ts'

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

  /** Notes that everything of a stream before an instant has been read. */
  async advance(stream: string, completeTo: Date): Promise<void> {
    await this.note((tx) => advanceWatermark(tx, this.sourceId, { stream, completeTo, detail: {} }))
  }

  /** Notes how far back the past has been filled in. */
  async reachBack(backfill: BackfillRow): Promise<void> {
    await this.note((tx) => writeBackfill(tx, this.sourceId, backfill))
  }

  /** How the source stands after this run; true when that is news. `dataAsOf` null keeps what is known of its reach. */
  async noteState(state: { status: 'ok' | 'down'; dataAsOf: Date | null; message: string | null }): Promise<boolean> {
    const { result } = await this.note(async (tx) => {
      const before = (await readSourceStandings(tx.client, { asOf: tx.knownAt })).find(({ id }) => id === this.sourceId)
      const isNews = await writeSourceState(tx, this.sourceId, state)
      return { isNews, hasTurned: before?.state.status !== state.status }
    })
    // How far a source reaches moves with every run: answers that tell of it may be as old as they are fresh.
    if (result.hasTurned) this.context.cache.invalidate(['sources'])
    return result.isNews
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

const countsOf = ({ read, written, unchanged, quarantined }: RunCounts): RunCounts => ({
  read,
  written,
  unchanged,
  quarantined,
})

/**
 * Carries out one run with its record: what it read and wrote, how it ended, and how the source stands now.
 * `body` gives the instant that the source's data reach, or null where the run says nothing about it.
 * A failure that a retry can't mend is not tried again by the queue; the next scheduled run still comes.
 */
export async function recordRun(
  context: IngestContext,
  sourceId: string,
  job: string,
  body: (run: Run) => Promise<Date | null>,
): Promise<RunCounts> {
  const run = new Run(context, sourceId, job, await startRun(context.pool, { sourceId, job }))
  try {
    const dataAsOf = await body(run)
    await finishRun(context.pool, run.runId, { status: 'succeeded', ...countsOf(run), message: null })
    const stillFailing = context.failing.succeed(sourceId, job)
    await run.noteState({ status: stillFailing === null ? 'ok' : 'down', dataAsOf, message: stillFailing })
    return countsOf(run)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    await finishRun(context.pool, run.runId, { status: 'failed', ...countsOf(run), message })
    // Nobody waits for an import that failed: what was imported before stands as it stood.
    if (!(error instanceof SourceError) || getSource(context, sourceId).every === null) throw error
    context.failing.fail(sourceId, job, message)
    // Once going down, not at each try: an outage must not flood the log.
    if (await run.noteState({ status: 'down', dataAsOf: null, message })) {
      context.log.error({ sourceId, job, code: error.code }, `source down: ${message}`)
    }
    throw error.isRetryable ? error : new UnrecoverableError(message)
  }
}
