import type { ExamplesOf } from '../examples/examples-of.ts'
import { exampleAsOf, sourceStates } from '../examples/field.ts'
import { commonProblemExamples, problemExamples, problemExamplesWithNotFound } from '../examples/problems.ts'
import { retriedJob } from './example-job.ts'
import type { jobRoutes } from './routes.ts'
import type { Run } from './schemas.ts'

const meta = {
  asOf: exampleAsOf,
  productionDay: null,
  sources: [sourceStates.pi],
  coverage: null,
  provisional: false,
}

const failedRun: Run = {
  id: '48215',
  sourceId: retriedJob.sourceId ?? '',
  job: retriedJob.name,
  startedAt: '2026-11-19T09:29:00.000Z',
  finishedAt: '2026-11-19T09:29:10.004Z',
  status: 'failed',
  read: 0,
  written: 0,
  unchanged: 0,
  quarantined: 0,
  message: retriedJob.message,
}

export const jobExamples: ExamplesOf<typeof jobRoutes> = {
  listJobs: {
    request: { query: { state: 'delayed' } },
    200: {
      data: { backend: 'postgres', counts: { waiting: 0, active: 1, delayed: 1, failed: 0 }, jobs: [retriedJob] },
      meta,
    },
    ...commonProblemExamples,
  },
  getJob: {
    request: { params: { id: retriedJob.id } },
    200: { data: retriedJob, meta },
    ...problemExamplesWithNotFound,
  },
  retryJob: {
    request: { params: { id: retriedJob.id }, body: {} },
    202: { data: { ...retriedJob, state: 'waiting', nextTryAt: null }, meta },
    ...problemExamplesWithNotFound,
    409: problemExamples.conflict,
  },
  listRuns: {
    request: { query: { source: 'pi-offshore' } },
    200: { data: { runs: [failedRun], nextCursor: null }, meta },
    ...commonProblemExamples,
  },
}
