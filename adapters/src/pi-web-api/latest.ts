import type { Page, RefusedRow, Sample } from '../port.ts'
import type { ReadTools } from './read-tools.ts'
import { type SamplePage, refuseAhead } from './refuse-ahead.ts'
import { toSample } from './sample.ts'
import { refuseStream, type Stream } from './stream.ts'
import { askStreams, streamsQuery } from './streams.ts'
import { instantAfter, ticksSince } from './timestamp.ts'
import { type SingleStream, SingleStreamSet } from './wire.ts'

const fields = [
  'Items.WebId',
  'Items.Name',
  'Items.Path',
  ...['Timestamp', 'Value', 'Good', 'Questionable', 'Substituted', 'Errors'].map((name) => `Items.Value.${name}`),
  'Items.Errors',
  'Items.WebException',
  'WebException',
].join(';')

/**
 * The newest sample of each stream of one group. The end of the archive holds it, but a sample that was stored ahead of time by
 * mistake would hide every newer one there: of such a series the value of now is asked for instead, and the other refused.
 */
export async function* readLatestChunk(streams: readonly Stream[], tools: ReadTools): AsyncGenerator<Page<Sample>> {
  const atEnd = await readSingles('end', streams, tools)
  const { rows, refused } = await refuseAhead(atEnd, streams, tools)
  const before = new Set(atEnd.refused)
  const ahead = new Set(refused.filter((row) => !before.has(row)).map(({ key }) => key.slice(0, key.lastIndexOf(' '))))
  const again = streams.filter(({ tag }) => ahead.has(tag))
  yield { rows, refused, updatedTo: null }
  if (again.length === 0) return
  const now = await readSingles('value', again, tools)
  yield { ...(await refuseAhead(now, again, tools)), updatedTo: null }
}

async function readSingles(verb: 'end' | 'value', streams: readonly Stream[], tools: ReadTools): Promise<SamplePage> {
  const { client, directory, limits, signal } = tools
  const results = await askStreams(
    streams,
    async (asked) => {
      const query = [...streamsQuery(asked), ['selectedFields', fields]] as const
      return (await client.get({ path: `/streamsets/${verb}`, query }, SingleStreamSet, signal)).Items
    },
    { directory, limits, signal },
  )
  const page: SamplePage = { rows: [], refused: [], lastMs: -Infinity }
  for (const result of results) {
    if ('refused' in result) page.refused.push(result.refused)
    else take(result.stream, result.answer, page)
  }
  return page
}

function take(stream: Stream, { Value: item }: SingleStream, page: SamplePage): void {
  if (item === null || item === undefined) return
  const fault = faultOf(item)
  if (fault !== null) {
    page.refused.push(refuse(stream, fault))
    return
  }
  const at = instantAfter(0, ticksSince(0, item.Timestamp))
  page.rows.push(toSample(stream, at, item))
  page.lastMs = Math.max(page.lastMs, at.getTime())
}

function faultOf({ Errors, Timestamp }: NonNullable<SingleStream['Value']>): string | null {
  if (Errors && Errors.length > 0) return Errors.flatMap(({ Message }) => Message).join(' ') || 'an error'
  return Number.isNaN(ticksSince(0, Timestamp)) ? `${JSON.stringify(Timestamp)} is not a timestamp` : null
}

function refuse(stream: Stream, message: string): RefusedRow {
  return refuseStream(stream, `its newest value can't be read: ${message.slice(0, 300)}`, 'wrong-shape')
}
