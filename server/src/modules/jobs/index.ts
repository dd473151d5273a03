import type { apiContract } from '@tieback/contracts'
import { operatorFor, type OperatorParts } from '../../operating/operator.ts'
import type { Implementation } from '../../platform/http/mount.ts'
import { readerFor } from '../../reading/reader.ts'
import { getJob, listJobs, listRecordedRuns, retryJob } from './jobs.service.ts'

export const jobModule = (operator: OperatorParts): Implementation<typeof apiContract.jobs> => ({
  listJobs: async ({ query, request }) => ({
    status: 200,
    body: await listJobs(operatorFor(operator, request), query),
  }),
  getJob: async ({ params, request }) => ({
    status: 200,
    body: await getJob(operatorFor(operator, request), params.id),
  }),
  retryJob: async ({ params, request }) => ({
    status: 202,
    body: await retryJob(operatorFor(operator, request), params.id),
  }),
  listRuns: async ({ query, request }) => ({
    status: 200,
    body: await listRecordedRuns(readerFor(operator.reader, request), query),
  }),
})
