import type { Page, Sample, TimeRange } from '../port.ts'
import type { PiQuery } from './client.ts'
import type { ReadTools } from './read-tools.ts'
import { valueFields } from './recorded.ts'
import { refuseAhead } from './refuse-ahead.ts'
import { toSample } from './sample.ts'
import { readSteps } from './steps.ts'
import type { Stream } from './stream.ts'
import { streamsQuery } from './streams.ts'
import { instantAfter, ticksBetween, ticksSince } from './timestamp.ts'
import { type RecordedStream, RecordedStreamSet } from './wire.ts'

/** Values at even steps from the start of the range, made up between samples by the server. */
export function readInterpolatedChunk(
  streams: readonly Stream[],
  range: TimeRange,
  stepS: number,
  tools: ReadTools,
): AsyncGenerator<Page<Sample>> {
  return readSteps<RecordedStream, Sample>(streams, range, { stepS, valuesPerStep: 1 }, tools, {
    ask: async (asked, window, isShrinkable) => {
      const query = [
        ...streamsQuery(asked),
        ...rangeQuery(window),
        ['interval', `${stepS}s`],
        // The grid is said outright: an interval that doesn't divide the range would else shift it.
        ['syncTime', range.start.toISOString()],
      ] as const
      const read = { path: '/streamsets/interpolated', query, isShrinkable }
      return (await tools.client.get(read, RecordedStreamSet, tools.signal)).Items
    },
    toRows: (stream, answer, window) => samplesWithin(stream, answer, window),
  })
}

/** The samples that a drawing of the range needs: up to five for each interval. A drawing can't be put together from drawings of parts. */
export async function* readPlotChunk(
  streams: readonly Stream[],
  range: TimeRange,
  intervals: number,
  tools: ReadTools,
): AsyncGenerator<Page<Sample>> {
  const stepS = (range.end.getTime() - range.start.getTime()) / 1000
  const steps = { stepS, valuesPerStep: intervals * valuesPerInterval }
  const pages = readSteps<RecordedStream, Sample>(streams, range, steps, tools, {
    ask: async (asked) => {
      const query = [...streamsQuery(asked), ...rangeQuery(range), ['intervals', String(intervals)]] as const
      return (await tools.client.get({ path: '/streamsets/plot', query }, RecordedStreamSet, tools.signal)).Items
    },
    toRows: (stream, answer) => samplesWithin(stream, answer, range),
  })
  for await (const { rows, refused } of pages) {
    const lastMs = rows.reduce((last, { at }) => Math.max(last, at.getTime()), -Infinity)
    yield {
      ...(await refuseAhead({ rows: [...rows], refused: [...refused], lastMs }, streams, tools)),
      updatedTo: null,
    }
  }
}

/** First, last, least, greatest and one exceptional. */
const valuesPerInterval = 5

function rangeQuery({ start, end }: TimeRange): PiQuery {
  return [
    ['startTime', start.toISOString()],
    ['endTime', end.toISOString()],
    ['selectedFields', valueFields],
  ]
}

/** An answer's values from the window, whose end the server includes. What has no readable time or broke off is left out: nothing of it is kept. */
function samplesWithin(stream: Stream, answer: RecordedStream, { start, end }: TimeRange): Sample[] {
  const baseMs = start.getTime()
  const endTicks = ticksBetween(baseMs, end.getTime())
  const samples: Sample[] = []
  for (const item of answer.Items ?? []) {
    const ticks = ticksSince(baseMs, item.Timestamp)
    if (ticks >= 0 && ticks < endTicks) samples.push(toSample(stream, instantAfter(baseMs, ticks), item))
  }
  return samples
}
