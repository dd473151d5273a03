import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, betaProblems, countParameter, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { GradeId, Product, TerminalId } from '../logistics.ts'
import { defineRoute } from '../policy.ts'
import { Problem } from '../problem.ts'
import { Instant } from '../time.ts'
import { ProjectionStep } from './projection.ts'
import { TerminalList, TerminalOperations } from './schemas.ts'

/** Longest range of each step, days: 45 days of hours are 1,080 steps, a quarter of six hours 368, a year of days 366. */
export const terminalRangeDaysMax = { hour: 45, 'six-hours': 92, day: 366 } as const satisfies Record<
  ProjectionStep,
  number
>

export const terminalRoutes = initContract().router(
  {
    listTerminals: defineRoute({
      method: 'GET',
      path: '/terminals',
      query: z.object({
        product: Product.optional().describe('Only terminals that store this product.'),
        limit: countParameter(1, 200, 50).describe('Terminals of one answer.'),
        cursor: z.string().min(1).max(200).optional().describe('`nextCursor` of the answer before.'),
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(TerminalList), ...betaProblems },
      summary: 'The terminals: what is in their tanks, how long it lasts, and what loads next',
      metadata: {
        access: ['logistics:read'],
        reach: 'subtree',
        cache: { freshS: 30, staleS: 300, tags: ['logistics'] },
        slo: { p95Ms: 150 },
        stability: 'beta',
      },
    }),
    readTerminalOperations: defineRoute({
      method: 'GET',
      path: '/terminal/:id/operations',
      pathParams: z.object({ id: TerminalId }),
      query: z.object({
        from: Instant.optional().describe('First instant. Left out: 7 days before `asOf`.'),
        to: Instant.optional().describe(
          'Exclusive. Left out: 14 days after `asOf`. What lies after `asOf` is projected.',
        ),
        step: ProjectionStep.default('hour').describe(
          'Step of the projection. The longest range is 45 days by hour, 92 by six hours, 366 by day.',
        ),
        grade: GradeId.optional().describe('Only this grade: its tanks, berths, movements and projection.'),
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(TerminalOperations), ...betaProblems, 404: Problem },
      summary: 'One terminal: tanks, berths, receipts and liftings, and where its stock is heading',
      metadata: {
        access: ['logistics:read'],
        reach: 'subtree',
        cache: { freshS: 30, staleS: 300, tags: ['logistics'] },
        slo: { p95Ms: 250 },
        stability: 'beta',
      },
    }),
  },
  { strictStatusCodes: true },
)
