import { backfillDaysMax, type Job, type Meta, type ReplayQuarantine as ReplayRequest } from '@tieback/contracts'
import { daysBetween } from '@tieback/domain'
import { BackfillDays, CheckSource, type JobQueue, ReplayQuarantine } from '@tieback/jobs'
import { askForChange, type Operator, sourceMeta, toJob } from '../../operating/operator.ts'
import type { ChangeEntry } from '../../platform/auditing/recorded-change.ts'
import { ProblemError } from '../../platform/http/problems.ts'

/** Puts work about a source into the queue and gives the job: the same work asked for twice is one job while it waits or runs. */
async function start(
  operator: Operator,
  sourceId: string,
  asked: Omit<ChangeEntry, 'object'>,
  add: (queue: JobQueue) => Promise<string>,
): Promise<{ data: Job; meta: Meta }> {
  const meta = await sourceMeta(operator.reader, sourceId)
  const entry = { ...asked, object: { kind: 'source', id: sourceId } }
  const view = await askForChange(operator, entry, async (queue) => await queue.find(await add(queue)))
  if (view === null) throw new Error(`the job that was just added for ${sourceId} is not in the queue`)
  return { data: toJob(operator.reader, view), meta }
}

/** Asks the source who it is. */
export const checkSource = (operator: Operator, sourceId: string): Promise<{ data: Job; meta: Meta }> =>
  start(operator, sourceId, { action: 'source.check' }, (queue) => queue.add(CheckSource, sourceId, { sourceId }))

/** Reads days again. Throws invalid-request where there are none, range-too-long where they are too many. */
export async function startBackfill(
  operator: Operator,
  sourceId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<{ data: Job; meta: Meta }> {
  const days = daysBetween(from, to)
  if (days <= 0) {
    const errors = [{ path: 'body.from', message: `expected a day before ${to}` }]
    throw new ProblemError('invalid-request', 'The range is empty: "from" must be before "to", which is not read.', {
      errors,
    })
  }
  if (days > backfillDaysMax) {
    throw new ProblemError('range-too-long', `${days} days asked for, ${backfillDaysMax} at most.`)
  }
  const data = { sourceId, from, to }
  const entry = { action: 'source.backfill' as const, after: data, detail: { from, to } }
  return await start(operator, sourceId, entry, (queue) => queue.add(BackfillDays, `${sourceId}--${from}--${to}`, data))
}

/** Maps refused rows again. */
export const replayQuarantine = (
  operator: Operator,
  sourceId: string,
  { dataset, reason, ids }: ReplayRequest,
): Promise<{ data: Job; meta: Meta }> => {
  const data = {
    sourceId,
    ...(dataset === undefined ? {} : { dataset }),
    ...(reason === undefined ? {} : { reason }),
    ...(ids === undefined ? {} : { ids }),
  }
  const detail = {
    ...(dataset === undefined ? {} : { dataset }),
    ...(reason === undefined ? {} : { reason }),
    ...(ids === undefined ? {} : { rows: String(ids.length) }),
  }
  const entry = { action: 'quarantine.replay' as const, after: data, detail }
  return start(operator, sourceId, entry, (queue) => queue.add(ReplayQuarantine, sourceId, data))
}
