import type { Source } from '@tieback/adapters'
import { listQuarantine, type QuarantineRow, resolveQuarantine } from '@tieback/store'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { discoverSource } from '../discover-source/discover-source.worker.ts'
import { recordRun, type Run } from '../ingest/run-record.ts'
import { turnOf } from '../ingest/turn.ts'
import { ingestDays } from '../ingest-production/ingest-production.worker.ts'
import { bindJob } from '../queue.ts'
import { readHeld } from './held-rows.ts'
import { ReplayQuarantine, type ReplayQuarantineData } from './replay-quarantine.job.ts'
import { type ReadRow, type ReplayCounts, replayRows } from './replay-rows.ts'

/** Rows of one write transaction: each may hold ten figures. */
const rowsPerCommit = 500

/** Under these names discovery holds series whose unit has changed. */
const unitChange = { dataset: 'signals', reason: 'unknown-unit' } as const

export interface ReplayResult extends ReplayCounts {
  /** Rows that only a later reading of the source can bring; they stay where they are until then. */
  readonly toRead: number
}

/** Which rows; all open ones of the source where nothing is said. */
export type ReplayFilter = Omit<ReplayQuarantineData, 'sourceId'>

/**
 * Tries refused rows again under the mapping and the nodes of today. Rows that fit now are taken in by the way of all others and
 * leave quarantine, and so do those that something newer has come instead of; the rest is counted as refused once more, with what
 * is wrong now. What its source must tell again, such as points and nodes, is asked for first; a changed unit is taken over by it
 * where the filter names such rows. Doing it again changes nothing.
 */
export async function replayQuarantine(
  context: IngestContext,
  sourceId: string,
  filter: ReplayFilter,
  signal: AbortSignal,
): Promise<ReplayResult> {
  const startedAt = await turnOf(context.pool)
  const accepted = await readDescriptions(context, sourceId, filter, signal)
  let result: ReplayResult = { taken: accepted, stillRefused: 0, superseded: 0, toRead: 0 }
  await recordRun(context, sourceId, ReplayQuarantine.name, async (run) => {
    for await (const page of openPages(context, sourceId, filter)) {
      signal.throwIfAborted()
      result = sum(result, await replayPage(run, page, startedAt))
    }
    return null
  })
  return result
}

const sum = (a: ReplayResult, b: ReplayResult): ReplayResult => ({
  taken: a.taken + b.taken,
  stillRefused: a.stillRefused + b.stillRefused,
  superseded: a.superseded + b.superseded,
  toRead: a.toRead + b.toRead,
})

/** Open rows page by page, those refused last first: of two about one figure the newer comes before the older. */
async function* openPages(
  { pool }: IngestContext,
  sourceId: string,
  { dataset, reason, ids }: ReplayFilter,
): AsyncGenerator<QuarantineRow[]> {
  const query = {
    sourceId,
    isResolved: false,
    ...(dataset === undefined ? {} : { dataset }),
    ...(reason === undefined ? {} : { reason }),
    ...(ids === undefined ? {} : { ids }),
    limit: rowsPerCommit,
  }
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listQuarantine>> = await listQuarantine(pool, { ...query, cursor })
    if (page.rows.length > 0) yield page.rows
    cursor = page.nextCursor
  } while (cursor !== null)
}

/**
 * Reads again what no held row can tell: the source's own description, and days of which too much seemed to be gone. Gives how many
 * changed units were taken over by it.
 */
async function readDescriptions(
  context: IngestContext,
  sourceId: string,
  filter: ReplayFilter,
  signal: AbortSignal,
): Promise<number> {
  const { source } = getSource(context, sourceId)
  const doubted = new Set<string>()
  const accepted = new Set<string>()
  let hasOthers = false
  for await (const page of openPages(context, sourceId, filter)) {
    for (const held of page) {
      if (isDoubt(held, source)) doubted.add(held.key)
      else hasOthers ||= readHeld(held, source.production) === null || held.reason === 'unmapped-node'
      if (isUnitChange(held) && isNamed(filter)) accepted.add(held.key)
    }
  }
  if (hasOthers) await discoverSource(context, sourceId, signal, accepted)
  for (const key of doubted) {
    const [from = '', to = ''] = key.split('/')
    await ingestDays(context, sourceId, { from, to }, signal)
  }
  return accepted.size === 0 ? 0 : accepted.size - (await countUnitChanges(context, sourceId, accepted))
}

/** Whether a row holds a series whose unit is another than that of what is stored of it. */
const isUnitChange = ({ dataset, reason }: Pick<QuarantineRow, 'dataset' | 'reason'>): boolean =>
  dataset === unitChange.dataset && reason === unitChange.reason

/** Whoever tries everything again after some other mistake was mended has not said that a unit was so all along. */
const isNamed = ({ dataset, reason, ids }: ReplayFilter): boolean =>
  ids !== undefined || dataset === unitChange.dataset || reason === unitChange.reason

/** How many of the series are still held for their unit. */
async function countUnitChanges(context: IngestContext, sourceId: string, keys: ReadonlySet<string>): Promise<number> {
  let count = 0
  for await (const page of openPages(context, sourceId, unitChange))
    count += page.filter(({ key }) => keys.has(key)).length
  return count
}

async function replayPage(run: Run, page: readonly QuarantineRow[], startedAt: Date): Promise<ReplayResult> {
  const { source } = getSource(run.context, run.sourceId)
  run.read += page.length
  const readable: ReadRow[] = []
  const mended: QuarantineRow[] = []
  let stillRefused = 0
  let toRead = 0
  for (const held of page) {
    const content = readHeld(held, source.production)
    if (content !== null) readable.push({ held, content })
    else if (held.lastSeen >= startedAt || isDoubt(held, source)) stillRefused += 1
    else if (isDescription(held, source)) mended.push(held)
    else toRead += 1
  }
  if (mended.length > 0) await resolve(run, mended)
  const replayed = readable.length === 0 ? null : await replayRows(run, source, readable)
  const done = { taken: mended.length, stillRefused, superseded: 0, toRead }
  return replayed === null ? done : sum(done, { ...replayed, toRead: 0 })
}

/** Whether a row stands for days of which too much seemed to be gone. */
const isDoubt = ({ reason }: QuarantineRow, { production }: Source): boolean =>
  reason === 'mass-withdrawal' && production !== undefined

/**
 * Whether a row that can't be mapped again is one of the source's description, which has just been read without refusing it:
 * all rows of a historian are, and of a system of record those that its own mapping of figures doesn't know.
 */
function isDescription({ dataset, reason }: QuarantineRow, { production, series }: Source): boolean {
  if (dataset === 'nodes' || dataset === 'signals') return true
  // Refused while figures were read, of which a description says nothing: only the next reading of them tells.
  if (dataset === 'streams' || dataset === 'wire') return false
  // A sample is no description, and comes by itself once it can be read.
  if (reason === 'future-sample' || reason === 'invalid-value' || reason === 'mass-withdrawal') return false
  return production === undefined ? series !== undefined : production.remap !== undefined
}

async function resolve(run: Run, rows: readonly QuarantineRow[]): Promise<void> {
  await run.write('sources', async (tx) => {
    await resolveQuarantine(
      tx,
      rows.map(({ id }) => id),
    )
    return { written: 0, unchanged: 0 }
  })
}

/** What a replay came to, in words. */
function describeReplay({ taken, stillRefused, superseded, toRead }: ReplayResult): string {
  const told = `${taken} taken, ${stillRefused} still refused, ${superseded} superseded`
  return toRead === 0 ? told : `${told}, ${toRead} wait for the next reading of their source`
}

export const replayQuarantineBinding = (context: JobContext) =>
  bindJob(ReplayQuarantine, async ({ sourceId, ...filter }, signal) =>
    describeReplay(await replayQuarantine(context, sourceId, filter, signal)),
  )
