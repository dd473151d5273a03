import type { DayRange, SeriesReader } from '@tieback/adapters'
import { type Calendar, dayBounds, listDays } from '@tieback/domain'
import {
  type DailySeriesInput,
  listSeriesMarks,
  listSignals,
  readCalendars,
  readNodeIds,
  writeDailySeries,
} from '@tieback/store'
import { getSource, type IngestContext } from '../context.ts'
import { knownNow } from './known-now.ts'
import type { Run } from './run.ts'

/** Name of the stream of daily statistics in what single series miss. */
export const dailyStream = 'daily'

/** Days read at the first run; the rest is filled in behind. */
export const dailyFirstReadDays = 3

/** One stream of the source for each calendar, since their days end at different times. */
export const dailyStreamOf = ({ id }: Pick<Calendar, 'id'>): string => `daily-series ${id}`

/** Series whose nodes keep one calendar: their production days run alike. */
export interface CalendarSeries {
  readonly calendar: Calendar
  /** Our id of each series by the source's key. */
  readonly ids: ReadonlyMap<string, string>
  /** Ids of series that aren't read at present, since their unit is in doubt. */
  readonly held: readonly string[]
}

/** The series of a source by the calendar of the node that each belongs to. */
export async function groupByCalendar(context: IngestContext, sourceId: string): Promise<CalendarSeries[]> {
  const { pool } = context
  const { namespace } = getSource(context, sourceId).source
  const calendarOf = new Map(
    Array.from((await readNodeIds(pool, namespace)).values(), (node) => [node.id, node.calendarId]),
  )
  const readable = new Set((await listSeriesMarks(pool, sourceId, dailyStream)).map(({ signalId }) => signalId))
  const signals = await listSignals(pool, { sourceId, asOf: await knownNow(pool) })
  const groups = Map.groupBy(signals, ({ nodeId }) => calendarOf.get(nodeId))
  return (await readCalendars(pool)).flatMap((calendar) => {
    const own = groups.get(calendar.id) ?? []
    const ids = new Map(own.flatMap(({ sourceKey, id }) => (readable.has(id) ? [[sourceKey, id] as const] : [])))
    const held = own.flatMap(({ id }) => (readable.has(id) ? [] : [id]))
    return ids.size === 0 ? [] : [{ calendar, ids, held }]
  })
}

/** Production days one after the other that are equally long. */
interface DayRun {
  readonly days: readonly string[]
  readonly start: Date
  readonly end: Date
  readonly hours: number
}

const hourMs = 3_600_000

/** Days in runs of equal length: a historian steps by elapsed time, so the day on which the clocks change is asked for alone. */
function listDayRuns(calendar: Calendar, { from, to }: DayRange): DayRun[] {
  const runs: DayRun[] = []
  for (const day of listDays(from, to)) {
    const { start, end } = dayBounds(calendar, day)
    const hours = (end.getTime() - start.getTime()) / hourMs
    // A zone that skips a whole day has a production day without any time in it.
    if (hours <= 0) continue
    const last = runs.at(-1)
    if (last?.hours === hours) runs[runs.length - 1] = { ...last, days: [...last.days, day], end }
    else runs.push({ days: [day], start, end, hours })
  }
  return runs
}

/**
 * Reads what series came to over production days, by the bounds of each day, not by days of UTC; gives the ids of those that the source
 * refused.
 */
export async function readDailySeries(
  run: Run,
  reader: SeriesReader,
  { calendar, ids }: Pick<CalendarSeries, 'calendar' | 'ids'>,
  days: DayRange,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const refused = new Set<string>()
  for (const dayRun of listDayRuns(calendar, days)) {
    const stepMs = dayRun.hours * hourMs
    const range = { start: dayRun.start, end: dayRun.end }
    for await (const page of reader.readSummaries([...ids.keys()], range, stepMs / 1_000, signal)) {
      for (const { key } of page.refused) {
        const signalId = ids.get(key)
        if (signalId !== undefined) refused.add(signalId)
      }
      const rows = (await run.take(page)).flatMap((summary): DailySeriesInput[] => {
        const signalId = ids.get(summary.sourceKey)
        const day = dayRun.days[(summary.start.getTime() - range.start.getTime()) / stepMs]
        if (signalId === undefined || day === undefined) return []
        const { start, average, minimum, maximum, goodShare, count } = summary
        const end = new Date(start.getTime() + stepMs)
        return [{ signalId, day, start, end, average, minimum, maximum, goodShare, count }]
      })
      if (rows.length > 0) await run.write('samples', (tx) => writeDailySeries(tx, rows))
    }
  }
  return refused
}
