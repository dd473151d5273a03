import type { SampleInput } from '@tieback/store'
import type pg from 'pg'
import { copyRowsIn } from '../ingest/raw-copy.ts'

/** What a loop without any rule does: the same calls, parsed, and copied into the same table. Nothing is checked, nothing is remembered. */

/** As the adapter asks by default. */
const streamsPerCall = 100
const callsAtOnce = 4
const valuesPerStream = 500

/** Rows of one COPY, as many as a write of ours has. */
const rowsPerCopy = 20_000

const fields = [
  ...['Items.WebId', 'Items.Name', 'Items.Path', 'Items.Errors', 'Items.WebException', 'WebException'],
  ...['Timestamp', 'Value', 'Good', 'Questionable', 'Substituted', 'Errors'].map((name) => `Items.Items.${name}`),
].join(';')

interface RecordedSet {
  readonly Items: { readonly Items: { readonly Timestamp: string; readonly Value: number }[] }[]
}

/** A stream and the series that its values become. */
export interface RawStream {
  readonly webId: string
  readonly signalId: string
}

/** WebIDs of all points, in the order of their names. */
export async function listWebIds(baseUrl: string): Promise<string[]> {
  const get = async (path: string) =>
    (await (await fetch(`${baseUrl}${path}`)).json()) as { Items: { WebId: string }[] }
  const server = (await get('/dataservers')).Items[0]?.WebId ?? ''
  const webIds: string[] = []
  for (let page: typeof webIds = ['']; page.length > 0; webIds.push(...page)) {
    const query = `webIdType=PathOnly&startIndex=${webIds.length}&maxCount=1000`
    page = (await get(`/dataservers/${server}/points?${query}`)).Items.map(({ WebId }) => WebId)
  }
  return webIds
}

function addressOf(baseUrl: string, streams: readonly RawStream[], from: Date, to: Date): URL {
  const url = new URL(`${baseUrl}/streamsets/recorded`)
  for (const { webId } of streams) url.searchParams.append('webId', webId)
  url.searchParams.set('webIdType', 'PathOnly')
  url.searchParams.set('startTime', from.toISOString())
  // The server includes both ends.
  url.searchParams.set('endTime', new Date(to.getTime() - 1).toISOString())
  url.searchParams.set('boundaryType', 'Inside')
  url.searchParams.set('maxCount', String(valuesPerStream))
  url.searchParams.set('selectedFields', fields)
  return url
}

function toRows(streams: readonly RawStream[], { Items }: RecordedSet): SampleInput[] {
  return Items.flatMap(({ Items: values }, index) => {
    const { signalId } = streams[index] as RawStream
    if (values.length === valuesPerStream) throw new Error('the span is too long for one call')
    return values.map(({ Timestamp, Value }): SampleInput => ({
      ...{ signalId, at: new Date(Timestamp), value: Value, quality: 'good', reason: null },
    }))
  })
}

/** Copies what the streams have in [from, to) into the table, with one COPY under way beside the calls; gives how many rows. */
export async function copySpan(
  client: pg.ClientBase,
  baseUrl: string,
  streams: readonly RawStream[],
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<number> {
  let copied = 0
  let rows: SampleInput[] = []
  let copying = Promise.resolve()
  /** Waits for the COPY before the last, so that little is held. */
  const startCopy = (): Promise<void> => {
    const batch = rows
    const before = copying
    rows = []
    copied += batch.length
    copying = before.then(() => copyRowsIn(client, batch))
    return before
  }
  let next = 0
  const readOn = async (): Promise<void> => {
    while (next < streams.length) {
      const asked = streams.slice(next, (next += streamsPerCall))
      const answer = await fetch(addressOf(baseUrl, asked, from, to))
      const found = toRows(asked, (await answer.json()) as RecordedSet)
      for (const row of found) rows.push(row)
      if (rows.length >= rowsPerCopy) await startCopy()
    }
  }
  await Promise.all(Array.from({ length: callsAtOnce }, readOn))
  await startCopy()
  await copying
  return copied
}
