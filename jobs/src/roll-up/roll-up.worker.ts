import { addDays, addMonths, firstOfMonth, listDays } from '@tieback/domain'
import { type DataRange, type Grain, readDataRange, readNodeIds } from '@tieback/store'
import type { z } from 'zod'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { knownNow } from '../ingest/known-now.ts'
import { rollUpTouched } from '../ingest/roll-up-touched.ts'
import { recordRun } from '../ingest/run-record.ts'
import { bindJob } from '../queue.ts'
import { RollUp } from './roll-up.job.ts'

/** Days or months of one write transaction: about a second of a field of 150 wells. */
const labelsPerChunk = 20

type RollUpData = z.infer<typeof RollUp.Data>

/** First and last day with a figure anywhere in the namespace; null without one. */
export async function findFigures({ pool }: IngestContext, namespace: string): Promise<DataRange | null> {
  const nodes = await readNodeIds(pool, namespace)
  const ids = [...nodes.values()].map(({ id }) => id)
  return await readDataRange(pool, ids, await knownNow(pool))
}

function listLabels(grain: Grain, from: string, last: string): string[] {
  if (grain === 'day') return listDays(from, addDays(last, 1)).slice(0, labelsPerChunk)
  const months: string[] = []
  for (let month = firstOfMonth(from); month <= last && months.length < labelsPerChunk; month = addMonths(month, 1)) {
    months.push(month)
  }
  return months
}

/** Makes one chunk of totals again. Returns where the next one begins, or null at the end. Running it twice changes nothing. */
export async function rollUp(context: IngestContext, { sourceId, grain, from }: RollUpData): Promise<string | null> {
  const { namespace } = getSource(context, sourceId).source
  const range = await findFigures(context, namespace)
  if (range === null || from > range.lastDay) return null
  const start = from < range.firstDay ? range.firstDay : from
  const labels = listLabels(grain, start, range.lastDay)
  const last = labels.at(-1)
  if (last === undefined) return null
  await recordRun(context, sourceId, RollUp.name, async (run) => {
    run.read = labels.length
    await run.write('production', (tx) => rollUpTouched(tx, { grain, namespace, days: labels }))
    return null
  })
  return grain === 'day' ? addDays(last, 1) : addMonths(last, 1)
}

/** Puts the making of all totals of a source's nodes into the queue. */
export async function startRollUp({ queue }: JobContext, sourceId: string): Promise<void> {
  for (const grain of ['day', 'month'] as const) {
    await queue.add(RollUp, `${sourceId}--${grain}--all`, { sourceId, grain, from: '1900-01-01' })
  }
}

export const rollUpBinding = (context: JobContext) =>
  bindJob(RollUp, async (data) => {
    let from: string | null = data.from
    while (from !== null) {
      context.stopping.throwIfAborted()
      from = await rollUp(context, { ...data, from })
    }
  })
