import { setTimeout as wait } from 'node:timers/promises'
import { CheckSource, type JobQueue } from '@tieback/jobs'

/** Looks at whether the job has failed yet, and the wait between two, ms. */
const looksMax = 400
const lookEveryMs = 50

/** A job that has failed, and can be tried again. */
export async function addFailedJob(queue: JobQueue): Promise<string> {
  const id = await queue.add(CheckSource, 'ec', { sourceId: 'ec' })
  const fail = () => Promise.reject(new Error('the source is away'))
  const worker = queue.work([{ definition: CheckSource, handle: fail }], 1, () => undefined)
  try {
    for (let look = 0; look < looksMax; look += 1) {
      if ((await queue.find(id))?.state === 'failed') return id
      await wait(lookEveryMs)
    }
    throw new Error(`the job ${id} was to fail, and did not within ${looksMax * lookEveryMs} ms`)
  } finally {
    await worker.stop(1_000)
  }
}
