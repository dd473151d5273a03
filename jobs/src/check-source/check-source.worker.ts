import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { recordRun } from '../ingest/run-record.ts'
import { bindJob } from '../queue.ts'
import { CheckSource } from './check-source.job.ts'

/** Asks a source who answers, and gives that in words. What it writes is that it was asked, and how the source stands. */
export async function checkSource(context: IngestContext, sourceId: string, signal: AbortSignal): Promise<string> {
  const { source } = getSource(context, sourceId)
  let outcome = ''
  await recordRun(context, sourceId, CheckSource.name, async () => {
    const startedAt = performance.now()
    const { product, version } = await source.check(signal)
    const tookMs = Math.round(performance.now() - startedAt)
    outcome = `${version === null ? product : `${product} ${version}`} answered within ${String(tookMs)} ms.`
    return null
  })
  return outcome
}

export const checkSourceBinding = (context: JobContext) =>
  bindJob(CheckSource, ({ sourceId }, signal) => checkSource(context, sourceId, signal))
