import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, commonProblems, countParameter, namedText, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { NodeId, Signal, SignalId } from '../nodes/schemas.ts'
import { defineRoute } from '../policy.ts'
import { Problem } from '../problem.ts'
import { Quantity } from '../quantity.ts'
import { Instant } from '../time.ts'
import { QualityRule, SignalMark, SignalSamples } from './schemas.ts'

/** Points of one answer: wider than any screen, about 400 kB of JSON. */
export const samplePointsMax = 10_000

export const signalRoutes = initContract().router(
  {
    listSignals: defineRoute({
      method: 'GET',
      path: '/signals',
      query: z.object({
        node: NodeId.optional().describe('Only series of this node and of what is below it.'),
        quantity: Quantity.optional().describe('Only series of this quantity.'),
        source: z.string().min(1).max(64).optional().describe('Only series that this source gives, by its id.'),
        limit: countParameter(1, 1_000, 100).describe('Most series in one answer.'),
        cursor: z.string().min(1).max(200).optional().describe('`nextCursor` of the page before.'),
        ...asOfQuery,
      }),
      responses: {
        200: envelope(
          z.object({
            /** By node, quantity and id: the same order on every page. */
            signals: z.array(Signal),
            /** For the next page; null on the last. */
            nextCursor: z.string().nullable(),
          }),
        ),
        ...commonProblems,
        404: Problem,
      },
      summary: 'The series of a node and of what is below it, each with the instant of its newest sample',
      metadata: {
        access: ['production:read'],
        reach: 'subtree',
        cache: { freshS: 10, staleS: 60, tags: ['nodes', 'samples', 'sources'] },
        slo: { p95Ms: 150 },
        stability: 'stable',
      },
    }),
    listQualityMarks: defineRoute({
      method: 'GET',
      path: '/quality-marks',
      query: z.object({
        node: NodeId.optional().describe('Only series of this node and of what is below it.'),
        rule: QualityRule.optional().describe('Only what this rule doubts.'),
        source: namedText(64).optional().describe('Only series that this source gives, by its id.'),
        from: Instant.optional().describe('Marks that last beyond this instant. Left out: those that still hold.'),
        limit: countParameter(1, 1_000, 100).describe('Most marks in one answer.'),
        cursor: z.string().min(1).max(200).optional().describe('`nextCursor` of the page before.'),
        ...asOfQuery,
      }),
      responses: {
        200: envelope(
          z.object({
            /** Begun last first. */
            marks: z.array(SignalMark),
            /** For the next page; null on the last. */
            nextCursor: z.string().nullable(),
          }),
        ),
        ...commonProblems,
        404: Problem,
      },
      summary: 'Which series rules doubt, since when and why',
      metadata: {
        access: ['production:read'],
        reach: 'subtree',
        cache: { freshS: 10, staleS: 60, tags: ['nodes', 'samples', 'sources'] },
        slo: { p95Ms: 150 },
        stability: 'stable',
      },
    }),
    readSamples: defineRoute({
      method: 'GET',
      path: '/signals/:id/samples',
      pathParams: z.object({ id: SignalId }),
      query: z.object({
        from: Instant.describe('First instant.'),
        to: Instant.describe('Exclusive.'),
        maxPoints: countParameter(2, samplePointsMax, 2_000).describe(
          'Most samples in the answer; extremes and gaps are kept.',
        ),
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(SignalSamples), ...commonProblems, 404: Problem },
      summary: 'Samples of one series in [from, to), oldest first, reduced to at most maxPoints',
      metadata: {
        access: ['production:read'],
        reach: 'subtree',
        cache: { freshS: 10, staleS: 60, tags: ['nodes', 'samples', 'sources'] },
        slo: { p95Ms: 150 },
        stability: 'stable',
      },
    }),
  },
  { strictStatusCodes: true },
)
