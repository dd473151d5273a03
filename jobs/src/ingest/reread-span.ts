import type { RefusedRow, Sample, SeriesReader, TimeRange } from '@tieback/adapters'
import {
  hasSamplesKnownSince,
  listQuarantine,
  replaceSamples,
  resolveQuarantine,
  type SampleInput,
  type SeriesMark,
  writeSamples,
} from '@tieback/store'
import { knownNow } from './known-now.ts'
import type { Run } from './run.ts'

const minuteMs = 60_000
const dayMs = 1_440 * minuteMs

/** What a span is refused as of which too much would be withdrawn. */
const dataset = 'samples'
const reason = 'mass-withdrawal'

/** Series and minutes read and compared at a time: some ten thousand rows at a scan every five seconds. */
const seriesPerWindow = 500
const windowMsFirst = 10 * minuteMs

/** Where windows hold little, as with slow series, the next ones are longer, so that calls stay few. */
const windowMsMax = 24 * 60 * minuteMs
const rowsOfLittle = 20_000

/** Rows held of one window; of one that has more, the halves are read one after the other. */
const rowsHeldMax = 200_000

/** Samples below which a window may come back empty without a doubt: a few tags that were cleaned up. */
const withdrawnMin = 1_000

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

interface Rereading {
  readonly run: Run
  readonly reader: SeriesReader
  readonly series: readonly SeriesMark[]
  readonly range: TimeRange
  /** Whether somebody asked for just this: then even a span that is all gone is believed. */
  readonly believesEmptiness: boolean
  readonly signal: AbortSignal
}

/** What one window came to: read again because somebody else wrote into it, too many rows to hold, or done. */
type Outcome = 'done' | 'moved' | 'too-many'

/** Rolls a replacement back that would take too much away. */
class MassWithdrawal extends Error {
  readonly withdrawn: number
  constructor(withdrawn: number) {
    super(`${String(withdrawn)} samples would be withdrawn`)
    this.withdrawn = withdrawn
  }
}

/** Makes the store's samples of a span what the source has now: new and corrected ones are taken in, those it no longer has are withdrawn. */
export async function rereadSpan(rereading: Rereading): Promise<void> {
  const { series, range, run } = rereading
  const before = run.quarantined
  let windowMs = windowMsFirst
  for (let from = range.start.getTime(); from < range.end.getTime();) {
    const end = Math.min(from + windowMs, range.end.getTime())
    let most = 0
    for (let first = 0; first < series.length; first += seriesPerWindow) {
      run.context.stopping.throwIfAborted()
      const read = run.read
      const window = { start: new Date(from), end: new Date(end) }
      await rereadWindow({ ...rereading, series: series.slice(first, first + seriesPerWindow), range: window })
      most = Math.max(most, run.read - read)
    }
    if (most < rowsOfLittle) windowMs = Math.min(windowMs * 2, windowMsMax)
    from = end
  }
  if (run.quarantined === before) await releaseRefusals(run, range)
}

/** Closes what was refused here before, once a span came whole again, or somebody has said that it is. */
async function releaseRefusals(run: Run, range: TimeRange): Promise<void> {
  const { rows } = await listQuarantine(run.context.pool, {
    sourceId: run.sourceId,
    dataset,
    reason,
    isResolved: false,
    limit: 1_000,
    cursor: null,
  })
  const [first, last] = [dayOf(range.start.getTime()), dayOf(range.end.getTime())]
  const ids = rows.filter(({ key }) => key.slice(0, 10) >= first && key.slice(0, 10) <= last).map(({ id }) => id)
  if (ids.length > 0) await run.keep((tx) => resolveQuarantine(tx, ids))
}

async function rereadWindow(rereading: Rereading): Promise<void> {
  const { series, range } = rereading
  let outcome = await replaceWindow(rereading)
  // Once more only: whoever writes there again and again reads it himself.
  if (outcome === 'moved') outcome = await replaceWindow(rereading)
  if (outcome !== 'too-many') return
  if (series.length > 1) {
    const middle = Math.ceil(series.length / 2)
    await rereadWindow({ ...rereading, series: series.slice(0, middle) })
    await rereadWindow({ ...rereading, series: series.slice(middle) })
    return
  }
  const middle = new Date(Math.ceil((range.start.getTime() + range.end.getTime()) / 2))
  if (middle >= range.end) throw new Error(`more than ${String(rowsHeldMax)} samples of one series in a millisecond`)
  await rereadWindow({ ...rereading, range: { start: range.start, end: middle } })
  await rereadWindow({ ...rereading, range: { start: middle, end: range.end } })
}

async function replaceWindow(rereading: Rereading): Promise<Outcome> {
  const { run, series, range } = rereading
  const before = await knownNow(run.context.pool)
  const found = await collect(rereading)
  if (found === null) return 'too-many'
  const signalIds = series.map(({ signalId }) => signalId).filter((id) => !found.refused.has(id))
  const span = { signalIds, from: range.start, to: range.end }
  const [doubted, whole] = partBy(found.rows, ({ signalId }) => found.doubted.has(signalId))
  const wholeIds = signalIds.filter((id) => !found.doubted.has(id))
  try {
    const { outcome } = await run.write('samples', async (tx) => {
      // What somebody wrote since we asked isn't in our answer, and must not be taken for gone.
      if (await hasSamplesKnownSince(tx, { ...span, since: before })) {
        return { written: 0, unchanged: 0, outcome: 'moved' as const }
      }
      const { withdrawn, ...replaced } = await replaceSamples(tx, { ...span, signalIds: wholeIds }, whole)
      // Of these one sample or another couldn't be read, which isn't to say that it is gone.
      const added = doubted.length === 0 ? { written: 0, unchanged: 0 } : await writeSamples(tx, doubted)
      const written = replaced.written + added.written
      const unchanged = replaced.unchanged + added.unchanged
      refuseEmptiness(rereading, { written, unchanged, withdrawn })
      return { written: written + withdrawn, unchanged, outcome: 'done' as const }
    })
    return outcome
  } catch (error) {
    if (!(error instanceof MassWithdrawal)) throw error
    await run.refuse([toRefusal(rereading, error)])
    return 'done'
  }
}

/** What came of a window. */
interface Found {
  rows: SampleInput[]
  /** Ids of series that were refused. */
  readonly refused: Set<string>
  /** Ids of series of which single samples were. */
  readonly doubted: Set<string>
}

function partBy<Item>(items: readonly Item[], belongs: (item: Item) => boolean): [those: Item[], others: Item[]] {
  const those: Item[] = []
  const others: Item[] = []
  for (const item of items) (belongs(item) ? those : others).push(item)
  return [those, others]
}

/** All samples of a window; null where there are more than can be held. */
async function collect({ run, reader, series, range, signal }: Rereading): Promise<Found | null> {
  const bySourceKey = new Map(series.map((mark) => [mark.sourceKey, mark.signalId]))
  const found: Found = { rows: [], refused: new Set(), doubted: new Set() }
  const canSplit = series.length > 1 || range.end.getTime() - range.start.getTime() > 1
  for await (const page of reader.readRecorded([...bySourceKey.keys()], range, signal)) {
    for (const { key, subject } of page.refused) {
      const refused = bySourceKey.get(key)
      const doubted = bySourceKey.get(subject?.objectId ?? '')
      if (refused !== undefined) found.refused.add(refused)
      if (doubted !== undefined) found.doubted.add(doubted)
    }
    for (const sample of await run.take(page)) {
      const signalId = bySourceKey.get(sample.sourceKey)
      if (signalId !== undefined) found.rows.push(toInput(signalId, sample))
    }
    if (found.rows.length > rowsHeldMax && canSplit) return null
  }
  found.rows = found.rows.filter(({ signalId }) => !found.refused.has(signalId))
  return found
}

const toInput = (signalId: string, { at, value, quality, reason }: Sample): SampleInput => ({
  signalId,
  at,
  value,
  quality,
  reason,
})

/**
 * Samples that are gone for each that is left, above which an archive is doubted. Compression may leave one of some dozens of what a
 * stream of live values gave; next to nothing is left of a broken archive.
 */
const goneForEachLeftMax = 100

/** An archive that answers with next to nothing where it had much is more likely broken than emptied. */
function refuseEmptiness(
  { believesEmptiness }: Rereading,
  { written, unchanged, withdrawn }: { written: number; unchanged: number; withdrawn: number },
): void {
  if (!believesEmptiness && withdrawn >= withdrawnMin && withdrawn > (written + unchanged) * goneForEachLeftMax) {
    throw new MassWithdrawal(withdrawn)
  }
}

/** One row for each day, however often it is looked at. */
function toRefusal({ range, series }: Rereading, { withdrawn }: MassWithdrawal): RefusedRow {
  const span = `${range.start.toISOString()} to ${range.end.toISOString()}`
  return {
    dataset,
    key: `${dayOf(range.start.getTime())}/${dayOf(range.start.getTime() + dayMs)}`,
    reason,
    message: `From ${span} the source no longer has ${String(withdrawn)} samples, nearly all that it had; they are kept. Look whether its archive is whole; if they were deleted on purpose, read these days again from the sources page.`,
    row: { span, series: series.map(({ sourceKey }) => sourceKey), withdrawn },
  }
}
