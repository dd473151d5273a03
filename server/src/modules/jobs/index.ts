import type { apiContract } from '@tieback/contracts'
import type { Operator } from '../../operating/operator.ts'
import type { Implementation } from '../../platform/http/mount.ts'
import { getJob, listJobs, listRecordedRuns, retryJob } from './jobs.service.ts'

export const jobModule = (operator: Operator): Implementation<typeof apiContract.jobs> => ({
  listJobs: async ({ query }) => ({ status: 200, body: await listJobs(operator, query) }),
  getJob: async ({ params }) => ({ status: 200, body: await getJob(operator, params.id) }),
  retryJob: async ({ params }) => ({ status: 202, body: await retryJob(operator, params.id) }),
  listRuns: async ({ query }) => ({ status: 200, body: await listRecordedRuns(operator.reader, query) }),
})
