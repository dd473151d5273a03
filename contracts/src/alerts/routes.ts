import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { AlertId, cursorParameter, SubjectId, writeHeaders } from '../advice.ts'
import { asOfQuery, betaProblems, countParameter, unitSystemQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import type { AuditAction } from '../audit/actions.ts'
import { defineRoute, type RoutePolicy } from '../policy.ts'
import { Problem } from '../problem.ts'
import { Instant } from '../time.ts'
import { AcknowledgeAlert, AssignAlert, CloseAlert, ShelveAlert, UnshelveAlert } from './actions.ts'
import { AlertDetail, AlertList, AlertSeverity, AlertState } from './schemas.ts'

const reading = {
  access: ['alerts:read'],
  reach: 'subtree',
  cache: { freshS: 5, staleS: 30, tags: ['alerts'] },
  slo: { p95Ms: 100 },
  stability: 'beta',
} as const satisfies RoutePolicy

/** A step in an alert's life: answers the alert as it is after it, or 409 if it has moved or its state does not allow the step. */
const actionRoute = <const Path extends string, const Body extends z.ZodType>(
  path: Path,
  body: Body,
  audit: AuditAction,
  summary: string,
) =>
  defineRoute({
    method: 'POST',
    path,
    pathParams: z.object({ id: AlertId }),
    headers: writeHeaders,
    body,
    responses: { 200: envelope(AlertDetail), ...betaProblems, 404: Problem, 409: Problem },
    summary,
    metadata: {
      access: ['alerts:read', 'alerts:acknowledge'],
      reach: 'subtree',
      audit,
      cache: null,
      slo: { p95Ms: 200 },
      stability: 'beta',
    },
  })

export const alertRoutes = initContract().router(
  {
    listAlerts: defineRoute({
      method: 'GET',
      path: '/alerts',
      query: z.object({
        state: AlertState.optional().describe('Only alerts in this state; left out: all that are not closed'),
        severity: AlertSeverity.optional().describe('Only alerts of this severity'),
        node: SubjectId.optional().describe('Only this node, terminal or other subject and what is below it'),
        since: Instant.optional().describe('Only alerts that changed at this instant or later'),
        limit: countParameter(1, 200, 50).describe('Most alerts in the answer'),
        cursor: cursorParameter,
        ...unitSystemQuery,
        ...asOfQuery,
      }),
      responses: { 200: envelope(AlertList), ...betaProblems, 404: Problem },
      summary: 'What somebody has to act on, most severe first, repeats counted and not repeated',
      metadata: reading,
    }),
    getAlert: defineRoute({
      method: 'GET',
      path: '/alerts/:id',
      pathParams: z.object({ id: AlertId }),
      query: z.object({ ...unitSystemQuery, ...asOfQuery }),
      responses: { 200: envelope(AlertDetail), ...betaProblems, 404: Problem },
      summary: 'One alert: its condition, what to do about it, and everything that happened to it',
      metadata: reading,
    }),
    acknowledgeAlert: actionRoute(
      '/alerts/:id/acknowledge',
      AcknowledgeAlert,
      'alert.acknowledge',
      'Say that an alert is seen and taken care of',
    ),
    shelveAlert: actionRoute(
      '/alerts/:id/shelve',
      ShelveAlert,
      'alert.shelve',
      'Set an alert aside until an instant, with a reason',
    ),
    unshelveAlert: actionRoute(
      '/alerts/:id/unshelve',
      UnshelveAlert,
      'alert.unshelve',
      'Take an alert back from the shelf before its time',
    ),
    assignAlert: actionRoute(
      '/alerts/:id/assign',
      AssignAlert,
      'alert.assign',
      'Give an alert to a person, or to nobody',
    ),
    closeAlert: actionRoute(
      '/alerts/:id/close',
      CloseAlert,
      'alert.close',
      'End an alert, with what was done or why nothing was',
    ),
  },
  { strictStatusCodes: true },
)
