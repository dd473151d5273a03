import type { Page, RefusedRow, Summary, TimeRange } from '../port.ts'
import type { PiClient } from './client.ts'
import type { PiWebApiConfig } from './config.ts'
import { toReading } from './sample.ts'
import { askStreams, type Stream } from './streams.ts'
import { parseTimestamp } from './timestamp.ts'
import { type SummaryStream, SummaryStreamSet, type TimedValue } from './wire.ts'

const summaryTypes = ['Average', 'Minimum', 'Maximum', 'PercentGood', 'Count'] as const
type SummaryType = (typeof summaryTypes)[number]

type Values = Partial<Record<SummaryType, TimedValue>>

const fields = [
  'Items.WebId',
  'Items.Name',
  'Items.Path',
  'Items.Items.Type',
  ...['Timestamp', 'Value', 'Good'].map((name) => `Items.Items.Value.${name}`),
  'Items.Errors',
  'Items.WebException',
  'WebException',
].join(';')

/** Statistics of one group of streams by step, as many steps at a time as one call may answer. */
export async function* readSummaryChunk(
  streams: readonly Stream[],
  range: TimeRange,
  stepS: number,
  { client, config }: { client: PiClient; config: PiWebApiConfig },
  signal: AbortSignal,
): AsyncGenerator<Page<Summary>> {
  const stepsPerCall = Math.max(1, Math.floor(config.itemsPerCall / (streams.length * summaryTypes.length)))
  const windowMs = stepsPerCall * stepS * 1000
  for (let start = range.start.getTime(); start < range.end.getTime(); start += windowMs) {
    const window = { start: new Date(start), end: new Date(Math.min(start + windowMs, range.end.getTime())) }
    const results = await askStreams(streams, (asked) => ask(client, asked, window, stepS, signal))
    const rows: Summary[] = []
    const refused: RefusedRow[] = []
    for (const result of results) {
      if ('refused' in result) refused.push(result.refused)
      else rows.push(...toSummaries(result.stream.tag, result.answer, window, stepS))
    }
    yield { rows, refused, updatedTo: null }
  }
}

async function ask(
  client: PiClient,
  asked: readonly Stream[],
  window: TimeRange,
  stepS: number,
  signal: AbortSignal,
): Promise<readonly SummaryStream[]> {
  const query = [
    ...asked.map(({ webId }) => ['webId', webId] as const),
    ['startTime', window.start.toISOString()],
    ['endTime', window.end.toISOString()],
    ...summaryTypes.map((type) => ['summaryType', type] as const),
    // In seconds, which are elapsed time; a duration in days would follow the server's clock changes.
    ['summaryDuration', `${stepS}s`],
    // Else an extreme carries the time at which it occurred and can't be laid beside the average.
    ['timeType', 'EarliestTime'],
    ['webIdType', 'PathOnly'],
    ['selectedFields', fields],
  ] as const
  return (await client.get('/streamsets/summary', query, SummaryStreamSet, signal)).Items
}

function toSummaries(tag: string, answer: SummaryStream, window: TimeRange, stepS: number): Summary[] {
  const steps = new Map<number, Values>()
  for (const { Type, Value } of answer.Items ?? []) {
    const type = summaryTypes.find((known) => known === Type)
    const at = parseTimestamp(Value.Timestamp)?.at.getTime()
    if (type === undefined || at === undefined) continue
    const step = Math.round((at - window.start.getTime()) / (stepS * 1000))
    steps.set(step, { ...steps.get(step), [type]: Value })
  }
  return [...steps]
    .map(([step, values]) => toSummary(tag, new Date(window.start.getTime() + step * stepS * 1000), values))
    .filter(({ start }) => start >= window.start && start < window.end)
    .sort((a, b) => a.start.getTime() - b.start.getTime())
}

function toSummary(sourceKey: string, start: Date, values: Values): Summary {
  const goodShare = Math.min(1, Math.max(0, (numberOf(values.PercentGood) ?? 0) / 100))
  // Without good data some versions still send a number, of the step before.
  const statistic = (value: TimedValue | undefined) => (goodShare === 0 ? null : numberOf(value))
  return {
    sourceKey,
    start,
    average: statistic(values.Average),
    minimum: statistic(values.Minimum),
    maximum: statistic(values.Maximum),
    // A summary has no last value, and one recorded read for each step and tag would cost more than the rest together.
    last: null,
    goodShare,
    count: Math.round(numberOf(values.Count) ?? 0),
  }
}

function numberOf(value: TimedValue | undefined): number | null {
  return value === undefined ? null : toReading(value).value
}
