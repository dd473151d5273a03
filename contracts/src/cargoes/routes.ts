import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { commaList } from '../comma-list.ts'
import { asOfQuery, betaProblems, countParameter, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { TerminalId, VesselId } from '../logistics.ts'
import { defineRoute } from '../policy.ts'
import { Instant } from '../time.ts'
import { CargoList, CargoStatus } from './schemas.ts'

/** Cargoes of one answer: two years of a busy terminal, about 600 kB of JSON. */
export const cargoesMax = 200

export const cargoRoutes = initContract().router(
  {
    listCargoes: defineRoute({
      method: 'GET',
      path: '/cargoes',
      query: z.object({
        terminal: TerminalId.optional().describe('Only cargoes of this terminal.'),
        vessel: VesselId.optional().describe('Only cargoes of this vessel.'),
        status: commaList(CargoStatus.options)
          .optional()
          .describe('Only these, separated by commas, such as `nominated,accepted`. Left out: all but cancelled.'),
        from: Instant.optional().describe(
          'Only cargoes whose laycan ends after this. Left out: 31 days before `asOf`.',
        ),
        to: Instant.optional().describe(
          'Only cargoes whose laycan starts before this. Left out: 92 days after `asOf`.',
        ),
        limit: countParameter(1, cargoesMax, 50).describe('Cargoes of one answer.'),
        cursor: z.string().min(1).max(200).optional().describe('`nextCursor` of the answer before.'),
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(CargoList), ...betaProblems },
      summary: 'Cargoes from nomination to bill of lading: volume, laycan, vessel, arrival and demurrage',
      metadata: {
        access: ['logistics:read'],
        reach: 'subtree',
        cache: { freshS: 30, staleS: 300, tags: ['logistics'] },
        slo: { p95Ms: 150 },
        stability: 'beta',
      },
    }),
  },
  { strictStatusCodes: true },
)
