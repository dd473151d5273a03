import type { RefusedRow, Sample } from '../port.ts'
import type { ReadTools } from './read-tools.ts'
import type { Stream } from './stream.ts'

/** Samples on their way out, with the latest instant among them. */
export interface SamplePage {
  readonly rows: Sample[]
  readonly refused: RefusedRow[]
  lastMs: number
}

/**
 * The page without samples that lie further ahead of now than a clock may be wrong, each refused instead, unless its series
 * holds forecasts.
 *
 * cost  nothing while no sample lies ahead; else one look-up a series, once
 */
export async function refuseAhead(
  { rows, refused, lastMs }: SamplePage,
  streams: readonly Stream[],
  { config, directory, signal }: ReadTools,
): Promise<{ rows: readonly Sample[]; refused: readonly RefusedRow[] }> {
  const latestMs = config.now().getTime() + config.futureMsMax
  if (lastMs <= latestMs) return { rows, refused }
  const isAhead = ({ at }: Sample) => at.getTime() > latestMs
  const keys = new Set(rows.filter(isAhead).map(({ sourceKey }) => sourceKey))
  const wrong = new Set<string>()
  for (const stream of streams) {
    if (keys.has(stream.tag) && !(await directory.isFuture(stream, signal))) wrong.add(stream.tag)
  }
  const isWrong = (sample: Sample) => isAhead(sample) && wrong.has(sample.sourceKey)
  return {
    rows: rows.filter((sample) => !isWrong(sample)),
    refused: [...refused, ...rows.filter(isWrong).map(refuseSample)],
  }
}

function refuseSample(sample: Sample): RefusedRow {
  const at = sample.at.toISOString()
  return {
    dataset: 'recorded',
    key: `${sample.sourceKey} ${at}`,
    reason: 'future-sample',
    message: `${sample.sourceKey} has a sample at ${at}, which is yet to come, and the point is no forecast: check the clock of its interface.`,
    row: { ...sample, at },
  }
}
