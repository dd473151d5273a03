import type { Coverage, DayLabel, Meta, SourceKind, SourceState, SourceStatus } from '@tieback/contracts'
import { type Calendar, productionDay } from '@tieback/domain'
import { readSourceStandings, type SourceStanding } from '@tieback/store'
import type { Reader, ReadingTime } from './reader.ts'

/** Runs that may fail to come before a source counts as lagging. */
const missedRunsMax = 3

/** Least silence that is called a lag: schedules of seconds would flicker. */
const lagMsMin = 120_000

/** A source that said it was well, but has not been heard of since, lags; a finished import has nothing more to say. */
function statusAt(source: SourceStanding, realNow: Date): SourceStatus {
  const { state, expectedEveryS, lastSuccessAt } = source
  if (state.status !== 'ok') return state.status
  if (expectedEveryS === null) return 'idle'
  if (lastSuccessAt === null) return 'ok'
  const lateMs = Math.max(expectedEveryS * 1_000 * missedRunsMax, lagMsMin)
  return realNow.getTime() - lastSuccessAt.getTime() > lateMs ? 'lagging' : 'ok'
}

/**
 * What a source or a job said when it failed, for whom it is. Vendors name series and objects in such words, and they are of the whole
 * field: who sees parts of it is told that it failed, and who knows more.
 */
export const messageFor = ({ assets }: Pick<Reader, 'assets'>, message: string | null): string | null =>
  assets === 'all' || message === null
    ? message
    : 'Ask somebody who sees the whole field: the reason may name what you do not see.'

export function toSourceState(reader: Pick<Reader, 'assets'>, source: SourceStanding, realNow: Date): SourceState {
  const { state } = source
  return {
    id: source.id,
    status: statusAt(source, realNow),
    asOf: state.dataAsOf?.toISOString() ?? null,
    message: messageFor(reader, state.message),
  }
}

/** Runs are timed by the machine, not by the field's clock: lateness is counted in real time. */
export const realTimeOf = ({ isFrozen, asOf }: ReadingTime): Date => (isFrozen ? asOf : new Date())

/** What a source gives: figures of record by day or month, or time series. */
export type SourceGift = 'production' | 'series'

const giftOf = {
  'energy-components': 'production',
  files: 'production',
  'pi-web-api': 'series',
} as const satisfies Record<SourceKind, SourceGift>

interface MetaParts {
  /** Of the nodes in the answer: the sources that speak of these are the ones it rests on. */
  readonly namespaces: ReadonlySet<string>
  /** What the answer was made of; a source that gives nothing of it can be down without harm. */
  readonly restsOn: readonly SourceGift[]
  readonly day: { readonly calendar: Calendar; readonly day: DayLabel } | null
  readonly coverage: Coverage | null
  readonly provisional: boolean
}

/** Whether an answer about nodes of these namespaces, made of these gifts, rests on a source. */
export const isRestedOn = (
  { namespace, kind }: SourceStanding,
  { namespaces, restsOn }: Pick<MetaParts, 'namespaces' | 'restsOn'>,
): boolean => namespaces.has(namespace) && restsOn.includes(giftOf[kind])

/** What a reader needs to trust an answer. */
export async function readMeta(reader: Reader, time: ReadingTime, parts: MetaParts): Promise<Meta> {
  return toMeta(reader, await readSourceStandings(reader.pool, { asOf: time.asOf }), time, parts)
}

/** The same, of sources that have been read already. */
export function toMeta(reader: Reader, sources: readonly SourceStanding[], time: ReadingTime, parts: MetaParts): Meta {
  const realNow = realTimeOf(time)
  return {
    asOf: time.asOf.toISOString(),
    productionDay: parts.day === null ? null : productionDay(parts.day.calendar, parts.day.day),
    sources: sources
      .filter((source) => isRestedOn(source, parts))
      .map((source) => toSourceState(reader, source, realNow)),
    coverage: parts.coverage,
    provisional: parts.provisional,
  }
}
