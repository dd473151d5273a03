import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { cursorParameter } from '../advice.ts'
import { asOfQuery, commonProblems, countParameter, namedText } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { Job } from '../jobs/schemas.ts'
import { defineRoute, type RoutePolicy } from '../policy.ts'
import { Problem } from '../problem.ts'
import { QuarantineGroup, QuarantineRow, ReplayQuarantine, StartBackfill } from './operation.ts'
import { Source, SourceId } from './schemas.ts'

/** Production days that one request may have read again: four years of a history. */
export const backfillDaysMax = 1_500

const sourceParams = z.object({ id: SourceId })

const operating = {
  access: ['sources:operate'],
  reach: 'field',
  cache: null,
  slo: { p95Ms: 300 },
  stability: 'stable',
} as const satisfies RoutePolicy

export const sourceRoutes = initContract().router(
  {
    listSources: defineRoute({
      method: 'GET',
      path: '/sources',
      query: z.object(asOfQuery),
      responses: { 200: envelope(z.object({ sources: z.array(Source) })), ...commonProblems },
      summary: 'Each source: whether it answers, how far its data reach, what was refused',
      metadata: {
        access: ['sources:read'],
        reach: 'none',
        cache: { freshS: 5, staleS: 30, tags: ['sources'] },
        slo: { p95Ms: 50 },
        stability: 'stable',
      },
    }),
    listQuarantine: defineRoute({
      method: 'GET',
      path: '/sources/:id/quarantine',
      pathParams: sourceParams,
      query: z.object({
        dataset: namedText(64).optional().describe('Only rows of this dataset'),
        reason: namedText(64).optional().describe('Only rows refused for this'),
        limit: countParameter(1, 500, 50).describe('Most rows in the answer'),
        cursor: cursorParameter,
      }),
      responses: {
        200: envelope(
          z.object({
            /** All that is open, whatever the filters; most rows first. */
            groups: z.array(QuarantineGroup),
            /** Refused last first. */
            rows: z.array(QuarantineRow),
            nextCursor: z.string().nullable(),
          }),
        ),
        ...commonProblems,
        404: Problem,
      },
      summary: 'Refused rows that nobody has dealt with: why, how many, whose to mend, and the rows themselves',
      metadata: {
        access: ['sources:read'],
        reach: 'field',
        cache: { freshS: 5, staleS: 30, tags: ['sources'] },
        slo: { p95Ms: 100 },
        stability: 'stable',
      },
    }),
    checkSource: defineRoute({
      method: 'POST',
      path: '/sources/:id/checks',
      pathParams: sourceParams,
      body: z.object({}),
      responses: { 202: envelope(Job), ...commonProblems, 404: Problem },
      summary: 'Ask the source now who it is; the job says what it answered',
      metadata: { ...operating, audit: 'source.check' },
    }),
    startBackfill: defineRoute({
      method: 'POST',
      path: '/sources/:id/backfills',
      pathParams: sourceParams,
      body: StartBackfill,
      responses: { 202: envelope(Job), ...commonProblems, 404: Problem },
      summary: 'Read a span of production days again; what differs becomes a new version, what is gone is withdrawn',
      metadata: { ...operating, audit: 'source.backfill' },
    }),
    replayQuarantine: defineRoute({
      method: 'POST',
      path: '/sources/:id/replays',
      pathParams: sourceParams,
      body: ReplayQuarantine,
      responses: { 202: envelope(Job), ...commonProblems, 404: Problem },
      summary: 'Map refused rows again, as after a mended mapping; what fits now is taken in and leaves quarantine',
      metadata: { ...operating, audit: 'quarantine.replay' },
    }),
  },
  { strictStatusCodes: true },
)
