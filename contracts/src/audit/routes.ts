import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { cursorParameter } from '../advice.ts'
import { commonProblems, countParameter, namedText } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { defineRoute } from '../policy.ts'
import { Instant } from '../time.ts'
import { AuditAction } from './actions.ts'
import { AuditList, AuditOutcome } from './schemas.ts'

/** Entries that one export holds at most. */
export const auditExportMax = 100_000

const filter = {
  action: AuditAction.optional().describe('Only this action'),
  outcome: AuditOutcome.optional().describe('Only what ended like this'),
  actor: namedText(128).optional().describe('Only what this person or machine did, by id'),
  object: namedText(200).optional().describe('Only what was done to the thing with this id'),
  from: Instant.optional().describe('Only from this instant on'),
  to: Instant.optional().describe('Only before this instant'),
}

const contract = initContract()

export const auditRoutes = contract.router(
  {
    listAuditEntries: defineRoute({
      method: 'GET',
      path: '/audit-entries',
      query: z.object({
        ...filter,
        limit: countParameter(1, 500, 50).describe('Most entries in the answer'),
        cursor: cursorParameter,
      }),
      responses: { 200: envelope(AuditList), ...commonProblems },
      summary: 'Who did what, when and to what, newest first',
      metadata: { access: ['audit:read'], reach: 'field', cache: null, slo: { p95Ms: 150 }, stability: 'stable' },
    }),
    exportAuditEntries: defineRoute({
      method: 'GET',
      path: '/audit-entries.csv',
      query: z.object(filter),
      responses: {
        200: contract.otherResponse({ contentType: 'text/csv; charset=utf-8', body: z.string() }),
        ...commonProblems,
      },
      summary: 'The same as a table for a spreadsheet, oldest first; that it was taken is recorded too',
      metadata: {
        access: ['audit:read'],
        reach: 'field',
        audit: 'audit.export',
        cache: null,
        slo: { p95Ms: 3_000 },
        stability: 'stable',
      },
    }),
  },
  { strictStatusCodes: true },
)
