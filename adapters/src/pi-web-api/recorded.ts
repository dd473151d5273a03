import type { Page, Sample, TimeRange } from '../port.ts'
import { shrinkSpan } from './call-limits.ts'
import type { PiQuery } from './client.ts'
import { type Progress, startProgress, takeAnswer } from './progress.ts'
import type { ReadTools } from './read-tools.ts'
import { refuseAhead, type SamplePage } from './refuse-ahead.ts'
import type { Stream, StreamResult } from './stream.ts'
import { askStreams, countWithin, streamsQuery } from './streams.ts'
import { instantAfter } from './timestamp.ts'
import { type RecordedStream, RecordedStreamSet } from './wire.ts'

/** What is asked of every list of timed values. Without Good, Errors and WebException a failure would look like a value. */
export const valueFields = [
  'Items.WebId',
  'Items.Name',
  'Items.Path',
  ...['Timestamp', 'Value', 'Good', 'Questionable', 'Substituted', 'Errors'].map((name) => `Items.Items.${name}`),
  'Items.Errors',
  'Items.WebException',
  'WebException',
].join(';')

/** Archived samples of one group of streams, page by page; each stream goes on until a page of it comes short. */
export async function* readRecordedChunk(
  streams: readonly Stream[],
  range: TimeRange,
  tools: ReadTools,
): AsyncGenerator<Page<Sample>> {
  const baseMs = range.start.getTime()
  let open = streams.map((stream) => startProgress(stream, range))
  let spanMs = range.end.getTime() - baseMs
  while (open.length > 0) {
    const group = nextGroup(open, tools)
    const behind = group.reduce((least, progress) => (progress.ticks < least.ticks ? progress : least))
    const until = new Date(Math.min(range.end.getTime(), instantAfter(baseMs, behind.ticks).getTime() + spanMs))
    const maxCount = countEach(group, tools)
    const results = await askFor(group, recordedQuery(behind.cursor, until, maxCount), tools).catch(
      (error: unknown) => {
        spanMs = shrinkSpan(error, tools.limits, { spanMs, total: maxCount * group.length })
        return null
      },
    )
    if (results === null) continue
    const asked = { range, until, startTicks: behind.ticks, maxCount }
    const page: SamplePage = { rows: [], refused: [], lastMs: -Infinity }
    const byStream = new Map(group.map((progress) => [progress.stream, progress]))
    const done = new Set<Stream>()
    for (const result of results) {
      const progress = byStream.get(result.stream)
      if ('refused' in result) page.refused.push(result.refused)
      if (progress === undefined || 'refused' in result || takeAnswer(progress, result.answer, asked, page)) {
        done.add(result.stream)
      }
    }
    if (done.size > 0) open = open.filter(({ stream }) => !done.has(stream))
    noteShape(tools, results)
    yield { ...(await refuseAhead(page, streams, tools)), updatedTo: null }
  }
}

function askFor(group: readonly Progress[], query: PiQuery, { client, directory, limits, signal }: ReadTools) {
  return askStreams(
    group.map(({ stream }) => stream),
    async (asked) => {
      const read = { path: '/streamsets/recorded', query: [...streamsQuery(asked), ...query], isShrinkable: true }
      return (await client.get(read, RecordedStreamSet, signal)).Items
    },
    { directory, limits, signal },
  )
}

function recordedQuery(startTime: string, end: Date, maxCount: number): PiQuery {
  return [
    ['startTime', startTime],
    ['endTime', end.toISOString()],
    ['boundaryType', 'Inside'],
    ['maxCount', String(maxCount)],
    ['selectedFields', valueFields],
  ]
}

/** Those to ask next in one call: one that stands on a crowded timestamp alone, else as many as get two values each and one address can carry. */
function nextGroup(open: readonly Progress[], { limits }: ReadTools): Progress[] {
  const alone = open.find(({ isAlone }) => isAlone)
  if (alone !== undefined) return [alone]
  const most = Math.max(1, Math.floor(limits.itemsPerCall / 2))
  return open.slice(
    0,
    Math.min(
      most,
      countWithin(
        open.map(({ stream }) => stream),
        limits,
      ),
    ),
  )
}

function countEach(group: readonly Progress[], { limits }: ReadTools): number {
  return Math.max(2, Math.floor(limits.itemsPerCall / group.length))
}

function noteShape({ shapes }: ReadTools, results: readonly StreamResult<RecordedStream>[]): void {
  for (const result of results) {
    const first = 'answer' in result ? result.answer.Items?.[0] : undefined
    if (first !== undefined) return shapes.note('recorded', first)
  }
}
