import type { Job, Meta } from '@tieback/contracts'
import type { JobQueue, QueuedJob } from '@tieback/jobs'
import { readSourceStandings } from '@tieback/store'
import { type Asked, askedBy, type ChangeEntry, recordChange } from '../platform/auditing/recorded-change.ts'
import type { AuditRecorder } from '../platform/auditing/recorder.ts'
import { ProblemError } from '../platform/http/problems.ts'
import { messageFor, realTimeOf, toSourceState } from '../reading/meta.ts'
import { openReading, type Reader, readerFor, type ReaderParts, type ReadingTime } from '../reading/reader.ts'

/** What routes work with that look after the sources: the store, and the queue where work is asked for. */
export interface Operator {
  readonly reader: Reader
  /** Null where there is none: routes that need it say so. */
  readonly queue: JobQueue | null
  readonly recorder: AuditRecorder
  /** Who asks, for the audit log. */
  readonly asked: Asked
}

/** What the modules are built with: an operator who is nobody yet. */
export type OperatorParts = Pick<Operator, 'queue' | 'recorder'> & { readonly reader: ReaderParts }

/** An operator held to what who asks may see. */
export const operatorFor = (
  { reader, ...parts }: OperatorParts,
  request: Parameters<typeof readerFor>[1] & Parameters<typeof askedBy>[0],
): Operator => ({ ...parts, reader: readerFor(reader, request), asked: askedBy(request) })

/** Longest wait for the queue before the caller is told that it is away, ms. */
const queueAnswerMsMax = 5_000

/** What the queue answers. A queue that is away costs the routes that need it, and these only. */
export async function askQueue<Answer>(
  { queue }: Operator,
  ask: (queue: JobQueue) => Promise<Answer>,
): Promise<Answer> {
  if (queue === null) throw new ProblemError('not-ready', 'This server has no job queue.', { retryAfterS: 60 })
  await queue.check(queueAnswerMsMax).catch(() => {
    throw new ProblemError('not-ready', 'The job queue does not answer; try again in a few seconds.', {
      retryAfterS: 5,
    })
  })
  return await ask(queue)
}

/** The same for a question that changes something: the audit log says who asked it, and nothing is asked that it doesn't say. */
export const askForChange = <Answer>(
  operator: Operator,
  entry: ChangeEntry,
  ask: (queue: JobQueue) => Promise<Answer>,
): Promise<Answer> =>
  askQueue(operator, (queue) => recordChange({ ...operator, pool: operator.reader.pool }, entry, () => ask(queue)))

const toInstant = (at: Date | null): string | null => at?.toISOString() ?? null

/** A job as the contract has it. */
export function toJob(reader: Reader, { addedAt, startedAt, finishedAt, nextTryAt, ...job }: QueuedJob): Job {
  return {
    ...job,
    message: messageFor(reader, job.message),
    addedAt: addedAt.toISOString(),
    startedAt: toInstant(startedAt),
    finishedAt: toInstant(finishedAt),
    nextTryAt: toInstant(nextTryAt),
  }
}

/** Metadata of an answer about how sources are run: it rests on the one, or on all. */
export async function operatingMeta(reader: Reader, time: ReadingTime, sourceId: string | null): Promise<Meta> {
  const realNow = realTimeOf(time)
  const standings = await readSourceStandings(reader.pool, { asOf: realNow })
  return {
    asOf: time.asOf.toISOString(),
    productionDay: null,
    sources: standings
      .filter(({ id }) => sourceId === null || id === sourceId)
      .map((standing) => toSourceState(reader, standing, realNow)),
    coverage: null,
    provisional: false,
  }
}

/** Metadata about one source. Throws not-found where there is none of that id. */
export async function sourceMeta(reader: Reader, sourceId: string): Promise<Meta> {
  const meta = await operatingMeta(reader, await openReading(reader, undefined), sourceId)
  if (meta.sources.length === 0) {
    throw new ProblemError('not-found', `There is no source ${sourceId}. /api/v1/sources lists them.`)
  }
  return meta
}
