import { setTimeout as wait } from 'node:timers/promises'
import { type SeriesReader, type Source, SourceError } from '@tieback/adapters'
import { listSeriesMarks, type SeriesMark, withJobLock } from '@tieback/store'
import type { IngestContext } from '../context.ts'
import { samplesStream } from '../ingest/read-span.ts'
import { recordRun } from '../ingest/run-record.ts'
import { ArrivingSamples } from './arriving-samples.ts'

const jobName = 'follow-samples'

/** Between looks at whether this process may follow now, or the source has become able to be followed, ms. */
const lookEveryMs = 30_000
const offerEveryMs = 3_600_000

/** Between looks at whether other series are to be followed than before, ms. */
const compareEveryMs = 60_000

/** Longest waits before a lost connection is opened again, ms; each is drawn between nothing and twice as much as the one before. */
const reopenMsFirst = 1_000
const reopenMsMax = 60_000

type Subscribe = NonNullable<SeriesReader['subscribe']>

/** Why following ended: it may be had again after a wait, isn't offered, or there are no series yet. */
type Ending = 'lost' | 'moved' | 'not-offered' | 'nothing'

/** Aborts as soon as the source's series are others than those that are followed. */
function watchSeries(
  { pool, log }: IngestContext,
  sourceId: string,
  followed: readonly SeriesMark[],
): { readonly signal: AbortSignal; stop(): void } {
  const moved = new AbortController()
  const keys = followed.map(({ sourceKey }) => sourceKey).join('\n')
  const timer = setInterval(() => {
    listSeriesMarks(pool, sourceId, samplesStream)
      .then((marks) => {
        if (marks.map(({ sourceKey }) => sourceKey).join('\n') !== keys) moved.abort(new Error('the series have moved'))
      })
      .catch((error: unknown) => log.warn({ sourceId, err: String(error) }, 'series could not be compared'))
  }, compareEveryMs)
  return { signal: moved.signal, stop: () => clearInterval(timer) }
}

/** Follows a source's series until the connection is lost, its series are others, or the signal aborts; then writes what was under way. */
export async function followSamples(
  context: IngestContext,
  { id }: Pick<Source, 'id'>,
  subscribe: Subscribe,
  signal: AbortSignal,
): Promise<Ending> {
  const series = await listSeriesMarks(context.pool, id, samplesStream)
  if (series.length === 0) return 'nothing'
  const watch = watchSeries(context, id, series)
  const ending = AbortSignal.any([signal, watch.signal])
  const found = { isOffered: true }
  try {
    await recordRun(context, id, jobName, async (run) => {
      const arriving = new ArrivingSamples(run, series)
      try {
        const keys = series.map(({ sourceKey }) => sourceKey)
        for await (const page of subscribe(keys, ending)) await arriving.take(await run.take(page))
      } catch (error) {
        found.isOffered = !(error instanceof SourceError && error.code === 'not_found')
        throw error
      } finally {
        await arriving.finish()
      }
      return null
    })
    return 'lost'
  } catch {
    // What went wrong is in the record of the run.
    signal.throwIfAborted()
    if (watch.signal.aborted) return 'moved'
    return found.isOffered ? 'lost' : 'not-offered'
  } finally {
    watch.stop()
  }
}

/** How long to wait before following is tried again. */
function waitAfter(ending: Ending, reopenMs: number): number {
  if (ending === 'not-offered') return offerEveryMs
  return ending === 'nothing' ? lookEveryMs : Math.random() * reopenMs
}

/** Follows one source until the signal aborts: a connection that is lost is opened again. */
async function keepFollowing(
  context: IngestContext,
  { source, subscribe }: Followed,
  signal: AbortSignal,
): Promise<void> {
  const { log, clock } = context
  let reopenMs = reopenMsFirst
  while (!signal.aborted) {
    const startedAt = clock.now().getTime()
    const ending = await followSamples(context, source, subscribe, signal).catch((error: unknown) => {
      if (!signal.aborted) {
        log.warn({ sourceId: source.id, err: String(error) }, 'samples can’t be followed; they are polled')
      }
      return 'lost' as const
    })
    const wasShort = clock.now().getTime() - startedAt < reopenMsMax
    reopenMs = ending === 'lost' && wasShort ? Math.min(reopenMsMax, reopenMs * 2) : reopenMsFirst
    await pause(waitAfter(ending, reopenMs), signal)
  }
}

const pause = async (ms: number, signal: AbortSignal): Promise<void> =>
  await wait(ms, undefined, { signal }).catch(() => undefined)

/** A source that offers to be followed. */
interface Followed {
  readonly source: Source
  readonly subscribe: Subscribe
}

/** Follows every source in this process, as soon and as long as no other one does: one lock for all, since it holds a connection. */
async function takeTurns(context: IngestContext, followed: readonly Followed[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const work = () => Promise.all(followed.map((each) => keepFollowing(context, each, signal)))
    await withJobLock(context.pool, jobName, work).catch((error: unknown) => {
      if (!signal.aborted) context.log.warn({ err: String(error) }, 'samples can’t be followed; they are polled')
    })
    await pause(lookEveryMs, signal)
  }
}

/**
 * Follows every source that offers it, so that samples are there within seconds. Polling goes on at its schedule: it finds what came
 * before, between and after, so that a connection may be lost without a sample.
 */
export function followSources(context: IngestContext): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const signal = AbortSignal.any([context.stopping, stopping.signal])
  const followed = [...context.sources.values()].flatMap(({ source, every }): Followed[] => {
    const subscribe = source.series?.subscribe
    return subscribe === undefined || every === null ? [] : [{ source, subscribe }]
  })
  const following = followed.length === 0 ? Promise.resolve() : takeTurns(context, followed, signal)
  return {
    stop: async () => {
      stopping.abort(new Error('the worker is shutting down'))
      await following
    },
  }
}
