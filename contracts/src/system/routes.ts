import { initContract } from '@ts-rest/core'
import { defineRoute, type RoutePolicy } from '../policy.ts'
import { Problem } from '../problem.ts'
import { Health, OpenApi, Readiness } from './schemas.ts'

const publicPolicy = {
  access: ['public'],
  reach: 'none',
  cache: null,
  slo: { p95Ms: 20 },
  stability: 'stable',
} as const satisfies RoutePolicy

/** Outside `/api/v1` and outside the envelope: orchestrators and tools read these. */
export const systemRoutes = initContract().router(
  {
    checkHealth: defineRoute({
      method: 'GET',
      path: '/healthz',
      responses: { 200: Health, 400: Problem },
      summary: 'The process runs',
      metadata: publicPolicy,
    }),
    checkReadiness: defineRoute({
      method: 'GET',
      path: '/readyz',
      responses: { 200: Readiness, 400: Problem, 503: Problem },
      summary: 'The process can answer: the store is there and migrated',
      metadata: publicPolicy,
    }),
    getOpenApi: defineRoute({
      method: 'GET',
      path: '/openapi.json',
      responses: { 200: OpenApi, 400: Problem },
      summary: 'This contract as OpenAPI 3.1',
      metadata: publicPolicy,
    }),
    getOpenApi30: defineRoute({
      method: 'GET',
      path: '/openapi-3.0.json',
      responses: { 200: OpenApi, 400: Problem },
      summary: 'This contract as OpenAPI 3.0.3, for gateways that import no newer one',
      metadata: publicPolicy,
    }),
  },
  { strictStatusCodes: true },
)
