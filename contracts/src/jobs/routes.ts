import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { cursorParameter } from '../advice.ts'
import { asOfQuery, commonProblems, countParameter, namedText } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { defineRoute } from '../policy.ts'
import { Problem } from '../problem.ts'
import { SourceId } from '../sources/schemas.ts'
import { Job, JobId, JobList, JobState, RunList } from './schemas.ts'

const sourceFilter = SourceId.optional().describe('Only of this source, by its id')
const jobParams = z.object({ id: JobId })

export const jobRoutes = initContract().router(
  {
    listJobs: defineRoute({
      method: 'GET',
      path: '/jobs',
      query: z.object({
        state: JobState.optional().describe('Only jobs that stand like this'),
        source: sourceFilter,
        limit: countParameter(1, 200, 50).describe('Most jobs in the answer'),
      }),
      responses: { 200: envelope(JobList), ...commonProblems },
      summary: 'What waits, runs, is tried again and has failed in the queue, newest first',
      metadata: { access: ['sources:read'], reach: 'none', cache: null, slo: { p95Ms: 150 }, stability: 'stable' },
    }),
    getJob: defineRoute({
      method: 'GET',
      path: '/jobs/:id',
      pathParams: jobParams,
      responses: { 200: envelope(Job), ...commonProblems, 404: Problem },
      summary: 'Where one job stands, and what it came to',
      metadata: { access: ['sources:read'], reach: 'none', cache: null, slo: { p95Ms: 100 }, stability: 'stable' },
    }),
    retryJob: defineRoute({
      method: 'POST',
      path: '/jobs/:id/retries',
      pathParams: jobParams,
      body: z.object({}),
      responses: { 202: envelope(Job), ...commonProblems, 404: Problem, 409: Problem },
      summary: 'Try a failed or delayed job again now; 409 where it is neither',
      metadata: {
        access: ['sources:operate'],
        reach: 'field',
        audit: 'job.retry',
        cache: null,
        slo: { p95Ms: 300 },
        stability: 'stable',
      },
    }),
    listRuns: defineRoute({
      method: 'GET',
      path: '/runs',
      query: z.object({
        source: sourceFilter,
        job: namedText(64).optional().describe('Only runs of this job'),
        status: z.enum(['running', 'succeeded', 'failed']).optional().describe('Only runs that stand like this'),
        limit: countParameter(1, 500, 50).describe('Most runs in the answer'),
        cursor: cursorParameter,
        ...asOfQuery,
      }),
      responses: { 200: envelope(RunList), ...commonProblems },
      summary: 'What each run of a source’s jobs read, wrote and refused, newest first',
      metadata: {
        access: ['sources:read'],
        reach: 'none',
        cache: { freshS: 5, staleS: 30, tags: ['sources'] },
        slo: { p95Ms: 100 },
        stability: 'stable',
      },
    }),
  },
  { strictStatusCodes: true },
)
