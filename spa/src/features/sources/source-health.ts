import type { Instant, Source, SourceStatus } from '@tieback/contracts'
import { placeOf } from '../../ui/known.ts'

/** What went wrong last, in the source's or the job's own words. */
export interface LastError {
  readonly message: string
  /** Null: it goes on. */
  readonly endedAt: Instant | null
}

/** What is wrong with a source now, else how the newest of its failed runs failed; null: nothing that is still told of. */
export function lastErrorOf({ message, recentRuns }: Pick<Source, 'message' | 'recentRuns'>): LastError | null {
  if (message !== null) return { message, endedAt: null }
  const failed = recentRuns.find((run) => run.status === 'failed' && run.message !== null)
  return failed?.message ? { message: failed.message, endedAt: failed.finishedAt ?? failed.startedAt } : null
}

const worstFirst: readonly SourceStatus[] = ['down', 'lagging']

/** Whether a source answers, and something about it waits for a person all the same. */
const isTroubled = ({ traffic, quarantined }: Pick<Source, 'traffic' | 'quarantined'>): boolean =>
  quarantined > 0 || traffic?.breaker === 'open' || traffic?.breaker === 'half-open'

function rankOf(source: Source): number {
  const place = placeOf(worstFirst, source.status)
  if (place < worstFirst.length) return place
  if (isTroubled(source)) return worstFirst.length
  return worstFirst.length + (source.status === 'idle' ? 2 : 1)
}

/** Sources in the order in which they need somebody; by name among equals, so that nothing moves without a reason. */
export const sortSources = (sources: readonly Source[]): Source[] =>
  sources.toSorted((a, b) => rankOf(a) - rankOf(b) || a.name.localeCompare(b.name, 'en'))

/** Whether somebody can be asked: files have nobody behind them. */
export const isCallable = ({ limits }: Pick<Source, 'limits'>): boolean => limits !== null
