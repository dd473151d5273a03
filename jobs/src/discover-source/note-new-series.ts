import type { Source } from '@tieback/adapters'
import { addDays, type Calendar, productionDayOf } from '@tieback/domain'
import {
  type KnowledgeTx,
  listSignals,
  listUnreadSeries,
  noteMissingDays,
  readBackfill,
  readCalendars,
  readNodeIds,
  readWatermark,
} from '@tieback/store'
import { dailyFirstReadDays, dailyStream, dailyStreamOf } from '../ingest/read-daily-series.ts'
import { hourlyStream } from '../ingest/read-series.ts'

/** A source, and how much of the past is read of it. */
interface Noting {
  readonly source: Pick<Source, 'id' | 'namespace'>
  readonly historyDays: number
  readonly now: Date
}

const later = (a: string, b: string): string => (a > b ? a : b)

/**
 * Notes the past of series that nothing has been read of, where their source's own past has been filled in already, or in part: whoever
 * fills it in doesn't come back to the days behind. Of a source that is new itself nothing is noted. Doing it again changes nothing.
 */
export async function noteNewSeries(tx: KnowledgeTx, noting: Noting): Promise<void> {
  const unread = await listUnreadSeries(tx.client, noting.source.id)
  if (unread.length === 0) return
  await noteHours(tx, unread, noting)
  await noteDays(tx, new Set(unread), noting)
}

async function noteHours(tx: KnowledgeTx, unread: readonly string[], { source, historyDays, now }: Noting) {
  const state = await readBackfill(tx.client, source.id, hourlyStream)
  if (state === undefined) return
  // The live front reads the last day of hours itself, and begins within this one or the day before.
  const to = now.toISOString().slice(0, 10)
  const from = later(state.reachedDay, addDays(to, -historyDays))
  await noteMissingDays(
    tx,
    hourlyStream,
    unread.map((signalId) => ({ signalId, from, to })),
  )
}

async function noteDays(tx: KnowledgeTx, unread: ReadonlySet<string>, noting: Noting): Promise<void> {
  const { id, namespace } = noting.source
  const nodes = (await readNodeIds(tx.client, namespace)).values()
  const calendarOf = new Map(Array.from(nodes, (node) => [node.id, node.calendarId]))
  const signals = await listSignals(tx.client, { sourceId: id, asOf: tx.knownAt })
  const groups = Map.groupBy(
    signals.filter((signal) => unread.has(signal.id)),
    ({ nodeId }) => calendarOf.get(nodeId),
  )
  for (const calendar of await readCalendars(tx.client)) {
    const own = groups.get(calendar.id) ?? []
    const days = own.length === 0 ? null : await pastOf(tx, calendar, noting)
    if (days === null) continue
    await noteMissingDays(
      tx,
      dailyStream,
      own.map((signal) => ({ signalId: signal.id, ...days })),
    )
  }
}

/** The production days that have been read of the other series of a calendar; null where none has been. */
async function pastOf(tx: KnowledgeTx, calendar: Calendar, { source, historyDays }: Noting) {
  const stream = dailyStreamOf(calendar)
  const mark = await readWatermark(tx.client, source.id, stream)
  if (mark === undefined) return null
  const to = productionDayOf(calendar, mark.completeTo)
  const state = await readBackfill(tx.client, source.id, stream)
  return { from: later(state?.reachedDay ?? addDays(to, -dailyFirstReadDays), addDays(to, -historyDays)), to }
}
