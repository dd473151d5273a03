import type { Page, RefusedRow, Sample, TimeRange } from '../port.ts'
import { SourceError } from '../source-error.ts'
import { type PiClient, type PiQuery, PiStatusError } from './client.ts'
import type { PiWebApiConfig } from './config.ts'
import { toReading } from './sample.ts'
import { askStreams, refuseStream, type Stream } from './streams.ts'
import { parseTimestamp, type PiTimestamp } from './timestamp.ts'
import { type RecordedStream, RecordedStreamSet, type TimedValue } from './wire.ts'

/** Values that several readers may ask for in one call; lowered for all once the server names its own limit. */
export interface ItemBudget {
  perCall: number
}

/** How far one stream has been read. PI gives no cursor: the last timestamp is asked for again and what was seen of it dropped. */
interface Progress {
  readonly stream: Stream
  /** The last timestamp as the server wrote it, or the start of the range. */
  cursor: string
  cursorKey: string
  /** How often each value was seen at the cursor: several events may share a timestamp, and a value. */
  seen: Map<string, number>
  /** Set when a whole page held one timestamp: it is then asked alone, for as many values as one call may have. */
  isAlone: boolean
}

const fields = [
  'Items.WebId',
  'Items.Name',
  'Items.Path',
  ...['Timestamp', 'Value', 'Good', 'Questionable', 'Substituted', 'Errors'].map((name) => `Items.Items.${name}`),
  'Items.Errors',
  'Items.WebException',
  'WebException',
].join(';')

interface Reading {
  readonly client: PiClient
  readonly config: PiWebApiConfig
  readonly budget: ItemBudget
}

/** Archived samples of one group of streams, page by page; each stream goes on until a page of it comes short. */
export async function* readRecordedChunk(
  streams: readonly Stream[],
  range: TimeRange,
  { client, config, budget }: Reading,
  signal: AbortSignal,
): AsyncGenerator<Page<Sample>> {
  let open = streams.map((stream) => startAt(stream, range))
  while (open.length > 0) {
    const group = nextGroup(open, budget)
    const maxCount = Math.max(2, Math.floor(budget.perCall / group.length))
    const last = group.reduce((behind, progress) => (progress.cursorKey < behind.cursorKey ? progress : behind))
    const asked = { range, startKey: last.cursorKey, maxCount }
    const results = await askStreams(
      group.map(({ stream }) => stream),
      async (streamsAsked) => {
        const query = recordedQuery(streamsAsked, last.cursor, range, maxCount)
        return (await client.get('/streamsets/recorded', query, RecordedStreamSet, signal)).Items
      },
    ).catch((error: unknown) => {
      lowerBudget(error, budget, maxCount * group.length, config.id)
      return null
    })
    if (results === null) continue
    const page = { rows: [] as Sample[], refused: [] as RefusedRow[], updatedTo: null }
    const done = new Set<Stream>()
    for (const result of results) {
      const progress = group.find(({ stream }) => stream === result.stream)
      if ('refused' in result) page.refused.push(result.refused)
      if (progress === undefined || 'refused' in result || takePage(progress, result.answer, asked, page)) {
        done.add(result.stream)
      }
    }
    open = open.filter(({ stream }) => !done.has(stream))
    yield page
  }
}

function startAt(stream: Stream, range: TimeRange): Progress {
  const cursor = range.start.toISOString()
  return { stream, cursor, cursorKey: parseTimestamp(cursor)?.key ?? cursor, seen: new Map(), isAlone: false }
}

function recordedQuery(asked: readonly Stream[], startTime: string, range: TimeRange, maxCount: number): PiQuery {
  return [
    ...asked.map(({ webId }) => ['webId', webId] as const),
    ['startTime', startTime],
    ['endTime', range.end.toISOString()],
    ['boundaryType', 'Inside'],
    ['maxCount', String(maxCount)],
    ['webIdType', 'PathOnly'],
    ['selectedFields', fields],
  ]
}

/** Those to ask next in one call: one that stands on a crowded timestamp alone, else as many as the budget gives two values each. */
function nextGroup(open: readonly Progress[], budget: ItemBudget): Progress[] {
  const alone = open.find(({ isAlone }) => isAlone)
  return alone === undefined ? open.slice(0, Math.max(1, Math.floor(budget.perCall / 2))) : [alone]
}

/** Takes the server's own limit over from its refusal of `total` values; the same call is then made again, smaller. */
function lowerBudget(error: unknown, budget: ItemBudget, total: number, sourceId: string): void {
  if (!(error instanceof PiStatusError) || error.itemsMax === null) throw error
  // Another call has met the limit while this one was under way.
  if (budget.perCall < total) return
  // Some versions hold the limit against each stream, others against the whole call: a call within it suits both.
  const perCall = error.itemsMax < budget.perCall ? error.itemsMax : Math.floor(budget.perCall / 2)
  if (perCall < 2) {
    const message = `${error.message} It refuses even ${total} values.`
    throw new SourceError('bad_payload', sourceId, message, { cause: error })
  }
  budget.perCall = perCall
}

/** What one call asked for. */
interface Asked {
  readonly range: TimeRange
  readonly startKey: string
  readonly maxCount: number
}

/** Takes one page of one stream in; true once the stream is read to its end or can't go on. */
function takePage(
  progress: Progress,
  answer: RecordedStream,
  asked: Asked,
  page: { rows: Sample[]; refused: RefusedRow[] },
): boolean {
  const { range, maxCount } = asked
  const items = answer.Items ?? []
  const seen = new Map(progress.seen)
  let last = progress.cursorKey
  let taken = 0
  for (const item of items) {
    const time = parseTimestamp(item.Timestamp)
    const fault = faultOf(item, time)
    if (fault !== null || time === null) return breakOff(progress, fault ?? 'no timestamp', page)
    if (time.key < progress.cursorKey || (time.key === progress.cursorKey && dropSeen(seen, item))) continue
    taken += 1
    last = time.key
    // PI includes both ends; a range here is half-open.
    if (time.at < range.start || time.at >= range.end) continue
    page.rows.push({ sourceKey: progress.stream.tag, at: time.at, ...toReading(item) })
  }
  // Exactly as many as asked for may be all there is, or a silent cut: ask again.
  if (items.length < maxCount) return true
  // The page began at the cursor of a stream that lags behind, and came no further than this one already was.
  if (taken === 0 && asked.startKey !== progress.cursorKey) return false
  if (taken === 0 && progress.isAlone) return breakOff(progress, `more than ${maxCount} samples on one timestamp`, page)
  progress.isAlone = taken === 0
  moveCursor(progress, items, last)
  return false
}

function faultOf(item: TimedValue, time: PiTimestamp | null): string | null {
  if (item.Errors && item.Errors.length > 0)
    return item.Errors.flatMap(({ Message }) => Message).join(' ') || 'an error'
  return time === null ? `${JSON.stringify(item.Timestamp)} is not a timestamp` : null
}

function breakOff(progress: Progress, message: string, page: { refused: RefusedRow[] }): true {
  const text = `its samples break off after ${progress.cursor}: ${message.slice(0, 300)}`
  page.refused.push(refuseStream(progress.stream, text, 'wrong-shape'))
  return true
}

function dropSeen(seen: Map<string, number>, item: TimedValue): boolean {
  const identity = JSON.stringify(item.Value)
  const count = seen.get(identity) ?? 0
  if (count > 0) seen.set(identity, count - 1)
  return count > 0
}

/** The cursor goes by the raw items: one that skipped bad states would stand still on a page of them. */
function moveCursor(progress: Progress, items: readonly TimedValue[], last: string): void {
  const atLast = items.filter((item) => parseTimestamp(item.Timestamp)?.key === last)
  progress.cursor = atLast[0]?.Timestamp ?? progress.cursor
  progress.cursorKey = last
  progress.seen = new Map()
  for (const item of atLast) {
    const identity = JSON.stringify(item.Value)
    progress.seen.set(identity, (progress.seen.get(identity) ?? 0) + 1)
  }
}
