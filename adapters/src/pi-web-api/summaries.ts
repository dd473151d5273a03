import type { Page, Summary, TimeRange } from '../port.ts'
import type { PiQuery } from './client.ts'
import type { ReadTools } from './read-tools.ts'
import { toReading } from './sample.ts'
import { readSteps } from './steps.ts'
import type { Stream } from './stream.ts'
import { streamsQuery } from './streams.ts'
import { ticksSince } from './timestamp.ts'
import { type SummaryStream, SummaryStreamSet, type TimedValue } from './wire.ts'

const summaryTypes = ['Average', 'Minimum', 'Maximum', 'PercentGood', 'Count'] as const
type SummaryType = (typeof summaryTypes)[number]

const ticksPerS = 10_000_000

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
export function readSummaryChunk(
  streams: readonly Stream[],
  range: TimeRange,
  stepS: number,
  tools: ReadTools,
): AsyncGenerator<Page<Summary>> {
  return readSteps<SummaryStream, Summary>(streams, range, { stepS, valuesPerStep: summaryTypes.length }, tools, {
    ask: async (asked, window, isShrinkable) => {
      const query = [...streamsQuery(asked), ...summaryQuery(window, stepS)]
      const read = { path: '/streamsets/summary', query, isShrinkable }
      return (await tools.client.get(read, SummaryStreamSet, tools.signal)).Items
    },
    toRows: (stream, answer, window) => toSummaries(stream.tag, answer, window, stepS),
  })
}

function summaryQuery(window: TimeRange, stepS: number): PiQuery {
  return [
    ['startTime', window.start.toISOString()],
    ['endTime', window.end.toISOString()],
    // No Total: the server takes every rate for one per day, and scales it up over bad time.
    ...summaryTypes.map((type) => ['summaryType', type] as const),
    // In seconds, which are elapsed time; a duration in days would follow the server's clock changes.
    ['summaryDuration', `${stepS}s`],
    // Else an extreme carries the time at which it occurred and can't be laid beside the average.
    ['timeType', 'EarliestTime'],
    ['selectedFields', fields],
  ]
}

function toSummaries(tag: string, answer: SummaryStream, window: TimeRange, stepS: number): Summary[] {
  const steps = new Map<number, Values>()
  for (const { Type, Value } of answer.Items ?? []) {
    const type = summaryTypes.find((known) => known === Type)
    const ticks = ticksSince(window.start.getTime(), Value.Timestamp)
    if (type === undefined || Number.isNaN(ticks)) continue
    const step = Math.round(ticks / (stepS * ticksPerS))
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
